#include "cli/ending.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

namespace pawl::cli
{
namespace
{
using chain::Failure;
using chain::FailureKind;

// Signals are the process's: each test has one of its own.

TEST(ending, a_signal_is_waited_for_even_if_it_came_before)
{
    const auto run = []
    {
        Ending ending;
        static_cast<void>(kill(getpid(), SIGTERM));
        ending.wait();
        std::exit(ending.failure() ? 1 : 0);
    };
    EXPECT_EXIT(run(), ::testing::ExitedWithCode(0), "");
}

TEST(ending, a_failure_ends_the_wait_from_another_thread)
{
    const auto run = []
    {
        Ending ending;
        std::thread failing{[&] { ending.fail({FailureKind::node_fault, "the disk is full"}); }};
        ending.wait();
        failing.join();
        std::exit(ending.failure()->text == "the disk is full" ? 0 : 1);
    };
    EXPECT_EXIT(run(), ::testing::ExitedWithCode(0), "");
}

TEST(ending, a_failure_after_the_signal_is_kept_and_kills_nobody)
{
    const auto run = []
    {
        Ending ending;
        static_cast<void>(kill(getpid(), SIGTERM));
        ending.wait();
        ending.fail({FailureKind::node_fault, "the disk is full"});
        std::exit(ending.failure()->text == "the disk is full" ? 0 : 1);
    };
    EXPECT_EXIT(run(), ::testing::ExitedWithCode(0), "");
}

TEST(ending, a_second_signal_ends_the_process_at_once)
{
    const auto run = []
    {
        Ending ending;
        static_cast<void>(kill(getpid(), SIGTERM));
        ending.wait();
        static_cast<void>(kill(getpid(), SIGTERM));
        std::exit(0);
    };
    EXPECT_EXIT(run(), ::testing::KilledBySignal(SIGTERM), "");
}
} // namespace
} // namespace pawl::cli
