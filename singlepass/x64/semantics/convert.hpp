// Conversions between numbers. Spec: 4.3.2 and 4.3.4.
#pragma once

#include "singlepass/x64/semantics/meaning.hpp"

namespace pawl::x64
{
/// What a truncation does with what has no value: a trap, or the nearest value and 0 for NaN.
enum class Excess : u8
{
    traps,
    saturates
};

/// The bits of a power of two as a float.
[[nodiscard]] constexpr u64 float_bits(Width width, double power) noexcept
{
    return width == w32 ? std::bit_cast<u32>(static_cast<float>(power)) : std::bit_cast<u64>(power);
}

/// trunc, trunc_sat. The machine converts to signed integers alone, and gives the least one for
/// what has no value: those cases are told apart in cold code.
template <Width from, Width to, bool is_signed, Excess excess>
struct Truncate
{
    using Cold = Emitter::Cold;

    [[nodiscard]] static constexpr Form form() noexcept { return {}; }
    static void emit(Emitter& m, Reg to_reg, const Value& operand)
    {
        const Gpr d = gpr(to_reg);
        const Xmm a = xmm(operand.reg);
        Assembler& out = m.out();
        const Cold cold{.emit = unusual, .d = to_reg, .a = operand.reg};
        if constexpr (is_signed)
        {
            out.cvtt_to_int(to, from, d, a);
            out.cmp(to, d, 1); // overflows for the least number only
            m.go_cold_if(Condition::o, cold);
        }
        else if constexpr (to == w32)
        {
            out.cvtt_to_int(w64, from, d, a);
            out.mov(w64, scratch, d);
            out.shift(Shift::shr, w64, scratch, 32);
            m.go_cold_if(Condition::ne, cold);
        }
        else
        {
            out.cvtt_to_int(w64, from, d, a);
            out.test(w64, d, d);
            m.go_cold_if(Condition::s, cold);
        }
    }

private:
    static void unusual(Emitter& m, const Cold& cold)
    {
        if constexpr (!is_signed && to == w64)
            return upper_half(m, cold);
        if constexpr (excess == Excess::saturates)
            return saturate(m, cold);
        if constexpr (is_signed)
            return accept_least(m, cold);
        m.out().ucomi(from, xmm(cold.a), xmm(cold.a));
        trap(m);
    }
    // What truncates to the least number is in order.
    static void accept_least(Emitter& m, const Cold& cold)
    {
        Assembler& out = m.out();
        if constexpr (to == w32)
        {
            out.cvtt_to_int(w64, from, scratch, xmm(cold.a));
            out.movsx(w32, w64, gpr(cold.d), scratch);
            out.cmp(w64, scratch, gpr(cold.d));
            out.mov(w32, gpr(cold.d), scratch);
            out.jcc_back(Condition::e, cold.back);
            out.ucomi(from, xmm(cold.a), xmm(cold.a));
            return trap(m);
        }
        out.ucomi(from, xmm(cold.a), Emitter::pooled);
        m.refer_to(float_bits(from, -0x1p63));
        const u32 is_nan = out.jcc8(Condition::p);
        out.jcc_back(Condition::e, cold.back);
        m.trap_here(Trap::integer_overflow);
        out.bind8_here(is_nan);
        m.trap_here(Trap::invalid_conversion);
    }
    static void upper_half(Emitter& m, const Cold& cold)
    {
        Assembler& out = m.out();
        out.mov(float_scratch, xmm(cold.a));
        m.call_tail(less_half);
        out.mov(w64, gpr(cold.d), scratch);
        if constexpr (excess == Excess::saturates)
            return out.jmp_back(cold.back);
        out.jcc_back(Condition::ae, cold.back);
        out.ucomi(from, xmm(cold.a), xmm(cold.a));
        trap(m);
    }
    // From 2 to the 63rd on, the number less that has a value, which is added again. A carry shows
    // that it had none; then, to saturate, the difference has the sign of the number.
    static void less_half(Emitter& m)
    {
        Assembler& out = m.out();
        out.scalar(Scalar::sub, from, float_scratch, Emitter::pooled);
        m.refer_to(float_bits(from, 0x1p63));
        out.cvtt_to_int(w64, from, scratch, float_scratch);
        out.add(w64, scratch, Emitter::pooled);
        m.refer_to(u64{1} << 63);
        if constexpr (excess == Excess::saturates)
        {
            const u32 accepted = out.jcc8(Condition::ae);
            out.zero(second_float_scratch);
            out.ucomi(from, float_scratch, second_float_scratch);
            out.mov(w64, scratch, 0);
            const u32 below = out.jcc8(Condition::b); // or a NaN
            out.mov(w64, scratch, -1);
            out.bind8_here(below);
            out.bind8_here(accepted);
        }
        out.ret();
    }
    // After a comparison of the number with itself.
    static void trap(Emitter& m)
    {
        const u32 is_nan = m.out().jcc8(Condition::p);
        m.trap_here(Trap::integer_overflow);
        m.out().bind8_here(is_nan);
        m.trap_here(Trap::invalid_conversion);
    }
    static void saturate(Emitter& m, const Cold& cold)
    {
        constexpr u64 most = ~u64{0} >> ((to == w32 ? 32 : 0) + (is_signed ? 1 : 0));
        constexpr u64 least = is_signed ? most + 1 : 0;
        Assembler& out = m.out();
        const Gpr d = gpr(cold.d);
        out.zero(d);
        out.zero(float_scratch);
        out.ucomi(from, xmm(cold.a), float_scratch);
        out.jcc_back(Condition::p, cold.back);
        out.mov(to, d, static_cast<i64>(least));
        out.jcc_back(Condition::b, cold.back);
        out.mov(to, d, static_cast<i64>(most));
        out.jmp_back(cold.back);
    }
};

/// convert. The register is cleared because the machine keeps its upper bits, and would wait.
struct FromInteger
{
    Width to, from;

    [[nodiscard]] static constexpr Form form() noexcept { return {.slot = true}; }
    void emit(Emitter& m, Reg d, const Value& a) const noexcept
    {
        m.out().zero(xmm(d));
        if (a.is_reg())
            m.out().cvt_from_int(to, from, xmm(d), gpr(a.reg));
        else
            m.out().cvt_from_int(to, from, xmm(d), m.slot(a.slot));
    }
};

/// convert_i64_u. Numbers that are negative as signed ones are halved, with the lost bit kept in
/// the lowest one so that they are rounded once, and doubled, which is exact.
template <Width to>
struct FromUnsigned64
{
    [[nodiscard]] static constexpr Form form() noexcept { return {.slot = true}; }
    static void emit(Emitter& m, Reg d, const Value& a)
    {
        if (a.is_reg())
            m.out().mov(w64, scratch, gpr(a.reg));
        else
            m.out().load(w64, scratch, m.slot(a.slot));
        m.call_tail(from_scratch);
        m.out().mov(xmm(d), float_scratch);
    }

private:
    static void from_scratch(Emitter& m)
    {
        Assembler& out = m.out();
        out.zero(float_scratch);
        out.test(w64, scratch, scratch);
        const u32 is_upper_half = out.jcc8(Condition::s);
        out.cvt_from_int(to, w64, float_scratch, scratch);
        out.ret();
        out.bind8_here(is_upper_half);
        out.shift(Shift::shr, w64, scratch, 1);
        const u32 even = out.jcc8(Condition::ae);
        out.or_(w64, scratch, 1);
        out.bind8_here(even);
        out.cvt_from_int(to, w64, float_scratch, scratch);
        out.scalar(Scalar::add, to, float_scratch, float_scratch);
        out.ret();
    }
};

/// reinterpret, from a float.
struct BitsOfFloat
{
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept { return {.slot = true}; }
    void emit(Emitter& m, Reg d, const Value& a) const noexcept
    {
        if (a.is_reg())
            m.out().mov(width, gpr(d), xmm(a.reg));
        else
            m.out().load(width, gpr(d), m.slot(a.slot));
    }
};
/// reinterpret, to a float.
struct FloatOfBits
{
    Width width;

    [[nodiscard]] static constexpr Form form() noexcept { return {.slot = true}; }
    void emit(Emitter& m, Reg d, const Value& a) const noexcept
    {
        if (a.is_reg())
            m.out().mov(width, xmm(d), gpr(a.reg));
        else
            m.out().load(width, xmm(d), m.slot(a.slot));
    }
};

// Widths of integers
template <>
inline constexpr auto meaning<Op::i32_wrap_i64> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movzx(w32, d, a); });
template <>
inline constexpr auto meaning<Op::i64_extend_i32_s> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movsx(w32, w64, d, a); });
template <>
inline constexpr auto meaning<Op::i64_extend_i32_u> =
    integer([](Assembler& out, Gpr d, const auto& a) { out.movzx(w32, d, a); });

// Floats to integers
template <>
inline constexpr auto meaning<Op::i32_trunc_f32_s> = Truncate<w32, w32, true, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i32_trunc_f32_u> = Truncate<w32, w32, false, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i32_trunc_f64_s> = Truncate<w64, w32, true, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i32_trunc_f64_u> = Truncate<w64, w32, false, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_f32_s> = Truncate<w32, w64, true, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_f32_u> = Truncate<w32, w64, false, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_f64_s> = Truncate<w64, w64, true, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_f64_u> = Truncate<w64, w64, false, Excess::traps>{};
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f32_s> =
    Truncate<w32, w32, true, Excess::saturates>{};
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f32_u> =
    Truncate<w32, w32, false, Excess::saturates>{};
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f64_s> =
    Truncate<w64, w32, true, Excess::saturates>{};
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f64_u> =
    Truncate<w64, w32, false, Excess::saturates>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f32_s> =
    Truncate<w32, w64, true, Excess::saturates>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f32_u> =
    Truncate<w32, w64, false, Excess::saturates>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f64_s> =
    Truncate<w64, w64, true, Excess::saturates>{};
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f64_u> =
    Truncate<w64, w64, false, Excess::saturates>{};

// Integers to floats. Registers and slots of i32 are extended by zeros.
template <>
inline constexpr auto meaning<Op::f32_convert_i32_s> = FromInteger{w32, w32};
template <>
inline constexpr auto meaning<Op::f32_convert_i32_u> = FromInteger{w32, w64};
template <>
inline constexpr auto meaning<Op::f32_convert_i64_s> = FromInteger{w32, w64};
template <>
inline constexpr auto meaning<Op::f32_convert_i64_u> = FromUnsigned64<w32>{};
template <>
inline constexpr auto meaning<Op::f64_convert_i32_s> = FromInteger{w64, w32};
template <>
inline constexpr auto meaning<Op::f64_convert_i32_u> = FromInteger{w64, w64};
template <>
inline constexpr auto meaning<Op::f64_convert_i64_s> = FromInteger{w64, w64};
template <>
inline constexpr auto meaning<Op::f64_convert_i64_u> = FromUnsigned64<w64>{};

// Widths of floats
template <>
inline constexpr auto meaning<Op::f32_demote_f64> =
    floating([](Assembler& out, Xmm d, const auto& a) { out.cvt_float(w32, d, a); });
template <>
inline constexpr auto meaning<Op::f64_promote_f32> =
    floating([](Assembler& out, Xmm d, const auto& a) { out.cvt_float(w64, d, a); });

// Bits
template <>
inline constexpr auto meaning<Op::i32_reinterpret_f32> = BitsOfFloat{w32};
template <>
inline constexpr auto meaning<Op::i64_reinterpret_f64> = BitsOfFloat{w64};
template <>
inline constexpr auto meaning<Op::f32_reinterpret_i32> = FloatOfBits{w32};
template <>
inline constexpr auto meaning<Op::f64_reinterpret_i64> = FloatOfBits{w64};
} // namespace pawl::x64
