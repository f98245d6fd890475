// Where accesses to memory 0 go: to the base of the GS segment, of which each thread has its own.
#pragma once

#include "base/integers.hpp"

namespace pawl::x64
{
/// Whether instructions read and write the base: the CPU has them and the system allows them.
/// PAWL_NO_FSGSBASE=1 in the environment says that it does not, for programs that emulate the CPU.
[[nodiscard]] bool has_base_instructions() noexcept;

/// Lets the calling thread's accesses to memory 0 go to these bytes; nullptr where the code to come
/// has none. Writes the base only where it changes, because that takes 15 times as long as to look.
/// Requires: has_base_instructions().
void use_memory_by_instruction(const u8* memory0) noexcept;

/// The same where only the system may do it. Requires: nothing else sets the thread's base.
void use_memory_by_system_call(const u8* memory0) noexcept;
} // namespace pawl::x64
