// Unsigned 256-bit integers: amounts, and the arithmetic that contracts are offered.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pawl
{
/// A 256-bit unsigned integer, kept as its 32 big-endian bytes: the form of every encoding. The
/// arithmetic is Boost.Multiprecision's, behind this interface because its header is heavy.
struct U256
{
    Bytes32 big_endian{};

    U256() = default;
    explicit U256(const Bytes32& bytes) noexcept : big_endian{bytes} {}
    U256(u64 value) noexcept; // NOLINT(google-explicit-constructor): widening loses nothing

    [[nodiscard]] bool is_zero() const noexcept { return big_endian == Bytes32{}; }
    /// The value where it fits 64 bits.
    [[nodiscard]] std::optional<u64> to_u64() const noexcept;
    auto operator<=>(const U256&) const noexcept = default;
};

/// Sum and difference; nothing where the result is not in [0, 2^256).
[[nodiscard]] std::optional<U256> checked_add(const U256& a, const U256& b);
[[nodiscard]] std::optional<U256> checked_sub(const U256& a, const U256& b);
[[nodiscard]] std::optional<U256> checked_mul(const U256& a, const U256& b);

/// Modulo 2^256.
[[nodiscard]] U256 wrapping_mul(const U256& a, const U256& b);
[[nodiscard]] U256 wrapping_exp(const U256& base, const U256& exponent);

/// Quotient and remainder; both 0 where the divisor is 0.
struct Division
{
    U256 quotient, remainder;
};
[[nodiscard]] Division divide(const U256& a, const U256& b);

/// a * b mod m over the full 512-bit product; 0 where m is 0.
[[nodiscard]] U256 mul_mod(const U256& a, const U256& b, const U256& m);

/// Decimal text without sign, separators or leading zeros.
[[nodiscard]] std::string to_decimal(const U256& value);
[[nodiscard]] std::optional<U256> from_decimal(std::string_view text);
} // namespace pawl
