#include "contract/crypto/crypto.hpp"

#include "base/check.hpp"

#include <cryptopp/keccak.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <memory>

namespace pawl::contract
{
namespace
{
struct Free
{
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    void operator()(secp256k1_context* context) const noexcept
    {
        secp256k1_context_destroy(context);
    }
};

/// libsecp256k1's precomputed state: read-only after creation, so that all threads share it.
const secp256k1_context* curve()
{
    static const std::unique_ptr<secp256k1_context, Free> context{
        secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY)};
    return context.get();
}

template <std::size_t size, unsigned flags>
std::array<u8, size> serialize(const secp256k1_pubkey& key)
{
    std::array<u8, size> out{};
    std::size_t length = size;
    secp256k1_ec_pubkey_serialize(curve(), out.data(), &length, &key, flags);
    PAWL_CHECK(length == size, "a public key has an unexpected length");
    return out;
}
} // namespace

Bytes32 keccak256(BytesView bytes)
{
    Bytes32 out;
    CryptoPP::Keccak_256{}.CalculateDigest(out.bytes.data(), bytes.data(), bytes.size());
    return out;
}

bool ed25519_verify(const Bytes32& key, const Signature& signature, BytesView message)
{
    const std::unique_ptr<EVP_PKEY, Free> loaded{
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size())};
    const std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
    PAWL_CHECK(loaded && context, "out of memory for a signature check");
    PAWL_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, loaded.get()) == 1,
               "OpenSSL offers no ed25519");
    return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                            message.size()) == 1;
}

bool secp256k1_verify(const CompressedKey& key, const Bytes32& hash, const Signature& signature)
{
    secp256k1_pubkey point;
    secp256k1_ecdsa_signature parsed;
    // The library's own verification refuses a high s.
    return secp256k1_ec_pubkey_parse(curve(), &point, key.data(), key.size()) == 1 &&
           secp256k1_ecdsa_signature_parse_compact(curve(), &parsed, signature.data()) == 1 &&
           ::secp256k1_ecdsa_verify(curve(), &parsed, hash.bytes.data(), &point) == 1;
}

std::optional<UncompressedKey> secp256k1_recover(const Bytes32& hash, const Signature& signature,
                                                 u32 recovery_id)
{
    // The library aborts the process on another identifier.
    if (recovery_id > 3)
        return std::nullopt;
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey point;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(curve(), &parsed, signature.data(),
                                                            static_cast<int>(recovery_id)) != 1 ||
        secp256k1_ecdsa_recover(curve(), &point, &parsed, hash.bytes.data()) != 1)
        return std::nullopt;
    return serialize<65, SECP256K1_EC_UNCOMPRESSED>(point);
}

std::optional<SecretKey> SecretKey::from_scalar(const Bytes32& scalar)
{
    if (secp256k1_ec_seckey_verify(curve(), scalar.bytes.data()) != 1)
        return std::nullopt;
    return SecretKey{scalar};
}

SecretKey::~SecretKey()
{
    OPENSSL_cleanse(scalar_.bytes.data(), scalar_.bytes.size());
}

CompressedKey SecretKey::public_key() const
{
    secp256k1_pubkey point;
    PAWL_CHECK(secp256k1_ec_pubkey_create(curve(), &point, scalar_.bytes.data()) == 1,
               "a valid secret key has no public key");
    return serialize<33, SECP256K1_EC_COMPRESSED>(point);
}

Signature SecretKey::sign(const Bytes32& hash) const
{
    secp256k1_ecdsa_signature signature;
    PAWL_CHECK(secp256k1_ecdsa_sign(curve(), &signature, hash.bytes.data(), scalar_.bytes.data(),
                                    secp256k1_nonce_function_rfc6979, nullptr) == 1,
               "a valid secret key does not sign");
    Signature out;
    secp256k1_ecdsa_signature_serialize_compact(curve(), out.data(), &signature);
    return out;
}
} // namespace pawl::contract
