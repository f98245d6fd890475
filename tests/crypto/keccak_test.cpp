#include "contract/crypto/crypto.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
TEST(keccak256, padding_is_that_of_the_original_submission)
{
    EXPECT_EQ(to_hex(keccak256({})),
              "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    EXPECT_EQ(to_hex(keccak256(as_bytes("abc"))),
              "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

TEST(keccak256, lengths_around_a_block_of_136_bytes)
{
    const std::pair<std::size_t, std::string_view> digests[] = {
        {135, "34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446"},
        {136, "a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e"},
        {137, "d869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39"},
        {1000, "b6a4ac1f51884d71f30fa397a5e155de3099e11fc0edef5d08b646e621e19de9"},
    };
    for (const auto& [length, digest] : digests)
        EXPECT_EQ(to_hex(keccak256(as_bytes(std::string(length, 'a')))), digest) << length;
}
} // namespace pawl::contract
