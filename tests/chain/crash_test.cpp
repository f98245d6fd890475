// kill -9 in the middle of commits: the block before is whole.
#include "chain/replay.hpp"
#include "tests/chain/crash.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <random>
#include <thread>

namespace pawl::chain
{
namespace
{
/// The program chain_commit_forever on a folder.
class Committer
{
public:
    explicit Committer(const std::filesystem::path& folder)
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        process_ = ::fork();
        if (process_ == 0)
        {
            ::dup2(ends[1], STDOUT_FILENO);
            ::execl(PAWL_COMMIT_FOREVER, PAWL_COMMIT_FOREVER, folder.c_str(), nullptr);
            ::_exit(1);
        }
        ::close(ends[1]);
        reports_ = ::fdopen(ends[0], "r");
    }
    ~Committer() { std::fclose(reports_); }
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    /// The next height that it tells of; nothing once it is dead.
    [[nodiscard]] std::optional<u64> report() const
    {
        unsigned long long height = 0;
        if (std::fscanf(reports_, "%llu", &height) != 1)
            return std::nullopt;
        return height;
    }

    void kill() const
    {
        ::kill(process_, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(process_, &status, 0), process_);
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "it ended by itself";
    }

private:
    pid_t process_ = 0;
    std::FILE* reports_ = nullptr;
};

/// Kills a committer some time after it told of three blocks. The last height that it told of.
u64 run_and_kill(const std::filesystem::path& folder, std::chrono::microseconds grace)
{
    const Committer committer{folder};
    u64 told = 0;
    for (int i = 0; i < 3; ++i)
        told = committer.report().value_or(0);
    std::this_thread::sleep_for(grace);
    committer.kill();
    while (const auto height = committer.report())
        told = *height;
    return told;
}
} // namespace

TEST(crash, a_killed_node_has_every_block_that_it_told_of_and_each_is_whole)
{
    const u64 seed = std::random_device{}();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::mt19937_64 random{seed};
    const auto folder =
        std::filesystem::temp_directory_path() / ("pawl-crash-" + std::to_string(::getpid()));
    const auto executor = make_executor();
    for (int round = 0; round < 6; ++round)
    {
        const u64 told = run_and_kill(folder, std::chrono::microseconds{random() % 8000});
        ASSERT_GT(told, 0U);
        const auto chain = must(Chain::open(test_genesis(), crash_place(folder), *executor));
        const u64 height = must(chain->tip()).height;
        EXPECT_GE(height, told);
        EXPECT_LE(height, told + 1);
        const ReplayReport report = must(replay(test_genesis(), *chain, *executor));
        EXPECT_FALSE(report.difference) << describe(report);
        EXPECT_EQ(report.transactions, height * crash_block_transactions);
    }
    std::filesystem::remove_all(folder);
}
} // namespace pawl::chain
