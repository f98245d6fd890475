// The host functions that generated modules import.
#pragma once

#include "engine/runtime/host.hpp"

namespace pawl::fuzz
{
/// What the host functions note down: put its address into Execution::host_state.
using HostNotes = std::vector<u64>;

/// The functions, all of module `host`; each notes what it is called with. They give numbers and
/// references back in another order, write to memory, take gas, run functions of the caller, trap
/// and end the run.
[[nodiscard]] std::span<const HostFunction> program_host_functions();

/// The same as a table to link with.
[[nodiscard]] const HostTable& program_hosts();
} // namespace pawl::fuzz
