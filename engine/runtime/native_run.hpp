// Runs compiled code: what is the same for every compiled tier.
#pragma once

#include "engine/runtime/instance.hpp"
#include "engine/runtime/native_machine.hpp"

namespace pawl
{
/// Runs a function of an instance to its end, as a tier does. Once the machine has compiled code to
/// run it, it belongs to the process.
[[nodiscard]] Outcome run_native(const NativeMachine& machine, Instance& instance, u32 function,
                                 std::span<const u64> arguments, Execution& execution);
} // namespace pawl
