// Integer vocabulary of the whole project.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace pawl
{
using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i8 = std::int8_t;
using i16 = std::int16_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

/// The sum modulo 2^bits, for signed types too.
template <std::integral T>
[[nodiscard]] constexpr T wrapping_add(T a, T b) noexcept
{
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(static_cast<U>(a) + static_cast<U>(b)));
}

/// The difference modulo 2^bits, for signed types too.
template <std::integral T>
[[nodiscard]] constexpr T wrapping_sub(T a, T b) noexcept
{
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(static_cast<U>(a) - static_cast<U>(b)));
}

/// The product modulo 2^bits, for signed types too. The factors are widened first, because
/// 16-bit operands would otherwise be promoted to `int` and could overflow it.
template <std::integral T>
[[nodiscard]] constexpr T wrapping_mul(T a, T b) noexcept
{
    return static_cast<T>(static_cast<u64>(a) * static_cast<u64>(b));
}

/// The sum, or the largest value where it does not fit.
[[nodiscard]] constexpr u64 saturating_add(u64 a, u64 b) noexcept
{
    const u64 sum = a + b;
    return sum < a ? ~u64{0} : sum;
}
} // namespace pawl
