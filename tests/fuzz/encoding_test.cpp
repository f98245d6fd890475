#include "fuzz/oracles/encoding.hpp"

#include <gtest/gtest.h>

namespace pawl::fuzz
{
/// A number of one byte, whose encoding clears the highest bit.
struct Small
{
    u8 value;
};
Bytes encode(const Small& small)
{
    return {static_cast<u8>(small.value & 0x7F)};
}

namespace
{
Expected<Small> decode_loosely(BytesView bytes)
{
    if (bytes.size() != 1)
        return reject(Code::truncated, 0);
    return Small{bytes[0]};
}

Expected<Small> decode_behind_the_end(BytesView bytes)
{
    return reject(Code::truncated, static_cast<u32>(bytes.size()) + 1);
}

TEST(encoding, that_gives_the_same_bytes_back_is_canonical)
{
    EXPECT_FALSE(check_canonical(Bytes{0x7F}, decode_loosely));
    EXPECT_FALSE(check_canonical({}, decode_loosely));
}

TEST(encoding, that_accepts_two_forms_is_noticed)
{
    EXPECT_TRUE(check_canonical(Bytes{0x80}, decode_loosely));
}

TEST(encoding, that_rejects_behind_the_bytes_is_noticed)
{
    EXPECT_TRUE(check_canonical(Bytes{1}, decode_behind_the_end));
}
} // namespace
} // namespace pawl::fuzz
