// The stacks that compiled code runs on.
#pragma once

#include "engine/runtime/execution.hpp"
#include "engine/runtime/pages.hpp"

#include <memory>

namespace pawl
{
/// The stack of an activation: that of the activation around it in the same execution, or one of
/// its own, with room for the logical stack, for host functions above it, and for what calls
/// between instances keep.
class NativeStack
{
public:
    explicit NativeStack(const Execution& execution);
    ~NativeStack();
    NativeStack(const NativeStack&) = delete;
    NativeStack& operator=(const NativeStack&) = delete;

    /// Where it begins, as it grows downwards; nullptr where the activation stays on the stack that
    /// it is on.
    [[nodiscard]] void* high_end() const noexcept;
    /// Where calls between instances go on to keep what they return to.
    [[nodiscard]] u64* foreign_frames() const noexcept { return foreign_frames_; }

    /// The address space of one, lowest first: what calls between instances keep, an inaccessible
    /// guard, the stack. So a stack that overflows meets the guard before anything else.
    struct Space
    {
        Reservation all;
        u32 units = 0; ///< of the logical stack
    };

private:
    std::unique_ptr<Space> own_;
    u64* foreign_frames_;
};
} // namespace pawl
