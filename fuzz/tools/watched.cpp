#include "fuzz/tools/watched.hpp"

#include "base/check.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace pawl::fuzz
{
namespace
{
/// What both processes see.
struct Notes
{
    std::atomic<u64> at{0};
    std::atomic<bool> returned{false};
};

/// Notes in memory that a process shares with those it makes.
class SharedNotes
{
public:
    SharedNotes()
    {
        void* const page =
            mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        PAWL_CHECK(page != MAP_FAILED, "processes may share a page");
        notes_ = new (page) Notes;
    }
    SharedNotes(const SharedNotes&) = delete;
    SharedNotes& operator=(const SharedNotes&) = delete;
    ~SharedNotes() { munmap(notes_, sizeof(Notes)); }

    [[nodiscard]] Notes& operator*() const noexcept { return *notes_; }

private:
    Notes* notes_;
};

[[noreturn]] void work_alone(const std::function<int(std::atomic<u64>&)>& work, Notes& notes)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int status = work(notes.at);
    notes.returned = true;
    std::fflush(nullptr);
    std::_Exit(status);
}

int wait_for(pid_t process)
{
    int status = 0;
    while (waitpid(process, &status, 0) != process)
        PAWL_CHECK(errno == EINTR, "a process can wait for its child");
    return status;
}
} // namespace

WatchedEnd run_watched(const std::function<int(std::atomic<u64>& at)>& work)
{
    const SharedNotes notes;
    // What is not written yet would be written twice.
    std::fflush(nullptr);
    const pid_t process = fork();
    PAWL_CHECK(process >= 0, "a process may make another");
    if (process == 0)
        work_alone(work, *notes);
    const int status = wait_for(process);
    WatchedEnd end{.returned = (*notes).returned, .at = (*notes).at, .death = {}};
    if (end.returned)
        end.status = WEXITSTATUS(status);
    else
        end.death = WIFSIGNALED(status) ? strsignal(WTERMSIG(status))
                                        : fmt::format("exit code {}", WEXITSTATUS(status));
    return end;
}
} // namespace pawl::fuzz
