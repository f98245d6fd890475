// What the sanitizers must be told about stacks. Nothing in other builds.
#pragma once

#include <cstddef>

namespace pawl
{
/// One side's view of switching between two stacks. Each switch is `leave` on the old stack, then
/// `arrive` on the new one.
class StackSwitch
{
public:
    StackSwitch() noexcept = default;
    ~StackSwitch();
    StackSwitch(const StackSwitch&) = delete;
    StackSwitch& operator=(const StackSwitch&) = delete;

    /// On the outer stack, before the fiber on this stack goes on.
    void leave_outer(const void* stack, std::size_t size) noexcept;
    /// Back on the outer stack.
    void arrive_outer() noexcept;
    /// On the fiber's stack, after a switch to it.
    void arrive_inner() noexcept;
    /// On the fiber's stack, before going back; `last` where it will not be resumed.
    void leave_inner(bool last) noexcept;

    /// Forgets what a fiber left marked on a stack that is about to be used again.
    static void clear(const void* stack, std::size_t size) noexcept;

private:
    // AddressSanitizer: where the frames of each side are kept, and what the outer stack is.
    [[maybe_unused]] void* outer_frames_ = nullptr;
    [[maybe_unused]] void* inner_frames_ = nullptr;
    [[maybe_unused]] const void* outer_stack_ = nullptr;
    [[maybe_unused]] std::size_t outer_size_ = 0;
    // ThreadSanitizer: the two sides.
    [[maybe_unused]] void* outer_fiber_ = nullptr;
    [[maybe_unused]] void* inner_fiber_ = nullptr;
};
} // namespace pawl
