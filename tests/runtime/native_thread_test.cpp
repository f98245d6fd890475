// What a thread keeps for compiled code.
#include "engine/runtime/native_thread.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace pawl
{
namespace
{
constexpr u32 small = 1000, large = 10'000;
constexpr u32 few = 1, many = 100;

TEST(native_thread, takes_the_stack_again_that_it_was_given)
{
    NativeThread& thread = NativeThread::here();
    auto stack = thread.take_stack(large, few);
    const NativeStack* const taken = stack.get();
    thread.give_stack(std::move(stack));
    stack = thread.take_stack(small, few);
    EXPECT_EQ(stack.get(), taken);
    EXPECT_NE(thread.take_stack(small, few).get(), taken);
}

TEST(native_thread, finds_a_stack_with_more_room_behind_one_with_less)
{
    NativeThread& thread = NativeThread::here();
    auto first = thread.take_stack(large, few);
    auto second = thread.take_stack(small, few);
    const NativeStack* const roomy = first.get();
    thread.give_stack(std::move(first));
    thread.give_stack(std::move(second));
    EXPECT_EQ(thread.take_stack(large, few).get(), roomy);
}

TEST(native_thread, makes_a_stack_with_more_room_for_re_entries)
{
    NativeThread& thread = NativeThread::here();
    auto stack = thread.take_stack(large, few);
    const NativeStack* const taken = stack.get();
    thread.give_stack(std::move(stack));
    EXPECT_NE(thread.take_stack(small, many).get(), taken);
}

TEST(native_thread, is_given_stacks_of_other_threads)
{
    std::unique_ptr<NativeStack> foreign;
    std::thread{[&foreign] { foreign = NativeThread::here().take_stack(large, few); }}.join();
    const NativeStack* const taken = foreign.get();
    NativeThread::here().give_stack(std::move(foreign));
    EXPECT_EQ(NativeThread::here().take_stack(small, few).get(), taken);
}
} // namespace
} // namespace pawl
