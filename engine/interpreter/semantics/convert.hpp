// Conversions between numbers. Spec: 4.3.2 and 4.3.4.
#pragma once

#include "engine/interpreter/semantics/pure.hpp"

#include <cmath>
#include <limits>

namespace pawl::semantics
{
/// 2 to the number of value bits of Int: the least float above all its values. A power of two, so
/// exact, as the least value is.
template <std::integral Int, std::floating_point Float>
inline constexpr Float above_all = static_cast<Float>(std::numeric_limits<Int>::max() / 2 + 1) * 2;

template <std::integral Int, std::floating_point Float>
inline constexpr Float least = static_cast<Float>(std::numeric_limits<Int>::min());

/// Towards zero; traps where the result has no value.
template <std::integral Int, std::floating_point Float>
[[nodiscard]] OrTrap<Int> truncate(Float a) noexcept
{
    if (a != a)
        return std::unexpected{Trap::invalid_conversion};
    const Float whole = std::trunc(a);
    if (whole < least<Int, Float> || whole >= above_all<Int, Float>)
        return std::unexpected{Trap::integer_overflow};
    return static_cast<Int>(whole);
}

/// Towards zero; the nearest value where the result has none, 0 for NaN.
template <std::integral Int, std::floating_point Float>
[[nodiscard]] Int truncate_saturating(Float a) noexcept
{
    if (a != a)
        return 0;
    const Float whole = std::trunc(a);
    if (whole < least<Int, Float>)
        return std::numeric_limits<Int>::min();
    if (whole >= above_all<Int, Float>)
        return std::numeric_limits<Int>::max();
    return static_cast<Int>(whole);
}

// Widths of integers
template <>
inline constexpr auto meaning<Op::i32_wrap_i64> = [](u64 a) { return static_cast<u32>(a); };
template <>
inline constexpr auto meaning<Op::i64_extend_i32_s> = [](i32 a) { return i64{a}; };
template <>
inline constexpr auto meaning<Op::i64_extend_i32_u> = [](u32 a) { return u64{a}; };

// Floats to integers
template <>
inline constexpr auto meaning<Op::i32_trunc_f32_s> = [](float a) { return truncate<i32>(a); };
template <>
inline constexpr auto meaning<Op::i32_trunc_f32_u> = [](float a) { return truncate<u32>(a); };
template <>
inline constexpr auto meaning<Op::i32_trunc_f64_s> = [](double a) { return truncate<i32>(a); };
template <>
inline constexpr auto meaning<Op::i32_trunc_f64_u> = [](double a) { return truncate<u32>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_f32_s> = [](float a) { return truncate<i64>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_f32_u> = [](float a) { return truncate<u64>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_f64_s> = [](double a) { return truncate<i64>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_f64_u> = [](double a) { return truncate<u64>(a); };
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f32_s> = [](float a)
{ return truncate_saturating<i32>(a); };
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f32_u> = [](float a)
{ return truncate_saturating<u32>(a); };
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f64_s> = [](double a)
{ return truncate_saturating<i32>(a); };
template <>
inline constexpr auto meaning<Op::i32_trunc_sat_f64_u> = [](double a)
{ return truncate_saturating<u32>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f32_s> = [](float a)
{ return truncate_saturating<i64>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f32_u> = [](float a)
{ return truncate_saturating<u64>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f64_s> = [](double a)
{ return truncate_saturating<i64>(a); };
template <>
inline constexpr auto meaning<Op::i64_trunc_sat_f64_u> = [](double a)
{ return truncate_saturating<u64>(a); };

// Integers to floats
template <>
inline constexpr auto meaning<Op::f32_convert_i32_s> = [](i32 a) { return static_cast<float>(a); };
template <>
inline constexpr auto meaning<Op::f32_convert_i32_u> = [](u32 a) { return static_cast<float>(a); };
template <>
inline constexpr auto meaning<Op::f32_convert_i64_s> = [](i64 a) { return static_cast<float>(a); };
template <>
inline constexpr auto meaning<Op::f32_convert_i64_u> = [](u64 a) { return static_cast<float>(a); };
template <>
inline constexpr auto meaning<Op::f64_convert_i32_s> = [](i32 a) { return static_cast<double>(a); };
template <>
inline constexpr auto meaning<Op::f64_convert_i32_u> = [](u32 a) { return static_cast<double>(a); };
template <>
inline constexpr auto meaning<Op::f64_convert_i64_s> = [](i64 a) { return static_cast<double>(a); };
template <>
inline constexpr auto meaning<Op::f64_convert_i64_u> = [](u64 a) { return static_cast<double>(a); };

// Widths of floats
template <>
inline constexpr auto meaning<Op::f32_demote_f64> = [](double a) { return static_cast<float>(a); };
template <>
inline constexpr auto meaning<Op::f64_promote_f32> = [](float a) { return double{a}; };

// Bits
template <>
inline constexpr auto meaning<Op::i32_reinterpret_f32> = [](u32 a) { return a; };
template <>
inline constexpr auto meaning<Op::i64_reinterpret_f64> = [](u64 a) { return a; };
template <>
inline constexpr auto meaning<Op::f32_reinterpret_i32> = [](u32 a) { return a; };
template <>
inline constexpr auto meaning<Op::f64_reinterpret_i64> = [](u64 a) { return a; };
} // namespace pawl::semantics
