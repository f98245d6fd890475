// What a thread keeps for compiled code.
#include "engine/runtime/native_thread.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace pawl
{
namespace
{
constexpr u32 small = 1000, large = 10'000;

TEST(native_thread, takes_the_stack_again_that_it_was_given)
{
    NativeThread& thread = NativeThread::here();
    auto stack = thread.take_stack(large);
    const NativeStack* const taken = stack.get();
    thread.give_stack(std::move(stack));
    stack = thread.take_stack(small);
    EXPECT_EQ(stack.get(), taken);
    EXPECT_NE(thread.take_stack(small).get(), taken);
}

TEST(native_thread, finds_a_stack_with_more_room_behind_one_with_less)
{
    NativeThread& thread = NativeThread::here();
    auto first = thread.take_stack(large);
    auto second = thread.take_stack(small);
    const NativeStack* const roomy = first.get();
    thread.give_stack(std::move(first));
    thread.give_stack(std::move(second));
    EXPECT_EQ(thread.take_stack(large).get(), roomy);
}

TEST(native_thread, is_given_stacks_of_other_threads)
{
    std::unique_ptr<NativeStack> foreign;
    std::thread{[&foreign] { foreign = NativeThread::here().take_stack(large); }}.join();
    const NativeStack* const taken = foreign.get();
    NativeThread::here().give_stack(std::move(foreign));
    EXPECT_EQ(NativeThread::here().take_stack(small).get(), taken);
}

TEST(native_stack, can_be_written_from_its_high_end_down)
{
    const NativeStack stack{small};
    u64* const high = static_cast<u64*>(stack.high_end());
    high[-1] = 1;
    high[-static_cast<i64>(small)] = 2;
    stack.foreign_frames()[0] = 3;
    EXPECT_EQ(high[-1], 1);
    EXPECT_EQ(high[-static_cast<i64>(small)], 2);
}
} // namespace
} // namespace pawl
