#include "state/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>

namespace pawl::state
{
namespace
{
/// Leaves the number of this process in the file. It only serves a message: the lock is the
/// system's, so a number that could not be written takes nothing from it.
void sign(int file)
{
    // Deterministic: only a message to the operator shows it.
    const std::string number = std::to_string(::getpid());
    if (::ftruncate(file, 0) != 0)
        return;
    [[maybe_unused]] const ssize_t written = ::pwrite(file, number.data(), number.size(), 0);
}

/// Whoever holds the file, as well as it can be told.
std::string holder(int file)
{
    std::array<char, 20> text{};
    const ssize_t size = ::pread(file, text.data(), text.size(), 0);
    const char* const end = text.data() + (size > 0 ? size : 0);
    int process = 0;
    const auto parsed = std::from_chars(text.data(), end, process);
    if (parsed.ec != std::errc{} || parsed.ptr != end || process <= 0)
        return "another process";
    // Who shares a lock does not sign, so the number may be that of a process which has ended.
    if (::kill(process, 0) != 0 && errno == ESRCH)
        return "another process";
    return "process " + std::to_string(process);
}
/// Where the lock is a file's.
std::string lock_file(const std::filesystem::path& folder)
{
    return folder / "pawl.lock";
}

std::unexpected<StoreError> in_use(const std::filesystem::path& folder, int file)
{
    return fail(StoreErrorKind::in_use, "folder " + folder.string() + " is in use by " +
                                            holder(file) + "; stop it, or choose another folder");
}
} // namespace

StoreResult<FolderLock> FolderLock::share(const std::filesystem::path& folder)
{
    const int file = ::open(lock_file(folder).c_str(), O_RDONLY | O_CLOEXEC);
    FolderLock lock{file};
    if (file >= 0 && ::flock(file, LOCK_SH | LOCK_NB) != 0)
        return in_use(folder, file);
    return lock;
}

StoreResult<FolderLock> FolderLock::take(const std::filesystem::path& folder)
{
    constexpr int mode = 0644;
    const int file = ::open(lock_file(folder).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (file < 0)
        return fail(StoreErrorKind::not_writable,
                    "folder " + folder.string() +
                        " cannot be written: " + std::system_category().message(errno) +
                        "; give this user the right to, or choose another folder");
    FolderLock lock{file};
    if (::flock(file, LOCK_EX | LOCK_NB) != 0)
        return in_use(folder, file);
    sign(file);
    return lock;
}

FolderLock::~FolderLock()
{
    if (file_ >= 0)
        ::close(file_);
}
} // namespace pawl::state
