#include "engine/runtime/fiber.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace pawl
{
namespace
{
TEST(fiber, runs_to_the_end_where_nothing_suspends)
{
    StackPool stacks;
    int runs = 0;
    Fiber fiber{stacks, [&](Fiber&) { ++runs; }};
    EXPECT_FALSE(fiber.finished());
    EXPECT_TRUE(fiber.resume());
    EXPECT_TRUE(fiber.finished());
    EXPECT_EQ(runs, 1);
}

TEST(fiber, goes_on_where_it_was_suspended)
{
    StackPool stacks;
    std::vector<int> order;
    Fiber fiber{stacks, [&](Fiber& self)
                {
                    order.push_back(1);
                    EXPECT_TRUE(self.suspend());
                    order.push_back(3);
                }};
    EXPECT_FALSE(fiber.resume());
    order.push_back(2);
    EXPECT_TRUE(fiber.resume());
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(fiber, may_be_resumed_by_another_thread)
{
    StackPool stacks;
    int sum = 0;
    Fiber fiber{stacks, [&](Fiber& self)
                {
                    for (int i = 0; i < 10; ++i)
                    {
                        sum += i;
                        EXPECT_TRUE(self.suspend());
                    }
                }};
    bool finished = false;
    while (!finished)
        std::thread{[&] { finished = fiber.resume(); }}.join();
    EXPECT_EQ(sum, 45);
}

TEST(fiber, a_cancelled_one_is_told_and_destroys_what_it_holds)
{
    StackPool stacks;
    const auto held = std::make_shared<int>(1);
    bool told = false;
    {
        Fiber fiber{stacks, [&, copy = std::weak_ptr{held}](Fiber& self)
                    {
                        const auto lock = copy.lock();
                        told = !self.suspend();
                    }};
        EXPECT_FALSE(fiber.resume());
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_TRUE(told);
    EXPECT_EQ(held.use_count(), 1);
}

TEST(fiber, one_that_never_ran_is_destroyed_without_running)
{
    StackPool stacks;
    bool ran = false;
    {
        const Fiber fiber{stacks, [&](Fiber&) { ran = true; }};
    }
    EXPECT_FALSE(ran);
}

TEST(fiber, fibers_nest)
{
    StackPool stacks;
    std::vector<int> order;
    Fiber outer{stacks, [&](Fiber& self)
                {
                    Fiber inner{stacks, [&](Fiber& own)
                                {
                                    order.push_back(1);
                                    EXPECT_TRUE(own.suspend());
                                    order.push_back(4);
                                }};
                    EXPECT_FALSE(inner.resume());
                    order.push_back(2);
                    EXPECT_TRUE(self.suspend());
                    EXPECT_TRUE(inner.resume());
                }};
    EXPECT_FALSE(outer.resume());
    order.push_back(3);
    EXPECT_TRUE(outer.resume());
    EXPECT_EQ(order, (std::vector{1, 2, 3, 4}));
}

TEST(fiber, stacks_are_used_again)
{
    StackPool stacks{std::size_t{1} << 18, 1};
    const u8* address = nullptr;
    {
        Reservation stack = stacks.take();
        address = stack.data();
        EXPECT_EQ(stack.size(), StackPool::guard_bytes + (std::size_t{1} << 18));
        stacks.give(std::move(stack));
    }
    for (int i = 0; i < 3; ++i)
    {
        Fiber fiber{stacks, [](Fiber&) {}};
        EXPECT_TRUE(fiber.resume());
    }
    EXPECT_EQ(stacks.take().data(), address);
}
} // namespace
} // namespace pawl
