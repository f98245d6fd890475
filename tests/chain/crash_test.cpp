// kill -9 in the middle of commits: the block before is whole.
#include "chain/replay.hpp"
#include "tests/chain/fixture.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

namespace pawl::chain
{
namespace
{
constexpr u64 transactions_per_block = 50;

std::vector<Bytes> block_at(u64 height)
{
    std::vector<Bytes> out;
    for (u64 i = 0; i < transactions_per_block; ++i)
        out.push_back(transfer(1, (height - 1) * transactions_per_block + i, 2, 1 + i % 7));
    return out;
}

Place place(const std::filesystem::path& folder)
{
    return {.folder = folder, .cache_bytes = 8 << 20};
}

/// In a process of its own: commits block after block, and never ends by itself. Tells of each
/// block through `progress` once it is committed.
[[noreturn]] void commit_for_ever(const std::filesystem::path& folder, int progress)
{
    const auto executor = make_executor();
    const auto chain = must(Chain::open(test_genesis(), place(folder), *executor));
    for (u64 height = must(chain->tip()).height + 1;; ++height)
    {
        extend(*chain, block_at(height));
        if (write(progress, &height, sizeof height) != sizeof height)
            _exit(1);
    }
}

/// Runs the committing process until it told of `blocks` blocks and `grace` has passed, and kills
/// it. The last height that it told of.
u64 run_and_kill(const std::filesystem::path& folder, int blocks, std::chrono::microseconds grace)
{
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0)
    {
        close(ends[0]);
        commit_for_ever(folder, ends[1]);
    }
    close(ends[1]);
    u64 height = 0;
    for (int i = 0; i < blocks; ++i)
        EXPECT_EQ(read(ends[0], &height, sizeof height), static_cast<ssize_t>(sizeof height));
    std::this_thread::sleep_for(grace);
    kill(child, SIGKILL);
    while (read(ends[0], &height, sizeof height) == static_cast<ssize_t>(sizeof height))
    {
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return height;
}

TEST(crash, a_killed_node_has_every_block_that_it_told_of_and_each_is_whole)
{
    const u64 seed = std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    const auto folder =
        std::filesystem::temp_directory_path() / ("pawl-crash-" + std::to_string(getpid()));
    const auto executor = make_executor();
    for (int round = 0; round < 6; ++round)
    {
        const u64 told = run_and_kill(folder, 3, std::chrono::microseconds{random() % 8000});
        const auto chain = must(Chain::open(test_genesis(), place(folder), *executor));
        const u64 height = must(chain->tip()).height;
        EXPECT_GE(height, told);
        EXPECT_LE(height, told + 1);
        const ReplayReport report = must(replay(test_genesis(), *chain, *executor));
        EXPECT_FALSE(report.difference) << describe(report);
        EXPECT_EQ(report.transactions, height * transactions_per_block);
    }
    std::filesystem::remove_all(folder);
}
} // namespace
} // namespace pawl::chain
