// How compiled code on x86-64 is entered and what it calls. Frames, as every body builds them:
//
//   top - 8            the address it returns to; top is rsp before the call
//   top - 16 - 8 * s   slot s: locals, parameters first; operands; homes saved for the caller
//   top - 8 * units    rsp in the body
//
// The caller writes what it passes in slots below its own rsp, and finds further results there.
#pragma once

#include "engine/runtime/native_machine.hpp"
#include "singlepass/reg.hpp"
#include "singlepass/x64/regs.hpp"

#include <array>

namespace pawl::x64::abi
{
inline constexpr Gpr gas = Gpr::r15;
inline constexpr Gpr context = Gpr::r14;
/// The macro assembler's own; keep nothing from one operation to the next.
inline constexpr Gpr scratch = Gpr::r11;
/// Where a function reference stands that is called.
inline constexpr Gpr callee = Gpr::rax;
inline constexpr Gpr integer_result = Gpr::rax;
inline constexpr Xmm float_result = Xmm::xmm0;

inline constexpr std::array integer_arguments{Gpr::rdi, Gpr::rsi, Gpr::r8, Gpr::r9, Gpr::r10};
inline constexpr std::array float_arguments{Xmm::xmm4, Xmm::xmm5, Xmm::xmm6,
                                            Xmm::xmm7, Xmm::xmm8, Xmm::xmm9};

/// This instruction set, as the runtime sees it. Makes its stubs when it is first asked for.
[[nodiscard]] const NativeMachine& machine();
} // namespace pawl::x64::abi
