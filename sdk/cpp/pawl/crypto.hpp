// Hashes and signatures.
#pragma once

#include "pawl/host.hpp"

namespace pawl::sdk
{
/// 64 bytes: R ‖ S of ed25519, r ‖ s of secp256k1.
struct Signature
{
    u8 bytes[64]{};
    static void fields(auto& codec, auto& self)
    {
        for (auto& byte : self.bytes)
            codec(byte);
    }
};

/// A key of secp256k1: 04, x, y.
struct PublicKey
{
    u8 bytes[65]{};
};

inline Hash sha256(View data)
{
    Hash out;
    host::sha256(data.data, data.size, out.bytes);
    return out;
}

inline Hash keccak256(View data)
{
    Hash out;
    host::keccak256(data.data, data.size, out.bytes);
    return out;
}

/// The key under which `signature` signs `hash`; absent where there is none.
inline Maybe<PublicKey> secp256k1_recover(const Hash& hash, const Signature& signature,
                                          u32 recovery_id)
{
    PublicKey out;
    if (host::secp256k1_recover(hash.bytes, signature.bytes, recovery_id, out.bytes) != 0)
        return {};
    return out;
}

/// Whether `signature` is one of `message` under `key`.
inline bool ed25519_verify(const Bytes32& key, const Signature& signature, View message)
{
    return host::ed25519_verify(key.bytes, signature.bytes, message.data, message.size) == 1;
}
} // namespace pawl::sdk
