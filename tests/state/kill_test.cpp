// A process that is killed while it commits, at a moment that nobody chose.
#include "workload.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <random>
#include <thread>

namespace pawl::state
{
namespace
{
/// The program state_commit_forever on a folder, its reports in a file.
class Committer
{
public:
    Committer(const std::filesystem::path& folder, std::filesystem::path reports)
        : reports_{std::move(reports)}
    {
        const std::string program = PAWL_COMMIT_FOREVER;
        const int out = ::open(reports_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        process_ = ::fork();
        if (process_ == 0)
        {
            ::dup2(out, STDOUT_FILENO);
            ::execl(program.c_str(), program.c_str(), folder.c_str(), nullptr);
            ::_exit(1);
        }
        ::close(out);
    }

    /// The last height reported, 0 before the first.
    [[nodiscard]] u64 reported() const
    {
        std::ifstream in{reports_};
        u64 last = 0;
        for (u64 height = 0; in >> height;)
            last = height;
        return last;
    }

    void kill() const
    {
        ::kill(process_, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(process_, &status, 0), process_);
        EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
    }

private:
    std::filesystem::path reports_;
    pid_t process_ = 0;
};

void wait_for_a_block(const Committer& committer)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (committer.reported() == 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    ASSERT_GT(committer.reported(), 0U);
}
} // namespace

TEST(state_store, killed_while_it_commits_it_has_every_block_it_reported)
{
    std::mt19937_64 random{std::random_device{}()};
    const TemporaryFolder folder;
    const TemporaryFolder reports;
    for (int round = 0; round < 10; ++round)
    {
        const Committer committer{folder.path(), reports.path() / std::to_string(round)};
        wait_for_a_block(committer);
        std::this_thread::sleep_for(std::chrono::microseconds{random() % 100'000});
        committer.kill();
        const u64 reported = committer.reported();

        const auto store = must(open_store(folder_options(folder.path()), "test"));
        const auto snapshot = must(store->snapshot());
        const Tip tip = snapshot->tip().value();
        EXPECT_GE(tip.height, reported);
        EXPECT_LE(tip.height, reported + 1);
        EXPECT_EQ(tip.root, root_of(Workload{}.after(tip.height)));
        must(snapshot->verify());
        EXPECT_TRUE(must(snapshot->block(tip.height)).has_value());
    }
}
} // namespace pawl::state
