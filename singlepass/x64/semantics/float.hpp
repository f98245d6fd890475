// Floats: arithmetic, rounding, comparisons. NaNs come out as the machine makes them: the compiler
// sees to canonical ones. Spec: 4.3.3.
#pragma once

#include "singlepass/x64/semantics/meaning.hpp"

namespace pawl::x64
{
/// add, sub, mul, div.
struct FloatArithmetic
{
    Scalar op;
    Width width;

    [[nodiscard]] constexpr Form form() const noexcept
    {
        return {.commutes = op == Scalar::add || op == Scalar::mul, .slot = true};
    }
    void emit(Emitter& m, Reg to, Reg first, const Value& second) const noexcept
    {
        const Xmm d = xmm(to);
        const Xmm a = xmm(first);
        if (second.is_reg() && xmm(second.reg) == d && d != a)
            return onto_second(m, d, a);
        m.copy(d, a);
        m.with_float(second, [&](const auto& b) { m.out().scalar(op, width, d, b); });
    }

private:
    void onto_second(Emitter& m, Xmm d, Xmm a) const noexcept
    {
        if (form().commutes)
            return m.out().scalar(op, width, d, a);
        m.out().mov(float_scratch, d);
        m.out().mov(d, a);
        m.out().scalar(op, width, d, float_scratch);
    }
};

/// min, max. The machine gives the second operand where both are zeros or one is a NaN.
struct Extreme
{
    Scalar op;
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept { return {.commutes = true, .slot = true}; }
    void emit(Emitter& m, Reg to, Reg first, const Value& second) const
    {
        const Xmm d = xmm(to);
        Xmm a = xmm(first);
        Xmm b = m.float_in_reg(width, second, float_scratch);
        if (d == b)
            std::swap(a, b);
        m.copy(d, a);
        m.out().ucomi(width, d, b);
        m.go_cold_if(Condition::e, {.emit = not_less(), .d = reg_of(d), .a = reg_of(b)});
        m.out().scalar(op, width, d, b);
        m.come_back_here();
    }

private:
    [[nodiscard]] Emitter::Cold::Emit not_less() const noexcept
    {
        if (op == Scalar::min)
            return width == w32 ? join<w32, Logic::or_> : join<w64, Logic::or_>;
        return width == w32 ? join<w32, Logic::and_> : join<w64, Logic::and_>;
    }
    // Equal numbers have the same bits unless they are zeros, of which one sign wins; a sum with a
    // NaN is one.
    template <Width width, Logic zeros>
    static void join(Emitter& m, const Emitter::Cold& cold)
    {
        const u32 is_nan = m.out().jcc8(Condition::p);
        m.out().logic(zeros, width, xmm(cold.d), xmm(cold.a));
        m.out().jmp_back(cold.back);
        m.out().bind8_here(is_nan);
        m.out().scalar(Scalar::add, width, xmm(cold.d), xmm(cold.a));
        m.out().jmp_back(cold.back);
    }
};

/// Makes the sign bit in a scratch register, or all bits but that.
inline void sign_bit(Emitter& m, Width width, Xmm d) noexcept
{
    m.out().sse(pcmpeqd, d, d);
    m.out().sse(width == w32 ? pslld : psllq, d, width == w32 ? 31 : 63);
}
inline void all_but_sign(Emitter& m, Width width, Xmm d) noexcept
{
    m.out().sse(pcmpeqd, d, d);
    m.out().sse(width == w32 ? psrld : psrlq, d, 1);
}

/// abs, neg.
struct Sign
{
    Logic op; ///< with a mask
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept { return {.slot = true}; }
    void emit(Emitter& m, Reg to, const Value& a) const noexcept
    {
        const Xmm d = xmm(to);
        if (a.is_reg())
            m.copy(d, xmm(a.reg));
        else
            m.out().load(width, d, m.slot(a.slot));
        if (op == Logic::and_)
            all_but_sign(m, width, float_scratch);
        else
            sign_bit(m, width, float_scratch);
        m.out().logic(op, width, d, float_scratch);
    }
};

/// copysign.
struct CopySign
{
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept { return {.slot = true}; }
    void emit(Emitter& m, Reg to, Reg first, const Value& second) const noexcept
    {
        const Xmm b = m.float_in_reg(width, second, second_float_scratch);
        m.copy(second_float_scratch, b);
        sign_bit(m, width, float_scratch);
        m.out().logic(Logic::and_, width, second_float_scratch, float_scratch);
        m.out().logic(Logic::andn, width, float_scratch, xmm(first));
        m.out().logic(Logic::or_, width, float_scratch, second_float_scratch);
        m.out().mov(xmm(to), float_scratch);
    }
};

/// How the flags after `ucomi` say what a comparison asks. Less is greater with the operands
/// exchanged: only that way an unordered pair, which counts as below, fails.
struct FloatCompare
{
    FlagTest test;
    bool exchanged;
    Width width;

    [[nodiscard]] constexpr Form form() const noexcept
    {
        return {.commutes = !is_single(test), .slot = true};
    }
    [[nodiscard]] FlagTest emit(Emitter& m, Reg a, const Value& second) const noexcept
    {
        if (exchanged)
            m.out().ucomi(width, m.float_in_reg(width, second, float_scratch), xmm(a));
        else
            m.with_float(second, [&](const auto& b) { m.out().ucomi(width, xmm(a), b); });
        return test;
    }
};

/// ceil, floor, trunc, nearest.
template <Width width>
[[nodiscard]] constexpr auto rounded(Rounding how) noexcept
{
    return floating([how](Assembler& out, Xmm d, const auto& a) { out.round(how, width, d, a); });
}

// f32
template <>
inline constexpr auto meaning<Op::f32_eq> = FloatCompare{FlagTest::ordered_equal, false, w32};
template <>
inline constexpr auto meaning<Op::f32_ne> =
    FloatCompare{FlagTest::unordered_or_unequal, false, w32};
template <>
inline constexpr auto meaning<Op::f32_lt> = FloatCompare{flag_test(Condition::a), true, w32};
template <>
inline constexpr auto meaning<Op::f32_gt> = FloatCompare{flag_test(Condition::a), false, w32};
template <>
inline constexpr auto meaning<Op::f32_le> = FloatCompare{flag_test(Condition::ae), true, w32};
template <>
inline constexpr auto meaning<Op::f32_ge> = FloatCompare{flag_test(Condition::ae), false, w32};
template <>
inline constexpr auto meaning<Op::f32_abs> = Sign{Logic::and_, w32};
template <>
inline constexpr auto meaning<Op::f32_neg> = Sign{Logic::xor_, w32};
template <>
inline constexpr auto meaning<Op::f32_ceil> = rounded<w32>(Rounding::up);
template <>
inline constexpr auto meaning<Op::f32_floor> = rounded<w32>(Rounding::down);
template <>
inline constexpr auto meaning<Op::f32_trunc> = rounded<w32>(Rounding::to_zero);
template <>
inline constexpr auto meaning<Op::f32_nearest> = rounded<w32>(Rounding::nearest_even);
template <>
inline constexpr auto meaning<Op::f32_sqrt> =
    floating([](Assembler& out, Xmm d, const auto& a) { out.scalar(Scalar::sqrt, w32, d, a); });
template <>
inline constexpr auto meaning<Op::f32_add> = FloatArithmetic{Scalar::add, w32};
template <>
inline constexpr auto meaning<Op::f32_sub> = FloatArithmetic{Scalar::sub, w32};
template <>
inline constexpr auto meaning<Op::f32_mul> = FloatArithmetic{Scalar::mul, w32};
template <>
inline constexpr auto meaning<Op::f32_div> = FloatArithmetic{Scalar::div, w32};
template <>
inline constexpr auto meaning<Op::f32_min> = Extreme{Scalar::min, w32};
template <>
inline constexpr auto meaning<Op::f32_max> = Extreme{Scalar::max, w32};
template <>
inline constexpr auto meaning<Op::f32_copysign> = CopySign{w32};

// f64
template <>
inline constexpr auto meaning<Op::f64_eq> = FloatCompare{FlagTest::ordered_equal, false, w64};
template <>
inline constexpr auto meaning<Op::f64_ne> =
    FloatCompare{FlagTest::unordered_or_unequal, false, w64};
template <>
inline constexpr auto meaning<Op::f64_lt> = FloatCompare{flag_test(Condition::a), true, w64};
template <>
inline constexpr auto meaning<Op::f64_gt> = FloatCompare{flag_test(Condition::a), false, w64};
template <>
inline constexpr auto meaning<Op::f64_le> = FloatCompare{flag_test(Condition::ae), true, w64};
template <>
inline constexpr auto meaning<Op::f64_ge> = FloatCompare{flag_test(Condition::ae), false, w64};
template <>
inline constexpr auto meaning<Op::f64_abs> = Sign{Logic::and_, w64};
template <>
inline constexpr auto meaning<Op::f64_neg> = Sign{Logic::xor_, w64};
template <>
inline constexpr auto meaning<Op::f64_ceil> = rounded<w64>(Rounding::up);
template <>
inline constexpr auto meaning<Op::f64_floor> = rounded<w64>(Rounding::down);
template <>
inline constexpr auto meaning<Op::f64_trunc> = rounded<w64>(Rounding::to_zero);
template <>
inline constexpr auto meaning<Op::f64_nearest> = rounded<w64>(Rounding::nearest_even);
template <>
inline constexpr auto meaning<Op::f64_sqrt> =
    floating([](Assembler& out, Xmm d, const auto& a) { out.scalar(Scalar::sqrt, w64, d, a); });
template <>
inline constexpr auto meaning<Op::f64_add> = FloatArithmetic{Scalar::add, w64};
template <>
inline constexpr auto meaning<Op::f64_sub> = FloatArithmetic{Scalar::sub, w64};
template <>
inline constexpr auto meaning<Op::f64_mul> = FloatArithmetic{Scalar::mul, w64};
template <>
inline constexpr auto meaning<Op::f64_div> = FloatArithmetic{Scalar::div, w64};
template <>
inline constexpr auto meaning<Op::f64_min> = Extreme{Scalar::min, w64};
template <>
inline constexpr auto meaning<Op::f64_max> = Extreme{Scalar::max, w64};
template <>
inline constexpr auto meaning<Op::f64_copysign> = CopySign{w64};
} // namespace pawl::x64
