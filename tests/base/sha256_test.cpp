#include "base/sha256.hpp"

#include <gtest/gtest.h>

namespace pawl
{
TEST(sha256, published_vectors)
{
    // FIPS 180-4 examples.
    EXPECT_EQ(to_hex(sha256(as_bytes(""))),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(sha256, parts_equal_their_concatenation)
{
    EXPECT_EQ(sha256({as_bytes("a"), as_bytes(""), as_bytes("bc")}), sha256(as_bytes("abc")));
}

TEST(sha256, a_digest_does_not_end_the_stream)
{
    Sha256 hash;
    hash.update("a");
    EXPECT_EQ(hash.digest(), sha256(as_bytes("a")));
    Sha256 copy = hash;
    hash.update("bc");
    EXPECT_EQ(hash.digest(), sha256(as_bytes("abc")));
    EXPECT_EQ(copy.digest(), sha256(as_bytes("a")));
}
} // namespace pawl
