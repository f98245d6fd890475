// Floats: arithmetic, rounding, comparisons. Canonical NaNs are seen to where results are pushed.
// Spec: 4.3.3.
#pragma once

#include "engine/interpreter/semantics/pure.hpp"

#include <cmath>

namespace pawl::semantics
{
/// Spec: fmin, fmax. NaN where either is one; of zeros the negative is the lesser.
template <std::floating_point T>
[[nodiscard]] constexpr T minimum(T a, T b) noexcept
{
    if (a != a || b != b)
        return a + b;
    if (a == b)
        return std::signbit(a) ? a : b;
    return a < b ? a : b;
}

template <std::floating_point T>
[[nodiscard]] constexpr T maximum(T a, T b) noexcept
{
    if (a != a || b != b)
        return a + b;
    if (a == b)
        return std::signbit(a) ? b : a;
    return a > b ? a : b;
}

/// To the nearest integer, ties to even. set_float_environment sets that rounding mode.
template <std::floating_point T>
[[nodiscard]] T nearest(T a) noexcept
{
    return std::nearbyint(a);
}

/// The sign of `b` on `a`, on bits, so that NaNs keep theirs.
template <std::unsigned_integral T>
[[nodiscard]] constexpr T copy_sign(T a, T b) noexcept
{
    constexpr T sign = T{1} << (sizeof(T) * 8 - 1);
    return (a & ~sign) | (b & sign);
}

// f32
template <>
inline constexpr auto meaning<Op::f32_eq> = [](float a, float b) { return a == b; };
template <>
inline constexpr auto meaning<Op::f32_ne> = [](float a, float b) { return a != b; };
template <>
inline constexpr auto meaning<Op::f32_lt> = [](float a, float b) { return a < b; };
template <>
inline constexpr auto meaning<Op::f32_gt> = [](float a, float b) { return a > b; };
template <>
inline constexpr auto meaning<Op::f32_le> = [](float a, float b) { return a <= b; };
template <>
inline constexpr auto meaning<Op::f32_ge> = [](float a, float b) { return a >= b; };
template <>
inline constexpr auto meaning<Op::f32_abs> = [](u32 a) { return copy_sign(a, u32{0}); };
template <>
inline constexpr auto meaning<Op::f32_neg> = [](u32 a) { return copy_sign(a, ~a); };
template <>
inline constexpr auto meaning<Op::f32_ceil> = [](float a) { return std::ceil(a); };
template <>
inline constexpr auto meaning<Op::f32_floor> = [](float a) { return std::floor(a); };
template <>
inline constexpr auto meaning<Op::f32_trunc> = [](float a) { return std::trunc(a); };
template <>
inline constexpr auto meaning<Op::f32_nearest> = [](float a) { return nearest(a); };
template <>
inline constexpr auto meaning<Op::f32_sqrt> = [](float a) { return std::sqrt(a); };
template <>
inline constexpr auto meaning<Op::f32_add> = [](float a, float b) { return a + b; };
template <>
inline constexpr auto meaning<Op::f32_sub> = [](float a, float b) { return a - b; };
template <>
inline constexpr auto meaning<Op::f32_mul> = [](float a, float b) { return a * b; };
template <>
inline constexpr auto meaning<Op::f32_div> = [](float a, float b) { return a / b; };
template <>
inline constexpr auto meaning<Op::f32_min> = [](float a, float b) { return minimum(a, b); };
template <>
inline constexpr auto meaning<Op::f32_max> = [](float a, float b) { return maximum(a, b); };
template <>
inline constexpr auto meaning<Op::f32_copysign> = [](u32 a, u32 b) { return copy_sign(a, b); };

// f64
template <>
inline constexpr auto meaning<Op::f64_eq> = [](double a, double b) { return a == b; };
template <>
inline constexpr auto meaning<Op::f64_ne> = [](double a, double b) { return a != b; };
template <>
inline constexpr auto meaning<Op::f64_lt> = [](double a, double b) { return a < b; };
template <>
inline constexpr auto meaning<Op::f64_gt> = [](double a, double b) { return a > b; };
template <>
inline constexpr auto meaning<Op::f64_le> = [](double a, double b) { return a <= b; };
template <>
inline constexpr auto meaning<Op::f64_ge> = [](double a, double b) { return a >= b; };
template <>
inline constexpr auto meaning<Op::f64_abs> = [](u64 a) { return copy_sign(a, u64{0}); };
template <>
inline constexpr auto meaning<Op::f64_neg> = [](u64 a) { return copy_sign(a, ~a); };
template <>
inline constexpr auto meaning<Op::f64_ceil> = [](double a) { return std::ceil(a); };
template <>
inline constexpr auto meaning<Op::f64_floor> = [](double a) { return std::floor(a); };
template <>
inline constexpr auto meaning<Op::f64_trunc> = [](double a) { return std::trunc(a); };
template <>
inline constexpr auto meaning<Op::f64_nearest> = [](double a) { return nearest(a); };
template <>
inline constexpr auto meaning<Op::f64_sqrt> = [](double a) { return std::sqrt(a); };
template <>
inline constexpr auto meaning<Op::f64_add> = [](double a, double b) { return a + b; };
template <>
inline constexpr auto meaning<Op::f64_sub> = [](double a, double b) { return a - b; };
template <>
inline constexpr auto meaning<Op::f64_mul> = [](double a, double b) { return a * b; };
template <>
inline constexpr auto meaning<Op::f64_div> = [](double a, double b) { return a / b; };
template <>
inline constexpr auto meaning<Op::f64_min> = [](double a, double b) { return minimum(a, b); };
template <>
inline constexpr auto meaning<Op::f64_max> = [](double a, double b) { return maximum(a, b); };
template <>
inline constexpr auto meaning<Op::f64_copysign> = [](u64 a, u64 b) { return copy_sign(a, b); };

} // namespace pawl::semantics
