// What the compiler knows of one operand on the stack.
#pragma once

#include "singlepass/masm.hpp"

namespace pawl::singlepass
{
/// An operand, not computed further than it had to be.
struct Entry
{
    /// Where its value is.
    enum class In : u8
    {
        constant,
        local,    ///< the same as a local, until that is set
        sum,      ///< an i32 local that has a home, and a constant, added when they are wanted
        reg,      ///< in a register of its own
        slot,     ///< in its own slot of the frame
        condition ///< in the machine's flags; only ever the topmost operand
    };

    In in = In::constant;
    bool loose = false; ///< whether it may be a NaN that is still to be canonicalised
    Kind kind = Kind::i32;
    Reg reg = no_reg;
    u32 local = 0;
    /// The constant. Where a local is referred to, the next entry below that refers to it; of a
    /// sum, the constant stands above that.
    u64 bits = 0;

    [[nodiscard]] bool owns(Reg which) const noexcept { return in == In::reg && reg == which; }
    [[nodiscard]] bool is_local(u32 which) const noexcept
    {
        return in == In::local && local == which;
    }
    /// Whether its value changes when a local is set.
    [[nodiscard]] bool refers() const noexcept { return in == In::local || in == In::sum; }
    [[nodiscard]] bool refers_to(u32 which) const noexcept { return refers() && local == which; }
    /// What a sum adds to its local.
    [[nodiscard]] u32 addend() const noexcept { return static_cast<u32>(bits >> 32); }
};

/// The end of a list of entries.
inline constexpr u32 no_entry = 0xFFFFFFFF;

/// Which homes hold their local's value, and for which the slot does. One of both always does.
struct LocalState
{
    RegSet in_home, in_slot;
};
} // namespace pawl::singlepass
