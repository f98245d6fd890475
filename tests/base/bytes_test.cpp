#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace pawl
{
TEST(bytes, order_is_bytewise_and_shorter_first)
{
    EXPECT_TRUE(compare(as_bytes("a"), as_bytes("b")) < 0);
    EXPECT_TRUE(compare(as_bytes("a"), as_bytes("aa")) < 0);
    EXPECT_TRUE(compare(as_bytes(""), as_bytes("")) == 0);
    EXPECT_TRUE(compare(as_bytes("\x80"), as_bytes("\x7f")) > 0);
}

TEST(bytes, hex_round_trip)
{
    const Bytes bytes{0x00, 0x0f, 0xf0, 0xff};
    EXPECT_EQ(to_hex(bytes), "000ff0ff");
    EXPECT_EQ(from_hex("000ff0ff"), bytes);
    EXPECT_EQ(from_hex("000FF0FF"), bytes);
}

TEST(bytes, hex_refuses_what_is_not_hex)
{
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_FALSE(from_hex("0x00"));
    EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(bytes, bytes32_takes_exactly_32)
{
    EXPECT_FALSE(bytes32(Bytes(31)));
    EXPECT_FALSE(bytes32(Bytes(33)));
    EXPECT_EQ(bytes32(Bytes(32)), Bytes32{});
}
} // namespace pawl
