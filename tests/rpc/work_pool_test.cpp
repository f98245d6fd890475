#include "rpc/work_pool.hpp"

#include <gtest/gtest.h>

#include <future>
#include <latch>

namespace pawl::rpc
{
namespace
{
TEST(work_pool, runs_what_it_took_before_it_ends)
{
    std::atomic<int> ran = 0;
    {
        WorkPool pool{2, 100};
        for (int i = 0; i < 100; ++i)
            while (!pool.start([&] { ++ran; }))
                std::this_thread::yield();
    }
    EXPECT_EQ(ran, 100);
}

TEST(work_pool, refuses_what_does_not_fit_its_queue_and_only_that)
{
    std::latch running{1}, go{1};
    std::atomic<int> ran = 0;
    {
        WorkPool pool{1, 2};
        ASSERT_TRUE(pool.start(
            [&]
            {
                running.count_down();
                go.wait();
            }));
        running.wait();
        EXPECT_TRUE(pool.start([&] { ++ran; }));
        EXPECT_TRUE(pool.start([&] { ++ran; }));
        EXPECT_FALSE(pool.start([&] { ran += 100; }));
        EXPECT_EQ(pool.busy(), 3);
        // Work that was admitted goes on where new work may not begin.
        pool.resume([&] { ++ran; });
        go.count_down();
    }
    EXPECT_EQ(ran, 3);
}

TEST(work_pool, takes_nothing_once_closed)
{
    WorkPool pool{1, 10};
    pool.close();
    EXPECT_FALSE(pool.start([] {}));
}

TEST(work_pool, a_task_may_go_on_by_a_further_one)
{
    std::promise<int> done;
    WorkPool pool{1, 1};
    ASSERT_TRUE(pool.start([&] { pool.resume([&] { done.set_value(7); }); }));
    EXPECT_EQ(done.get_future().get(), 7);
}
} // namespace
} // namespace pawl::rpc
