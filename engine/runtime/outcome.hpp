// How an execution ended.
#pragma once

#include "engine/isa/trap.hpp"

#include <vector>

namespace pawl
{
/// The ways in which an execution, or a host function, can end.
enum class Completion : u8
{
    returned,
    trapped,
    out_of_gas,
    exited,   ///< a host function ended it on purpose, as `revert` does
    cancelled ///< a deadline, a client or a shutdown; never in a receipt
};

/// The identifier of a completion, as in `out_of_gas`.
[[nodiscard]] std::string_view name(Completion completion) noexcept;

/// A place in a module: function, by its index (imports first), and byte offset of the instruction.
struct Place
{
    u32 function = 0;
    u32 offset = 0;
    bool operator==(const Place&) const noexcept = default;
};

/// What one run of a function came to. Values take u64 slots: 32-bit ones stand zero-extended in
/// the low half, a v128 takes two, low half first.
struct Outcome
{
    /// How many innermost places a backtrace keeps.
    static constexpr std::size_t max_backtrace = 64;

    Completion completion = Completion::returned;
    Trap trap = Trap::none;
    std::vector<u64> results;
    /// Where it stopped, innermost first; empty where it returned. A diagnostic: never consensus.
    std::vector<Place> backtrace;

    [[nodiscard]] bool returned() const noexcept { return completion == Completion::returned; }
};
} // namespace pawl
