// Integers: tests, comparisons, arithmetic. Spec: 4.3.2.
#pragma once

#include "engine/interpreter/semantics/pure.hpp"

#include <limits>

namespace pawl::semantics
{
template <std::signed_integral T>
[[nodiscard]] constexpr OrTrap<T> divide_signed(T a, T b) noexcept
{
    if (b == 0)
        return std::unexpected{Trap::integer_divide_by_zero};
    if (a == std::numeric_limits<T>::min() && b == -1)
        return std::unexpected{Trap::integer_overflow};
    return a / b;
}

template <std::signed_integral T>
[[nodiscard]] constexpr OrTrap<T> remainder_signed(T a, T b) noexcept
{
    if (b == 0)
        return std::unexpected{Trap::integer_divide_by_zero};
    // The least number by -1 is 0, though the division itself would overflow.
    return b == -1 ? T{0} : static_cast<T>(a % b);
}

template <std::unsigned_integral T>
[[nodiscard]] constexpr OrTrap<T> divide_unsigned(T a, T b) noexcept
{
    if (b == 0)
        return std::unexpected{Trap::integer_divide_by_zero};
    return a / b;
}

template <std::unsigned_integral T>
[[nodiscard]] constexpr OrTrap<T> remainder_unsigned(T a, T b) noexcept
{
    if (b == 0)
        return std::unexpected{Trap::integer_divide_by_zero};
    return a % b;
}

/// A shift distance or rotation, modulo the width.
template <std::unsigned_integral T>
[[nodiscard]] constexpr int distance(T count) noexcept
{
    return static_cast<int>(count % (sizeof(T) * 8));
}

// i32
template <>
inline constexpr auto meaning<Op::i32_eqz> = [](u32 a) { return a == 0; };
template <>
inline constexpr auto meaning<Op::i32_eq> = [](u32 a, u32 b) { return a == b; };
template <>
inline constexpr auto meaning<Op::i32_ne> = [](u32 a, u32 b) { return a != b; };
template <>
inline constexpr auto meaning<Op::i32_lt_s> = [](i32 a, i32 b) { return a < b; };
template <>
inline constexpr auto meaning<Op::i32_lt_u> = [](u32 a, u32 b) { return a < b; };
template <>
inline constexpr auto meaning<Op::i32_gt_s> = [](i32 a, i32 b) { return a > b; };
template <>
inline constexpr auto meaning<Op::i32_gt_u> = [](u32 a, u32 b) { return a > b; };
template <>
inline constexpr auto meaning<Op::i32_le_s> = [](i32 a, i32 b) { return a <= b; };
template <>
inline constexpr auto meaning<Op::i32_le_u> = [](u32 a, u32 b) { return a <= b; };
template <>
inline constexpr auto meaning<Op::i32_ge_s> = [](i32 a, i32 b) { return a >= b; };
template <>
inline constexpr auto meaning<Op::i32_ge_u> = [](u32 a, u32 b) { return a >= b; };
template <>
inline constexpr auto meaning<Op::i32_clz> = [](u32 a)
{ return static_cast<u32>(std::countl_zero(a)); };
template <>
inline constexpr auto meaning<Op::i32_ctz> = [](u32 a)
{ return static_cast<u32>(std::countr_zero(a)); };
template <>
inline constexpr auto meaning<Op::i32_popcnt> = [](u32 a)
{ return static_cast<u32>(std::popcount(a)); };
template <>
inline constexpr auto meaning<Op::i32_add> = [](u32 a, u32 b) { return a + b; };
template <>
inline constexpr auto meaning<Op::i32_sub> = [](u32 a, u32 b) { return a - b; };
template <>
inline constexpr auto meaning<Op::i32_mul> = [](u32 a, u32 b) { return a * b; };
template <>
inline constexpr auto meaning<Op::i32_div_s> = [](i32 a, i32 b) { return divide_signed(a, b); };
template <>
inline constexpr auto meaning<Op::i32_div_u> = [](u32 a, u32 b) { return divide_unsigned(a, b); };
template <>
inline constexpr auto meaning<Op::i32_rem_s> = [](i32 a, i32 b) { return remainder_signed(a, b); };
template <>
inline constexpr auto meaning<Op::i32_rem_u> = [](u32 a, u32 b)
{ return remainder_unsigned(a, b); };
template <>
inline constexpr auto meaning<Op::i32_and> = [](u32 a, u32 b) { return a & b; };
template <>
inline constexpr auto meaning<Op::i32_or> = [](u32 a, u32 b) { return a | b; };
template <>
inline constexpr auto meaning<Op::i32_xor> = [](u32 a, u32 b) { return a ^ b; };
template <>
inline constexpr auto meaning<Op::i32_shl> = [](u32 a, u32 b) { return a << distance(b); };
template <>
inline constexpr auto meaning<Op::i32_shr_s> = [](i32 a, u32 b) { return a >> distance(b); };
template <>
inline constexpr auto meaning<Op::i32_shr_u> = [](u32 a, u32 b) { return a >> distance(b); };
template <>
inline constexpr auto meaning<Op::i32_rotl> = [](u32 a, u32 b)
{ return std::rotl(a, distance(b)); };
template <>
inline constexpr auto meaning<Op::i32_rotr> = [](u32 a, u32 b)
{ return std::rotr(a, distance(b)); };

// i64
template <>
inline constexpr auto meaning<Op::i64_eqz> = [](u64 a) { return a == 0; };
template <>
inline constexpr auto meaning<Op::i64_eq> = [](u64 a, u64 b) { return a == b; };
template <>
inline constexpr auto meaning<Op::i64_ne> = [](u64 a, u64 b) { return a != b; };
template <>
inline constexpr auto meaning<Op::i64_lt_s> = [](i64 a, i64 b) { return a < b; };
template <>
inline constexpr auto meaning<Op::i64_lt_u> = [](u64 a, u64 b) { return a < b; };
template <>
inline constexpr auto meaning<Op::i64_gt_s> = [](i64 a, i64 b) { return a > b; };
template <>
inline constexpr auto meaning<Op::i64_gt_u> = [](u64 a, u64 b) { return a > b; };
template <>
inline constexpr auto meaning<Op::i64_le_s> = [](i64 a, i64 b) { return a <= b; };
template <>
inline constexpr auto meaning<Op::i64_le_u> = [](u64 a, u64 b) { return a <= b; };
template <>
inline constexpr auto meaning<Op::i64_ge_s> = [](i64 a, i64 b) { return a >= b; };
template <>
inline constexpr auto meaning<Op::i64_ge_u> = [](u64 a, u64 b) { return a >= b; };
template <>
inline constexpr auto meaning<Op::i64_clz> = [](u64 a)
{ return static_cast<u64>(std::countl_zero(a)); };
template <>
inline constexpr auto meaning<Op::i64_ctz> = [](u64 a)
{ return static_cast<u64>(std::countr_zero(a)); };
template <>
inline constexpr auto meaning<Op::i64_popcnt> = [](u64 a)
{ return static_cast<u64>(std::popcount(a)); };
template <>
inline constexpr auto meaning<Op::i64_add> = [](u64 a, u64 b) { return a + b; };
template <>
inline constexpr auto meaning<Op::i64_sub> = [](u64 a, u64 b) { return a - b; };
template <>
inline constexpr auto meaning<Op::i64_mul> = [](u64 a, u64 b) { return a * b; };
template <>
inline constexpr auto meaning<Op::i64_div_s> = [](i64 a, i64 b) { return divide_signed(a, b); };
template <>
inline constexpr auto meaning<Op::i64_div_u> = [](u64 a, u64 b) { return divide_unsigned(a, b); };
template <>
inline constexpr auto meaning<Op::i64_rem_s> = [](i64 a, i64 b) { return remainder_signed(a, b); };
template <>
inline constexpr auto meaning<Op::i64_rem_u> = [](u64 a, u64 b)
{ return remainder_unsigned(a, b); };
template <>
inline constexpr auto meaning<Op::i64_and> = [](u64 a, u64 b) { return a & b; };
template <>
inline constexpr auto meaning<Op::i64_or> = [](u64 a, u64 b) { return a | b; };
template <>
inline constexpr auto meaning<Op::i64_xor> = [](u64 a, u64 b) { return a ^ b; };
template <>
inline constexpr auto meaning<Op::i64_shl> = [](u64 a, u64 b) { return a << distance(b); };
template <>
inline constexpr auto meaning<Op::i64_shr_s> = [](i64 a, u64 b) { return a >> distance(b); };
template <>
inline constexpr auto meaning<Op::i64_shr_u> = [](u64 a, u64 b) { return a >> distance(b); };
template <>
inline constexpr auto meaning<Op::i64_rotl> = [](u64 a, u64 b)
{ return std::rotl(a, distance(b)); };
template <>
inline constexpr auto meaning<Op::i64_rotr> = [](u64 a, u64 b)
{ return std::rotr(a, distance(b)); };

// Sign extension
template <>
inline constexpr auto meaning<Op::i32_extend8_s> = [](i8 a) { return i32{a}; };
template <>
inline constexpr auto meaning<Op::i32_extend16_s> = [](i16 a) { return i32{a}; };
template <>
inline constexpr auto meaning<Op::i64_extend8_s> = [](i8 a) { return i64{a}; };
template <>
inline constexpr auto meaning<Op::i64_extend16_s> = [](i16 a) { return i64{a}; };
template <>
inline constexpr auto meaning<Op::i64_extend32_s> = [](i32 a) { return i64{a}; };
} // namespace pawl::semantics
