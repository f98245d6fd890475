// A set of host functions that does to guests what host functions may do.
#pragma once

#include "engine/runtime/host.hpp"

namespace pawl::test
{
/// What the set's functions note down: put its address into Execution::host_state.
struct HostNotes
{
    std::vector<u64> values; ///< what guests passed to `note`
    u64 refused = 0;         ///< invocations that the nesting limit forbade
};

/// The number of the set's first function.
inline constexpr u16 test_first_number = 100;

/// The functions, all of module `test`, in the order of their numbers:
///   note (i64)                appends to the notes
///   invoke (i32) -> (i32)     runs the caller's export `callback` with the argument; -1 where the
///                             nesting limit forbids it
///   suspend ()                suspends the contract
///   charge (i64)              takes gas
///   trap ()                   traps with bad_argument
///   exit ()                   ends the run on purpose
///   sum (i32 i32) -> (i32)    adds up bytes of the caller's memory
[[nodiscard]] const HostTable& test_hosts();
} // namespace pawl::test
