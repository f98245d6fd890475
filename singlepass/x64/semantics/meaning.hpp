// How the meaning of an instruction is written down for x86-64. The families beside this file
// specialise `meaning`, one line an instruction. Each is a value of a type with `form()` and
// `emit`, whose parameters depend on the instruction's shape: see singlepass/masm.hpp.
#pragma once

#include "singlepass/x64/emitter.hpp"
#include "singlepass/x64/flag_test.hpp"

#include <bit>

namespace pawl::x64
{
using singlepass::Form;

/// Stands where no meaning is written down.
struct None
{
};

/// The meaning of an instruction.
template <Op op>
inline constexpr None meaning{};

/// One instruction that reads a register or a slot and writes a register: `emit(out, d, a)`.
template <bool to_float, bool from_float, typename Emit>
struct Direct
{
    Emit instruction;

    [[nodiscard]] static constexpr Form form() noexcept { return {.slot = true}; }
    void emit(Emitter& m, Reg d, const Value& a) const noexcept
    {
        if (!a.is_reg())
            return to(m, d, m.slot(a.slot));
        if constexpr (from_float)
            to(m, d, xmm(a.reg));
        else
            to(m, d, gpr(a.reg));
    }

private:
    void to(Emitter& m, Reg d, const auto& a) const noexcept
    {
        if constexpr (to_float)
            instruction(m.out(), xmm(d), a);
        else
            instruction(m.out(), gpr(d), a);
    }
};

/// One instruction from integer to integer.
template <typename Emit>
[[nodiscard]] constexpr auto integer(Emit emit) noexcept
{
    return Direct<false, false, Emit>{emit};
}
/// One instruction from float to float.
template <typename Emit>
[[nodiscard]] constexpr auto floating(Emit emit) noexcept
{
    return Direct<true, true, Emit>{emit};
}
} // namespace pawl::x64
