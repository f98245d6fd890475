#include "contract/crypto/crypto.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// The equations that these vectors pin stand in docs/semantics-crypto.md. B is the base point, L
// its order, k the hash of R, A and the message.

namespace pawl::contract
{
namespace
{
struct Vector
{
    const char *what, *key, *signature, *message;
    bool accepted;
};

const Vector edge_cases[] = {
    {"a signature as the algorithm makes it",
     "ff6f43ab4e72e31b78049fcc5f97455becdd0ea428c1fd6c7a0fc66e991c7cb9",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "0368735f580d85cbeb808148a6493dd1cd2976365697a08febacb6749ba26309",
     "7061776c", true},
    {"of another message", "ff6f43ab4e72e31b78049fcc5f97455becdd0ea428c1fd6c7a0fc66e991c7cb9",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "0368735f580d85cbeb808148a6493dd1cd2976365697a08febacb6749ba26309",
     "7061776d", false},
    {"S + L in place of S", "ff6f43ab4e72e31b78049fcc5f97455becdd0ea428c1fd6c7a0fc66e991c7cb9",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "f03b69bc72709723c21d79eb84431ce6cd2976365697a08febacb6749ba26319",
     "7061776c", false},
    {"A and R the identity, S = 0: signs every message",
     "0100000000000000000000000000000000000000000000000000000000000000",
     "0100000000000000000000000000000000000000000000000000000000000000"
     "0000000000000000000000000000000000000000000000000000000000000000",
     "7061776c", true},
    {"A the identity, R = [S]B: signs every message",
     "0100000000000000000000000000000000000000000000000000000000000000",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "7061776c", true},
    {"the greatest S", "0100000000000000000000000000000000000000000000000000000000000000",
     "58666666666666666666666666666666666666666666666666666666666666e6"
     "ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
     "7061776c", true},
    {"S = L, the least that is not canonical",
     "0100000000000000000000000000000000000000000000000000000000000000",
     "0100000000000000000000000000000000000000000000000000000000000000"
     "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
     "7061776c", false},
    {"A of order 8, [k]A the identity",
     "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "6f72646572203138", true},
    {"A of order 8, [k]A not the identity: only the cofactored equation holds",
     "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "6f726465722030", false},
    {"A with a part of order 8 that [k] removes",
     "bf0897a61d855442ee8ea10d40d5e4295cf6a0f9a153daecf3f162db13f2950a",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "5248ecfc36f4117916c4c413cf35f68f7ffad5a18c2952ccd246107e16cbd40f",
     "6d697865642035", true},
    {"A with a part of order 8 that [k] leaves: only the cofactored equation holds",
     "bf0897a61d855442ee8ea10d40d5e4295cf6a0f9a153daecf3f162db13f2950a",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "1c557a3cbf1a53459d4226eb6277a8af3f2f2bc29ea4c6deb4de9d7603ea1b02",
     "6d697865642030", false},
    {"R with a part of order 8: only the cofactored equation holds",
     "ff6f43ab4e72e31b78049fcc5f97455becdd0ea428c1fd6c7a0fc66e991c7cb9",
     "186ed2bdbd1a36f6437c5168b0221914018ea4f32a1c3fcd1c1794d64fbd596e"
     "d10637026f8ed2bdfb5b4a4710fdc9581b37885678c3f54672081e1a46332e0d",
     "7061776c", false},
    {"parts of order 8 in A and in R that cancel",
     "bf0897a61d855442ee8ea10d40d5e4295cf6a0f9a153daecf3f162db13f2950a",
     "186ed2bdbd1a36f6437c5168b0221914018ea4f32a1c3fcd1c1794d64fbd596e"
     "bdefd65f05b2ac450613a1de4cd40343c073152f3185cb2d9b5e1b51a0e20c01",
     "626f74682033", true},
    {"A the identity, not canonical: y = p + 1",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "7061776c", true},
    {"R the identity, not canonical: y = p + 1",
     "0100000000000000000000000000000000000000000000000000000000000000",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
     "0000000000000000000000000000000000000000000000000000000000000000",
     "7061776c", false},
    {"A the identity, not canonical: x = 0 with the sign bit set",
     "0100000000000000000000000000000000000000000000000000000000000080",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "7061776c", true},
    {"R the identity, not canonical: x = 0 with the sign bit set",
     "0100000000000000000000000000000000000000000000000000000000000000",
     "0100000000000000000000000000000000000000000000000000000000000080"
     "0000000000000000000000000000000000000000000000000000000000000000",
     "7061776c", false},
    {"A no point: y = 2", "0200000000000000000000000000000000000000000000000000000000000000",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "7061776c", false},
    {"A of order 4, not canonical: y = p, [k]A not the identity",
     "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "", false},
    {"A of order 4, not canonical: y = p, [k]A the identity",
     "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "e878dca548664051e5e695d8c157b538a506f9a3dd9f0e9cfed7f4de62238207",
     "7a65726f2032", true},
    {"of the empty message", "ff6f43ab4e72e31b78049fcc5f97455becdd0ea428c1fd6c7a0fc66e991c7cb9",
     "b31b20f50426242514d81b383548bd90de72fd0b8cf2382a88f9f52ce5076b23"
     "af85e52b5f043c940abbac776d8a1def3c097c91cf6d3418982682102d361901",
     "", true},
};

const Vector rfc_8032[] = {
    {"test 1", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
     "", true},
    {"test 2", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
     "72", true},
    {"test 3", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
     "af82", true},
};

bool accepted(const Vector& vector)
{
    Signature signature;
    std::ranges::copy(*from_hex(vector.signature), signature.begin());
    return ed25519_verify(*bytes32(*from_hex(vector.key)), signature, *from_hex(vector.message));
}
} // namespace

TEST(ed25519, the_vectors_of_rfc_8032_hold)
{
    for (const Vector& vector : rfc_8032)
        EXPECT_TRUE(accepted(vector)) << vector.what;
}

TEST(ed25519, the_cofactorless_equation_decides_every_edge_case)
{
    for (const Vector& vector : edge_cases)
        EXPECT_EQ(accepted(vector), vector.accepted) << vector.what;
}

TEST(ed25519, every_bit_of_a_signature_matters)
{
    Signature signature;
    std::ranges::copy(*from_hex(rfc_8032[2].signature), signature.begin());
    const Bytes32 key = *bytes32(*from_hex(rfc_8032[2].key));
    const Bytes message = *from_hex(rfc_8032[2].message);
    for (std::size_t bit = 0; bit < 512; ++bit)
    {
        Signature wrong = signature;
        wrong[bit / 8] ^= static_cast<u8>(1u << bit % 8);
        EXPECT_FALSE(ed25519_verify(key, wrong, message)) << bit;
    }
}
} // namespace pawl::contract
