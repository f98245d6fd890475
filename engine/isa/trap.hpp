// How a contract's execution can fail by its own doing.
#pragma once

#include "base/integers.hpp"

#include <string_view>

namespace pawl
{
/// A contract's own failure, as it stands in receipts. Out of gas, revert and cancellation are
/// outcomes of their own, not traps.
// Consensus: changing this forks the network.
enum class Trap : u16
{
    none = 0,
    unreachable = 1,
    memory_out_of_bounds = 2,
    table_out_of_bounds = 3,
    integer_divide_by_zero = 4,
    integer_overflow = 5,
    invalid_conversion = 6,
    undefined_element = 7,
    uninitialized_element = 8,
    indirect_call_type_mismatch = 9,
    stack_exhausted = 10,
    null_reference = 11,
    array_out_of_bounds = 12,
    cast_failure = 13,
    uncaught_exception = 14,
    deadlock = 15,
    heap_exhausted = 16,
    unaligned_atomic = 17,

    // 32 and up: raised by host functions
    read_only = 32,
    bad_argument = 33,
    reentrancy_forbidden = 34
};

/// The identifier of a trap, as in `stack_exhausted`; `unknown` for a number that is no trap.
[[nodiscard]] std::string_view name(Trap trap) noexcept;

/// One sentence for a person. For traps of the core specification it starts with the text that the
/// specification's test suite expects.
[[nodiscard]] std::string_view message(Trap trap) noexcept;
} // namespace pawl
