// Integers: tests, comparisons, arithmetic. Spec: 4.3.2.
#pragma once

#include "singlepass/x64/semantics/divide.hpp"

namespace pawl::x64
{
/// Whether either order of the operands gives the same.
[[nodiscard]] constexpr bool commutes(Alu op) noexcept
{
    return op != Alu::sub;
}

/// add, and, or, xor and sub.
template <Alu op, Width width>
struct Arithmetic
{
    [[nodiscard]] static constexpr Form form() noexcept
    {
        return {.commutes = commutes(op), .constant = true, .slot = true};
    }
    [[gnu::always_inline]] static void emit(Emitter& m, Reg to, Reg first,
                                            const Value& second) noexcept
    {
        const Gpr d = gpr(to);
        const Gpr a = gpr(first);
        if (second.is_reg())
            return of_registers(m, d, a, gpr(second.reg));
        if (second.is_constant() && of_constant(m, d, a, second.bits))
            return;
        m.copy(width, d, a);
        m.with(width, second, [&](const auto& b) { m.out().alu(op, width, d, b); });
    }

private:
    static void of_registers(Emitter& m, Gpr d, Gpr a, Gpr b) noexcept
    {
        if (d == a)
            return m.out().alu(op, width, d, b);
        if (op == Alu::add)
            return m.out().lea(width, d, Mem{a, b, Scale::x1});
        if (d != b)
        {
            m.out().mov(width, d, a);
            return m.out().alu(op, width, d, b);
        }
        if (commutes(op))
            return m.out().alu(op, width, d, a);
        m.out().neg(width, d);
        m.out().add(width, d, a);
    }
    // Where a constant allows a shorter form than the general one.
    [[nodiscard]] static bool of_constant(Emitter& m, Gpr d, Gpr a, u64 bits) noexcept
    {
        if (op == Alu::and_ && width == w64 && bits >> 32 == 0)
            return masked(m, d, a, static_cast<u32>(bits));
        const i32 value = static_cast<i32>(bits);
        // The least number has no negative one.
        const bool adds = op == Alu::add || (op == Alu::sub && value != INT32_MIN);
        if (!adds || d == a || (width == w64 && !is_signed32(bits)))
            return false;
        m.out().lea(width, d, Mem{a, op == Alu::add ? value : -value});
        return true;
    }
    // An instruction of 32 bits clears the upper half.
    [[nodiscard]] static bool masked(Emitter& m, Gpr d, Gpr a, u32 mask) noexcept
    {
        if (d != a || mask == 0xFFFFFFFF)
            m.out().mov(w32, d, a);
        if (mask != 0xFFFFFFFF)
            m.out().and_(w32, d, static_cast<i32>(mask));
        return true;
    }
};

/// mul.
struct Multiply
{
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept
    {
        return {.commutes = true, .constant = true, .slot = true};
    }
    void emit(Emitter& m, Reg to, Reg first, const Value& second) const noexcept
    {
        const Gpr d = gpr(to);
        const Gpr a = gpr(first);
        if (second.is_constant())
            return by_constant(m, d, a, second);
        if (second.is_reg() && gpr(second.reg) == d)
            return m.out().imul(width, d, a);
        m.copy(width, d, a);
        if (second.is_reg())
            m.out().imul(width, d, gpr(second.reg));
        else
            m.out().imul(width, d, m.slot(second.slot));
    }

private:
    void by_constant(Emitter& m, Gpr d, Gpr a, const Value& second) const noexcept
    {
        if (std::has_single_bit(second.bits))
        {
            m.copy(width, d, a);
            m.out().shift(Shift::shl, width, d, static_cast<u8>(std::countr_zero(second.bits)));
            return;
        }
        if (width == w32 || is_signed32(second.bits))
            return m.out().imul(width, d, a, static_cast<i32>(second.bits));
        m.out().mov(w64, scratch, static_cast<i64>(second.bits));
        m.copy(width, d, a);
        m.out().imul(width, d, scratch);
    }
};

/// The count of bits to shift by: the machine takes the low bits of it too.
[[nodiscard]] constexpr u8 distance(Width width, u64 count) noexcept
{
    return static_cast<u8>(count & (width == w32 ? 31 : 63));
}

/// shl, shr.
template <Shift op, Width width>
struct ShiftBy
{
    [[nodiscard]] static constexpr Form form() noexcept { return {.constant = true, .slot = true}; }
    static void emit(Emitter& m, Reg to, Reg first, const Value& second) noexcept
    {
        if (second.is_constant())
        {
            m.copy(width, gpr(to), gpr(first));
            return m.out().shift(op, width, gpr(to), distance(width, second.bits));
        }
        if (second.is_reg())
            return m.out().shiftx(op, width, gpr(to), gpr(first), gpr(second.reg));
        m.out().load(w32, scratch, m.slot(second.slot));
        m.out().shiftx(op, width, gpr(to), gpr(first), scratch);
    }
};

/// rotl, rotr. By a variable, the machine wants the count in cl.
struct Rotate
{
    Shift op;
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept
    {
        return {.constant = true, .last = reg_of(Gpr::rcx)};
    }
    void emit(Emitter& m, Reg to, Reg first, const Value& second) const noexcept
    {
        const Gpr d = gpr(to);
        const Gpr a = gpr(first);
        if (second.is_constant())
        {
            m.copy(width, d, a);
            return m.out().shift(op, width, d, distance(width, second.bits));
        }
        if (d != Gpr::rcx)
        {
            m.copy(width, d, a);
            return m.out().shift_cl(op, width, d);
        }
        m.out().mov(width, scratch, a);
        m.out().shift_cl(op, width, scratch);
        m.out().mov(width, d, scratch);
    }
};

/// eq, ne, lt, gt, le, ge.
template <Condition condition, Width width>
struct Compare
{
    [[nodiscard]] static constexpr Form form() noexcept
    {
        const bool symmetric = condition == Condition::e || condition == Condition::ne;
        return {.commutes = symmetric, .constant = true, .slot = true};
    }
    [[nodiscard]] static FlagTest emit(Emitter& m, Reg a, const Value& second) noexcept
    {
        if (second.is_constant() && second.bits == 0)
            m.out().test(width, gpr(a), gpr(a));
        else
            m.with(width, second, [&](const auto& b) { m.out().cmp(width, gpr(a), b); });
        return flag_test(condition);
    }
};

/// eqz.
struct IsZero
{
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept { return {}; }
    [[nodiscard]] FlagTest emit(Emitter& m, Reg a) const noexcept
    {
        m.out().test(width, gpr(a), gpr(a));
        return flag_test(Condition::e);
    }
};

using enum Condition;

// i32
template <>
inline constexpr auto meaning<Op::i32_eqz> = IsZero{w32};
template <>
inline constexpr auto meaning<Op::i32_eq> = Compare<e, w32>{};
template <>
inline constexpr auto meaning<Op::i32_ne> = Compare<ne, w32>{};
template <>
inline constexpr auto meaning<Op::i32_lt_s> = Compare<l, w32>{};
template <>
inline constexpr auto meaning<Op::i32_lt_u> = Compare<b, w32>{};
template <>
inline constexpr auto meaning<Op::i32_gt_s> = Compare<g, w32>{};
template <>
inline constexpr auto meaning<Op::i32_gt_u> = Compare<a, w32>{};
template <>
inline constexpr auto meaning<Op::i32_le_s> = Compare<le, w32>{};
template <>
inline constexpr auto meaning<Op::i32_le_u> = Compare<be, w32>{};
template <>
inline constexpr auto meaning<Op::i32_ge_s> = Compare<ge, w32>{};
template <>
inline constexpr auto meaning<Op::i32_ge_u> = Compare<ae, w32>{};
template <>
inline constexpr auto meaning<Op::i32_clz> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.lzcnt(w32, d, a); });
template <>
inline constexpr auto meaning<Op::i32_ctz> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.tzcnt(w32, d, a); });
template <>
inline constexpr auto meaning<Op::i32_popcnt> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.popcnt(w32, d, a); });
template <>
inline constexpr auto meaning<Op::i32_add> = Arithmetic<Alu::add, w32>{};
template <>
inline constexpr auto meaning<Op::i32_sub> = Arithmetic<Alu::sub, w32>{};
template <>
inline constexpr auto meaning<Op::i32_mul> = Multiply{w32};
template <>
inline constexpr auto meaning<Op::i32_div_s> = Divide{true, false, w32};
template <>
inline constexpr auto meaning<Op::i32_div_u> = Divide{false, false, w32};
template <>
inline constexpr auto meaning<Op::i32_rem_s> = Divide{true, true, w32};
template <>
inline constexpr auto meaning<Op::i32_rem_u> = Divide{false, true, w32};
template <>
inline constexpr auto meaning<Op::i32_and> = Arithmetic<Alu::and_, w32>{};
template <>
inline constexpr auto meaning<Op::i32_or> = Arithmetic<Alu::or_, w32>{};
template <>
inline constexpr auto meaning<Op::i32_xor> = Arithmetic<Alu::xor_, w32>{};
template <>
inline constexpr auto meaning<Op::i32_shl> = ShiftBy<Shift::shl, w32>{};
template <>
inline constexpr auto meaning<Op::i32_shr_s> = ShiftBy<Shift::sar, w32>{};
template <>
inline constexpr auto meaning<Op::i32_shr_u> = ShiftBy<Shift::shr, w32>{};
template <>
inline constexpr auto meaning<Op::i32_rotl> = Rotate{Shift::rol, w32};
template <>
inline constexpr auto meaning<Op::i32_rotr> = Rotate{Shift::ror, w32};
template <>
inline constexpr auto meaning<Op::i32_extend8_s> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movsx(w8, w32, d, a); });
template <>
inline constexpr auto meaning<Op::i32_extend16_s> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movsx(w16, w32, d, a); });

// i64
template <>
inline constexpr auto meaning<Op::i64_eqz> = IsZero{w64};
template <>
inline constexpr auto meaning<Op::i64_eq> = Compare<e, w64>{};
template <>
inline constexpr auto meaning<Op::i64_ne> = Compare<ne, w64>{};
template <>
inline constexpr auto meaning<Op::i64_lt_s> = Compare<l, w64>{};
template <>
inline constexpr auto meaning<Op::i64_lt_u> = Compare<b, w64>{};
template <>
inline constexpr auto meaning<Op::i64_gt_s> = Compare<g, w64>{};
template <>
inline constexpr auto meaning<Op::i64_gt_u> = Compare<a, w64>{};
template <>
inline constexpr auto meaning<Op::i64_le_s> = Compare<le, w64>{};
template <>
inline constexpr auto meaning<Op::i64_le_u> = Compare<be, w64>{};
template <>
inline constexpr auto meaning<Op::i64_ge_s> = Compare<ge, w64>{};
template <>
inline constexpr auto meaning<Op::i64_ge_u> = Compare<ae, w64>{};
template <>
inline constexpr auto meaning<Op::i64_clz> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.lzcnt(w64, d, a); });
template <>
inline constexpr auto meaning<Op::i64_ctz> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.tzcnt(w64, d, a); });
template <>
inline constexpr auto meaning<Op::i64_popcnt> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.popcnt(w64, d, a); });
template <>
inline constexpr auto meaning<Op::i64_add> = Arithmetic<Alu::add, w64>{};
template <>
inline constexpr auto meaning<Op::i64_sub> = Arithmetic<Alu::sub, w64>{};
template <>
inline constexpr auto meaning<Op::i64_mul> = Multiply{w64};
template <>
inline constexpr auto meaning<Op::i64_div_s> = Divide{true, false, w64};
template <>
inline constexpr auto meaning<Op::i64_div_u> = Divide{false, false, w64};
template <>
inline constexpr auto meaning<Op::i64_rem_s> = Divide{true, true, w64};
template <>
inline constexpr auto meaning<Op::i64_rem_u> = Divide{false, true, w64};
template <>
inline constexpr auto meaning<Op::i64_and> = Arithmetic<Alu::and_, w64>{};
template <>
inline constexpr auto meaning<Op::i64_or> = Arithmetic<Alu::or_, w64>{};
template <>
inline constexpr auto meaning<Op::i64_xor> = Arithmetic<Alu::xor_, w64>{};
template <>
inline constexpr auto meaning<Op::i64_shl> = ShiftBy<Shift::shl, w64>{};
template <>
inline constexpr auto meaning<Op::i64_shr_s> = ShiftBy<Shift::sar, w64>{};
template <>
inline constexpr auto meaning<Op::i64_shr_u> = ShiftBy<Shift::shr, w64>{};
template <>
inline constexpr auto meaning<Op::i64_rotl> = Rotate{Shift::rol, w64};
template <>
inline constexpr auto meaning<Op::i64_rotr> = Rotate{Shift::ror, w64};
template <>
inline constexpr auto meaning<Op::i64_extend8_s> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movsx(w8, w64, d, a); });
template <>
inline constexpr auto meaning<Op::i64_extend16_s> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movsx(w16, w64, d, a); });
template <>
inline constexpr auto meaning<Op::i64_extend32_s> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movsx(w32, w64, d, a); });
} // namespace pawl::x64
