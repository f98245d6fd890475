#include "base/codec.hpp"

#include <gtest/gtest.h>

namespace pawl
{
TEST(codec, integers_are_big_endian_and_fixed_width)
{
    Encoder out;
    out.u8(1).u16(0x0203).u32(0x04050607).u64(0x08090a0b0c0d0e0f).bytes(as_bytes("hi"));
    EXPECT_EQ(to_hex(out.view()), "0102030405060708090a0b0c0d0e0f000000026869");
}

TEST(codec, round_trip)
{
    Encoder out;
    out.u8(255).u16(65535).u32(7).u64(~u64{0}).u256(U256{9}).bytes(as_bytes("text"));
    Decoder in{out.view()};
    EXPECT_EQ(in.u8(), 255);
    EXPECT_EQ(in.u16(), 65535);
    EXPECT_EQ(in.u32(), 7u);
    EXPECT_EQ(in.u64(), ~u64{0});
    EXPECT_EQ(in.u256(), U256{9});
    EXPECT_EQ(as_text(in.bytes()), "text");
    EXPECT_TRUE(in.finish());
}

TEST(codec, every_truncation_is_refused_at_its_offset)
{
    Encoder out;
    out.u32(3).bytes(as_bytes("abc"));
    for (std::size_t length = 0; length < out.view().size(); ++length)
    {
        Decoder in{BytesView{out.view()}.first(length)};
        (void)in.u32();
        (void)in.bytes();
        ASSERT_FALSE(in.finish());
        EXPECT_EQ(in.finish().error().code, Code::truncated);
    }
}

TEST(codec, trailing_bytes_are_refused)
{
    const Bytes two(2);
    Decoder in{two};
    (void)in.u8();
    EXPECT_EQ(in.finish().error(), (Rejection{Code::trailing_bytes, 1}));
}

TEST(codec, a_count_that_cannot_fit_is_refused_before_anything_is_reserved)
{
    Encoder out;
    out.u32(0xFFFFFFFF);
    Decoder in{out.view()};
    EXPECT_EQ(in.count(1), 0u);
    EXPECT_EQ(in.finish().error().code, Code::truncated);
}

TEST(codec, the_first_failure_stays)
{
    Decoder in{{}};
    (void)in.u8();
    in.fail(Code::bad_tag);
    EXPECT_EQ(in.finish().error().code, Code::truncated);
}
} // namespace pawl
