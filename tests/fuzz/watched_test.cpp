#include "fuzz/tools/watched.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace pawl::fuzz
{
namespace
{
TEST(watched, gives_what_the_work_returns)
{
    const WatchedEnd end = run_watched(
        [](std::atomic<u64>& at)
        {
            at = 7;
            return 3;
        });
    EXPECT_TRUE(end.returned);
    EXPECT_EQ(end.status, 3);
    EXPECT_EQ(end.at, 7);
}

TEST(watched, tells_what_the_work_was_at_when_it_died)
{
    const WatchedEnd killed = run_watched(
        [](std::atomic<u64>& at)
        {
            for (at = 0; at < 922; ++at)
                ;
            return std::raise(SIGKILL);
        });
    EXPECT_FALSE(killed.returned);
    EXPECT_EQ(killed.at, 922);
    EXPECT_EQ(killed.death, "Killed");
}

TEST(watched, takes_an_exit_that_is_no_return_for_a_death)
{
    const WatchedEnd left = run_watched(
        [](std::atomic<u64>& at)
        {
            at = 5;
            std::_Exit(0);
            return 0;
        });
    EXPECT_FALSE(left.returned);
    EXPECT_EQ(left.at, 5);
    EXPECT_EQ(left.death, "exit code 0");
}
} // namespace
} // namespace pawl::fuzz
