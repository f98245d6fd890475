// The stacks that compiled code runs on.
#pragma once

#include "engine/runtime/pages.hpp"

namespace pawl
{
/// A stack with room for a logical stack, for host functions above it and between its parts, and
/// for what calls between instances keep. Its address space, lowest first: what those calls keep,
/// an inaccessible guard, the stack. So a stack that overflows meets the guard before anything
/// else.
class NativeStack
{
public:
    /// What frames of C++ take at most where a host function enters compiled code again: from that
    /// function to the one that this calls. Measured are 4.1 KiB.
    static constexpr std::size_t re_entry_bytes = std::size_t{16} * 1024;

    /// With room for so many units, and for host functions to enter again so many times.
    NativeStack(u32 units, u32 re_entries);

    /// Whether there is room for so much.
    [[nodiscard]] bool has_room(u32 units, u32 re_entries) const noexcept
    {
        return units <= units_ && re_entries <= re_entries_;
    }
    /// Where it begins, as it grows downwards.
    [[nodiscard]] void* high_end() const noexcept { return space_.data() + space_.size(); }
    /// Where calls between instances keep what they return to, upwards.
    [[nodiscard]] u64* foreign_frames() const noexcept
    {
        return reinterpret_cast<u64*>(space_.data());
    }
    /// Gives what is large of it back to the system. What stands there is lost.
    void rest()
    {
        if (space_.size() > resting_bytes)
            space_.discard(0, space_.size() - resting_bytes);
    }

private:
    static constexpr std::size_t resting_bytes = std::size_t{8} << 20;

    Reservation space_;
    u32 units_, re_entries_;
};
} // namespace pawl
