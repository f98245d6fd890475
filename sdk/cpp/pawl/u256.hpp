// Unsigned 256-bit integers, computed in the contract: amounts are short, and short ones are
// cheaper here than a call of the host.
#pragma once

#include "pawl/bytes.hpp"

namespace pawl::sdk
{
/// An integer in [0, 2^256). Its operators revert where the result is outside.
struct U256
{
    /// Least significant first: products of two fit 64 bits, which Wasm has.
    u32 limbs[8]{};

    constexpr U256() = default;
    constexpr U256(u64 value) : limbs{static_cast<u32>(value), static_cast<u32>(value >> 32)} {}

    /// The value of 32 big-endian bytes.
    [[gnu::noinline]] static constexpr U256 from_bytes(const Bytes32& from)
    {
        U256 out;
        for (u32 i = 0; i < 32; ++i)
            out.limbs[(31 - i) / 4] |= static_cast<u32>(from.bytes[i]) << 8 * ((31 - i) % 4);
        return out;
    }

    [[gnu::noinline]] constexpr Bytes32 to_bytes() const
    {
        Bytes32 out;
        for (u32 i = 0; i < 32; ++i)
            out.bytes[i] = static_cast<u8>(limbs[(31 - i) / 4] >> 8 * ((31 - i) % 4));
        return out;
    }

    constexpr bool is_zero() const { return *this == U256{}; }

    friend constexpr bool operator==(const U256& a, const U256& b) = default;
    friend constexpr bool operator<(const U256& a, const U256& b)
    {
        for (u32 i = 8; i-- > 0;)
            if (a.limbs[i] != b.limbs[i])
                return a.limbs[i] < b.limbs[i];
        return false;
    }
    friend constexpr bool operator>(const U256& a, const U256& b) { return b < a; }
    friend constexpr bool operator<=(const U256& a, const U256& b) { return !(b < a); }
    friend constexpr bool operator>=(const U256& a, const U256& b) { return !(a < b); }
};

/// The sum, absent where it does not fit.
constexpr Maybe<U256> checked_add(const U256& a, const U256& b)
{
    U256 out;
    u64 carry = 0;
    for (u32 i = 0; i < 8; ++i)
    {
        carry += static_cast<u64>(a.limbs[i]) + b.limbs[i];
        out.limbs[i] = static_cast<u32>(carry);
        carry >>= 32;
    }
    return carry == 0 ? Maybe<U256>{out} : Maybe<U256>{};
}

/// The difference, absent where it is negative.
constexpr Maybe<U256> checked_sub(const U256& a, const U256& b)
{
    U256 out;
    u64 borrow = 0;
    for (u32 i = 0; i < 8; ++i)
    {
        const u64 difference = static_cast<u64>(a.limbs[i]) - b.limbs[i] - borrow;
        out.limbs[i] = static_cast<u32>(difference);
        borrow = difference >> 63;
    }
    return borrow == 0 ? Maybe<U256>{out} : Maybe<U256>{};
}

/// The product, absent where it does not fit. Limbs that are zero cost next to nothing.
constexpr Maybe<U256> checked_mul(const U256& a, const U256& b)
{
    U256 out;
    for (u32 i = 0; i < 8; ++i)
    {
        if (a.limbs[i] == 0)
            continue;
        u64 carry = 0;
        for (u32 j = 0; j < 8; ++j)
        {
            const u64 product = static_cast<u64>(a.limbs[i]) * b.limbs[j];
            if (i + j >= 8)
            {
                if (product != 0)
                    return {};
                continue;
            }
            carry += product + out.limbs[i + j];
            out.limbs[i + j] = static_cast<u32>(carry);
            carry >>= 32;
        }
        if (carry != 0)
            return {};
    }
    return out;
}

/// Quotient and remainder.
template <typename T>
struct Division
{
    U256 quotient;
    T remainder{};
};

/// Division by a short number. Requires: `divisor` is not 0.
constexpr Division<u32> divide_short(const U256& a, u32 divisor)
{
    Division<u32> out;
    u64 rest = 0;
    for (u32 i = 8; i-- > 0;)
    {
        rest = rest << 32 | a.limbs[i];
        out.quotient.limbs[i] = static_cast<u32>(rest / divisor);
        rest %= divisor;
    }
    out.remainder = static_cast<u32>(rest);
    return out;
}

/// Decimal text without leading zeros.
inline Text to_decimal(const U256& value)
{
    constexpr u32 most_digits = 78;
    u8* const digits = allocate(most_digits);
    u32 at = most_digits;
    Division<u32> rest{value, 0};
    do
    {
        rest = divide_short(rest.quotient, 10);
        digits[--at] = static_cast<u8>('0' + rest.remainder);
    } while (!rest.quotient.is_zero());
    return Text{View{digits + at, most_digits - at}};
}

/// The inverse of `to_decimal`; absent on any other text.
inline Maybe<U256> from_decimal(Text text)
{
    if (text.size == 0 || (text.size > 1 && text.data[0] == '0'))
        return {};
    U256 out;
    for (const u8 digit : text.view())
    {
        if (digit < '0' || digit > '9')
            return {};
        const auto scaled = checked_mul(10, out);
        const auto sum = checked_add(*scaled, static_cast<u64>(digit - '0'));
        if (!scaled || !sum)
            return {};
        out = *sum;
    }
    return out;
}
} // namespace pawl::sdk
