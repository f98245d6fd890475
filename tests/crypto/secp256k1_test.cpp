#include "base/sha256.hpp"
#include "contract/crypto/crypto.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// The equations that these vectors pin stand in docs/semantics-crypto.md. n is the order of the
// base point G, p the order of the field.

namespace pawl::contract
{
namespace
{
/// A signature to recover from; an empty key where there is none.
struct Vector
{
    const char* what;
    std::string_view hash, r, s;
    u32 recovery_id;
    std::string_view key;
};

/// SHA-256("pawl"), and the x of 7G.
constexpr std::string_view hash =
    "9b12b8e4295d095ce55e51543de39eefd8f591eb9e6a6cf14da02d24ca7cba98";
constexpr std::string_view r = "5cbdf0646e5db4eaa398f365f2ea7a0e3d419b7e0330e39ce92bddedcac4f9bc";

const Vector recoveries[] = {
    {"even y", hash, r, "0000000000000000000000000000000000000000000000000000000000003039", 0,
     "048c11f93b58a08da3d62141dae1719bc23070f7e36e10a610cf85732e905634"
     "8e7c534c42db14374686988f06b16c8e88b5f92eab7edc5bdb4c25b80a804792"
     "13"},
    {"odd y", hash, r, "0000000000000000000000000000000000000000000000000000000000003039", 1,
     "04c96337cefd4a070e5a5a72a8fd55bc31b079538d4bb24a5d6f2c05e15f4138"
     "f656368252500fe17c46e99d3ed8eafdb4b8a514e4dae68fdd333ed30cb5b138"
     "50"},
    {"a high s: n - s with even y is s with odd y", hash, r,
     "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0361108", 0,
     "04c96337cefd4a070e5a5a72a8fd55bc31b079538d4bb24a5d6f2c05e15f4138"
     "f656368252500fe17c46e99d3ed8eafdb4b8a514e4dae68fdd333ed30cb5b138"
     "50"},
    {"the greatest s, n - 1", hash, r,
     "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", 0,
     "04c2ce69e3d72e08f7517a9dac22a0d8bcec6c89d26bc6e20e042660b4c2a4ef"
     "773c54d2f6449bb0c1d79ae19bd24264ed9fa45b9f70342f63b80a952cfe499b"
     "84"},
    {"x = r + n, even y", hash, "0000000000000000000000000000000000000000000000000000000000000002",
     "0000000000000000000000000000000000000000000000000000000000000005", 2,
     "042ff2e5e245ef0b407a8d1ed75b183bdc32953192dd766fa6bc08119d0d3615"
     "ff382ff179767fe0a55160d93847ac8222128ca25b4f8e47e0e327f742e4cbe2"
     "55"},
    {"x = r + n, odd y", hash, "0000000000000000000000000000000000000000000000000000000000000002",
     "0000000000000000000000000000000000000000000000000000000000000005", 3,
     "040adb6e19fb86e30505223f153b4bbe780b7b3b72c9eed085b3f74bc63e496d"
     "e9a50b46646244c4bc26a3aaf4d5f18264462d26820f8095cdf7b241878812bb"
     "52"},
    {"the greatest r + n below p that is a point's x", hash,
     "000000000000000000000000000000014551231950b75fc4402da1722fc9baeb",
     "0000000000000000000000000000000000000000000000000000000000000005", 2,
     "0485e9598ff079ce8b689dab8729de3d4ff622aaa8e9b672f4f66d6386461b57"
     "07f2efa47ca3c478f049087a245e271d27ded77f78f05ca7e29819b2a295db22"
     "a1"},
    {"r + n = p", hash, "000000000000000000000000000000014551231950b75fc4402da1722fc9baee",
     "0000000000000000000000000000000000000000000000000000000000000005", 2, ""},
    {"r = 0", hash, "0000000000000000000000000000000000000000000000000000000000000000",
     "0000000000000000000000000000000000000000000000000000000000000005", 0, ""},
    {"s = 0", hash, r, "0000000000000000000000000000000000000000000000000000000000000000", 0, ""},
    {"r = n", hash, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
     "0000000000000000000000000000000000000000000000000000000000000005", 0, ""},
    {"s = n", hash, r, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 0, ""},
    {"x = 5 is on no point", hash,
     "0000000000000000000000000000000000000000000000000000000000000005",
     "0000000000000000000000000000000000000000000000000000000000000005", 0, ""},
    {"the key would be infinite: s R = z G",
     "0000000000000000000000000000000000000000000000000000000000000023", r,
     "0000000000000000000000000000000000000000000000000000000000000005", 0, ""},
    {"the same with the other parity",
     "0000000000000000000000000000000000000000000000000000000000000023", r,
     "0000000000000000000000000000000000000000000000000000000000000005", 1,
     "04f961d719a84d16e7366ba9042abe8a563ac491748f02ed18197cdc28076e76"
     "2e2d0f940482fa3859d999696897d35e2746ac127a7d084c377be00ba8cd2a07"
     "97"},
    {"hash 1", "0000000000000000000000000000000000000000000000000000000000000001", r,
     "0000000000000000000000000000000000000000000000000000000000000005", 0,
     "040fa7a086a71d5edff1fac56ad23fb6c4d9fe581538ab522069691d1f6551ad"
     "896135fdaa31e0dc124d2905aa1e6a24e21ef3ab88b932f0e5f05d640a71a4b8"
     "68"},
    {"hash n + 1 is hash 1", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142", r,
     "0000000000000000000000000000000000000000000000000000000000000005", 0,
     "040fa7a086a71d5edff1fac56ad23fb6c4d9fe581538ab522069691d1f6551ad"
     "896135fdaa31e0dc124d2905aa1e6a24e21ef3ab88b932f0e5f05d640a71a4b8"
     "68"},
    {"hash 0", "0000000000000000000000000000000000000000000000000000000000000000", r,
     "0000000000000000000000000000000000000000000000000000000000000005", 0,
     "04386d56e7032b2393c6d7d3de0811ee4667b7a7216fb0d09aca424fcad12b7b"
     "1d509c722d03ae01ee8289f3b74b577dd983620df97d4dbd5ee1e331f6dcb421"
     "4a"},
    {"recovery identifier 4", hash, r,
     "0000000000000000000000000000000000000000000000000000000000003039", 4, ""},
    {"recovery identifier 2^32 - 1", hash, r,
     "0000000000000000000000000000000000000000000000000000000000003039", 4294967295, ""},
};

Signature signature(std::string_view r_hex, std::string_view s_hex)
{
    Signature out;
    std::ranges::copy(*from_hex(r_hex), out.begin());
    std::ranges::copy(*from_hex(s_hex), out.begin() + 32);
    return out;
}

Bytes32 bytes(std::string_view hex)
{
    return *bytes32(*from_hex(hex));
}

CompressedKey compress(const UncompressedKey& key)
{
    CompressedKey out;
    out[0] = static_cast<u8>(2 + key[64] % 2);
    std::copy_n(key.begin() + 1, 32, out.begin() + 1);
    return out;
}

SecretKey secret(u8 last)
{
    Bytes32 scalar;
    scalar.bytes[31] = last;
    return *SecretKey::from_scalar(scalar);
}
} // namespace

TEST(secp256k1, recover_gives_what_the_equation_gives)
{
    for (const Vector& vector : recoveries)
    {
        const auto key = secp256k1_recover(bytes(vector.hash), signature(vector.r, vector.s),
                                           vector.recovery_id);
        EXPECT_EQ(key ? to_hex(*key) : "", vector.key) << vector.what;
    }
}

TEST(secp256k1, a_recovered_key_verifies_its_signature_if_s_is_low)
{
    for (const Vector& vector : recoveries)
    {
        const Signature given = signature(vector.r, vector.s);
        const auto key = secp256k1_recover(bytes(vector.hash), given, vector.recovery_id);
        const bool is_low = vector.s.front() == '0';
        if (key)
        {
            EXPECT_EQ(secp256k1_verify(compress(*key), bytes(vector.hash), given), is_low)
                << vector.what;
        }
    }
}

TEST(secp256k1, signing_is_deterministic_as_in_rfc_6979)
{
    // A vector that implementations for this curve share: key 1, SHA-256 of the name.
    const Signature made = secret(1).sign(sha256(as_bytes("Satoshi Nakamoto")));
    EXPECT_EQ(to_hex(made), "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                            "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
}

TEST(secp256k1, the_key_of_1_is_the_base_point)
{
    EXPECT_EQ(to_hex(secret(1).public_key()),
              "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f817"
              "98");
}

TEST(secp256k1, a_secret_key_is_in_1_to_n_minus_1)
{
    const std::string_view n = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    const std::string_view n_minus_1 =
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
    EXPECT_FALSE(SecretKey::from_scalar(Bytes32{}));
    EXPECT_FALSE(SecretKey::from_scalar(bytes(n)));
    EXPECT_TRUE(SecretKey::from_scalar(bytes(n_minus_1)));
}

TEST(secp256k1, what_a_key_signs_it_verifies_and_nothing_else)
{
    const Bytes32 message = sha256(as_bytes("message"));
    const Signature made = secret(7).sign(message);
    EXPECT_TRUE(secp256k1_verify(secret(7).public_key(), message, made));
    EXPECT_FALSE(secp256k1_verify(secret(8).public_key(), message, made));
    EXPECT_FALSE(secp256k1_verify(secret(7).public_key(), sha256(as_bytes("other")), made));
    for (std::size_t at = 0; at < made.size(); ++at)
    {
        Signature wrong = made;
        wrong[at] ^= 1;
        EXPECT_FALSE(secp256k1_verify(secret(7).public_key(), message, wrong)) << at;
    }
}

TEST(secp256k1, a_key_that_is_no_point_verifies_nothing)
{
    const Bytes32 message = sha256(as_bytes("message"));
    const Signature made = secret(7).sign(message);
    CompressedKey key = secret(7).public_key();
    for (const u8 tag : {0, 4, 6, 7})
    {
        key[0] = tag;
        EXPECT_FALSE(secp256k1_verify(key, message, made)) << int{tag};
    }
    // x = 5 is on no point; x = p is not below p.
    CompressedKey off_curve{2};
    off_curve[32] = 5;
    EXPECT_FALSE(secp256k1_verify(off_curve, message, made));
    CompressedKey too_large;
    too_large[0] = 2;
    std::ranges::copy(*from_hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"),
                      too_large.begin() + 1);
    EXPECT_FALSE(secp256k1_verify(too_large, message, made));
}

TEST(secp256k1, one_of_two_recoveries_is_the_signer)
{
    const Bytes32 message = sha256(as_bytes("message"));
    const Signature made = secret(7).sign(message);
    int found = 0;
    for (const u32 id : {0u, 1u})
        found += compress(*secp256k1_recover(message, made, id)) == secret(7).public_key();
    EXPECT_EQ(found, 1);
}
} // namespace pawl::contract
