// Hashes and signatures that contracts and transactions use, from established libraries. What each
// accepts is consensus and stands, as equations, in docs/semantics-crypto.md.
#pragma once

#include "base/bytes.hpp"

#include <array>
#include <optional>

namespace pawl::contract
{
/// An ed25519 signature R ‖ S, or a secp256k1 one r ‖ s, both big-endian.
using Signature = std::array<u8, 64>;

/// A point of secp256k1: 02 or 03 by the parity of y, then x.
using CompressedKey = std::array<u8, 33>;

/// A point of secp256k1: 04, then x, then y.
using UncompressedKey = std::array<u8, 65>;

/// Keccak-256 with the padding of the original submission, as Ethereum uses it; not SHA3-256.
[[nodiscard]] Bytes32 keccak256(BytesView bytes);

/// Whether `signature` is one of `message` under `key`: the cofactorless equation, as OpenSSL does.
[[nodiscard]] bool ed25519_verify(const Bytes32& key, const Signature& signature,
                                  BytesView message);

/// Whether `signature` is a low-s ECDSA signature of `hash` under `key`.
[[nodiscard]] bool secp256k1_verify(const CompressedKey& key, const Bytes32& hash,
                                    const Signature& signature);

/// The key under which `signature`, of either s, signs `hash`; nothing where there is none or
/// `recovery_id` is above 3.
[[nodiscard]] std::optional<UncompressedKey>
secp256k1_recover(const Bytes32& hash, const Signature& signature, u32 recovery_id);

/// A secret key of secp256k1. Invariant: it is in [1, n). Its bytes are wiped on destruction.
class SecretKey
{
public:
    /// The key whose big-endian scalar is `scalar`; nothing where that is out of range, which
    /// 32 random bytes are with a probability of 2^-128.
    [[nodiscard]] static std::optional<SecretKey> from_scalar(const Bytes32& scalar);

    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();

    [[nodiscard]] CompressedKey public_key() const;
    /// The deterministic (RFC 6979), low-s signature of `hash`.
    [[nodiscard]] Signature sign(const Bytes32& hash) const;
    /// The scalar, to be stored in a key file.
    [[nodiscard]] const Bytes32& scalar() const noexcept { return scalar_; }

private:
    explicit SecretKey(const Bytes32& scalar) noexcept : scalar_{scalar} {}

    Bytes32 scalar_;
};
} // namespace pawl::contract
