// Who calls, on what chain, with what money; checked arithmetic; and integers the host computes.
#pragma once

#include "pawl/host.hpp"
#include "pawl/u256.hpp"

namespace pawl::sdk
{
/// Whoever entered this contract.
inline Address caller()
{
    Address out;
    host::caller(out.bytes);
    return out;
}

/// This contract.
inline Address self()
{
    Address out;
    host::self(out.bytes);
    return out;
}

/// What was sent with this entry. No denomination means the chain's fee denomination.
inline U256 value(Text denomination = {})
{
    Bytes32 out;
    host::value(denomination.view().data, denomination.size, out.bytes);
    return U256::from_bytes(out);
}

/// What `address` holds now.
inline U256 balance(const Address& address, Text denomination = {})
{
    Bytes32 out;
    host::balance(address.bytes, denomination.view().data, denomination.size, out.bytes);
    return U256::from_bytes(out);
}

/// The height of the block that is being executed.
inline u64 block_height()
{
    return host::block_height();
}

/// Its time, in nanoseconds since 1970-01-01 UTC.
inline u64 block_time()
{
    return host::block_time();
}

/// The name of the chain.
inline Text chain_id()
{
    return Text{*read_host(host::chain_id)};
}

/// What this transaction has used up to now.
inline u64 gas_used()
{
    return host::gas_used();
}

inline U256 operator+(const U256& a, const U256& b)
{
    const auto sum = checked_add(a, b);
    require(sum.present, "a sum exceeds 256 bits");
    return *sum;
}

inline U256 operator-(const U256& a, const U256& b)
{
    const auto difference = checked_sub(a, b);
    require(difference.present, "a difference is negative");
    return *difference;
}

inline U256 operator*(const U256& a, const U256& b)
{
    const auto product = checked_mul(a, b);
    require(product.present, "a product exceeds 256 bits");
    return *product;
}

/// Quotient and remainder, by the host.
inline Division<U256> divide(const U256& a, const U256& b)
{
    require(!b.is_zero(), "division by zero");
    const Bytes32 left = a.to_bytes();
    const Bytes32 right = b.to_bytes();
    Bytes32 quotient;
    Bytes32 remainder;
    host::u256_divide(left.bytes, right.bytes, quotient.bytes, remainder.bytes);
    return {U256::from_bytes(quotient), U256::from_bytes(remainder)};
}

inline U256 operator/(const U256& a, const U256& b)
{
    return divide(a, b).quotient;
}

inline U256 operator%(const U256& a, const U256& b)
{
    return divide(a, b).remainder;
}

/// a * b mod 2^256, by the host.
inline U256 wrapping_mul(const U256& a, const U256& b)
{
    const Bytes32 left = a.to_bytes();
    const Bytes32 right = b.to_bytes();
    Bytes32 out;
    host::u256_mul(left.bytes, right.bytes, out.bytes);
    return U256::from_bytes(out);
}

/// a * b mod m over the full product, by the host; 0 where m is 0.
inline U256 mul_mod(const U256& a, const U256& b, const U256& m)
{
    const Bytes32 left = a.to_bytes();
    const Bytes32 right = b.to_bytes();
    const Bytes32 modulus = m.to_bytes();
    Bytes32 out;
    host::u256_mulmod(left.bytes, right.bytes, modulus.bytes, out.bytes);
    return U256::from_bytes(out);
}

/// a to the power of b mod 2^256, by the host.
inline U256 wrapping_exp(const U256& a, const U256& b)
{
    const Bytes32 base = a.to_bytes();
    const Bytes32 exponent = b.to_bytes();
    Bytes32 out;
    host::u256_exp(base.bytes, exponent.bytes, out.bytes);
    return U256::from_bytes(out);
}
} // namespace pawl::sdk
