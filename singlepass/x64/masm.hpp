// The macro assembler of x86-64: what the neutral compiler asks for, as instructions.
//
//   rsp       the frame: slot s is at [rsp + frame - 16 - 8 * s]
//   r15, r14  gas and context; GS leads to the bytes of memory 0
//   r11, xmm14, xmm15   hold nothing between two operations
#pragma once

#include "singlepass/x64/masm_calls.hpp"
#include "singlepass/x64/semantics/convert.hpp"
#include "singlepass/x64/semantics/float.hpp"
#include "singlepass/x64/semantics/integer.hpp"
#include "singlepass/x64/semantics/memory.hpp"

#include <array>

namespace pawl::x64
{
/// Implements singlepass::MacroAssembler for x86-64 with BMI1, BMI2, LZCNT and what v2 of the
/// architecture has: docs/decisions/013-x86-64-v3.md.
class Masm final : public Calls
{
public:
    using Calls::Calls;

    using Condition = FlagTest;

    static constexpr std::array integer_arguments{
        reg_of(Gpr::rdi), reg_of(Gpr::rsi), reg_of(Gpr::r8), reg_of(Gpr::r9), reg_of(Gpr::r10)};
    static constexpr std::array float_arguments{reg_of(Xmm::xmm4), reg_of(Xmm::xmm5),
                                                reg_of(Xmm::xmm6), reg_of(Xmm::xmm7),
                                                reg_of(Xmm::xmm8), reg_of(Xmm::xmm9)};
    static constexpr RegSet temporaries{reg_of(Gpr::rax),  reg_of(Gpr::rcx),  reg_of(Gpr::rdx),
                                        reg_of(Xmm::xmm0), reg_of(Xmm::xmm1), reg_of(Xmm::xmm2),
                                        reg_of(Xmm::xmm3)};
    static constexpr singlepass::HomeRegisters integer_homes{
        RegSet{reg_of(Gpr::rdi), reg_of(Gpr::rsi), reg_of(Gpr::r8), reg_of(Gpr::r9),
               reg_of(Gpr::r10)},
        RegSet{reg_of(Gpr::rbx), reg_of(Gpr::rbp), reg_of(Gpr::r12), reg_of(Gpr::r13)}};
    static constexpr singlepass::HomeRegisters float_homes{
        RegSet{reg_of(Xmm::xmm4), reg_of(Xmm::xmm5), reg_of(Xmm::xmm6), reg_of(Xmm::xmm7),
               reg_of(Xmm::xmm8), reg_of(Xmm::xmm9), reg_of(Xmm::xmm10), reg_of(Xmm::xmm11),
               reg_of(Xmm::xmm12), reg_of(Xmm::xmm13)},
        RegSet{}};
    static constexpr RegSet homes_kept_by_caller =
        integer_homes.kept_by_caller | float_homes.kept_by_caller;
    static constexpr RegSet homes_kept_by_callee = integer_homes.kept_by_callee;
    static constexpr Reg integer_result = reg_of(Gpr::rax);
    static constexpr Reg float_result = reg_of(Xmm::xmm0);
    static constexpr Reg spare_integer = reg_of(scratch);
    static constexpr Reg spare_float = reg_of(second_float_scratch);

    /// An i32 always does, and an i64 that is extended by its sign. Those between are not told
    /// apart here; instructions of 64 bits take them by the scratch register.
    [[nodiscard]] static constexpr bool fits(u64 bits) noexcept
    {
        return bits >> 32 == 0 || is_signed32(bits);
    }
    [[nodiscard]] static constexpr Condition inverse(Condition condition) noexcept
    {
        return x64::inverse(condition);
    }

    template <Op op>
    static constexpr Form form = meaning<op>.form();

    template <Op op>
    [[gnu::always_inline]] void unary(Reg d, const Value& a)
    {
        meaning<op>.emit(*this, d, a);
    }
    template <Op op>
    [[gnu::always_inline]] void binary(Reg d, Reg a, const Value& b)
    {
        meaning<op>.emit(*this, d, a, b);
    }
    template <Op op>
    [[nodiscard]] [[gnu::always_inline]] Condition compare(Reg a, const Value& b)
    {
        return meaning<op>.emit(*this, a, b);
    }
    template <Op op>
    [[nodiscard]] Condition test(Reg a)
    {
        return meaning<op>.emit(*this, a);
    }
    template <Op op>
    [[gnu::always_inline]] void load(Reg d, const MemoryAccess& access)
    {
        meaning<op>.emit(*this, d, access);
    }
    template <Op op>
    [[gnu::always_inline]] void store(const MemoryAccess& access, const Value& value)
    {
        meaning<op>.emit(*this, access, value);
    }
};
} // namespace pawl::x64
