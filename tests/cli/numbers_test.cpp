#include "cli/numbers.hpp"

#include <gtest/gtest.h>

namespace pawl::cli
{
namespace
{
TEST(numbers, integers_are_read_signed_or_unsigned_up_to_their_width)
{
    EXPECT_EQ(parse_value(ValueType::i32, "4294967295"), 0xFFFFFFFF);
    EXPECT_EQ(parse_value(ValueType::i32, "-1"), 0xFFFFFFFF);
    EXPECT_EQ(parse_value(ValueType::i32, "-2147483648"), 0x80000000);
    EXPECT_EQ(parse_value(ValueType::i32, "0x10"), 16);
    EXPECT_EQ(parse_value(ValueType::i64, "-1"), ~u64{0});
    EXPECT_EQ(parse_value(ValueType::i64, "18446744073709551615"), ~u64{0});
}

TEST(numbers, what_does_not_fit_is_nothing)
{
    for (const char* text : {"4294967296", "-2147483649", "", "-", "0x", "1.5", " 1", "1 "})
        EXPECT_EQ(parse_value(ValueType::i32, text), std::nullopt) << text;
    EXPECT_EQ(parse_value(ValueType::i64, "18446744073709551616"), std::nullopt);
    EXPECT_EQ(parse_value(ValueType::funcref, "0"), std::nullopt);
}

TEST(numbers, floats_are_their_bits)
{
    EXPECT_EQ(parse_value(ValueType::f32, "1.5"), 0x3FC00000);
    EXPECT_EQ(parse_value(ValueType::f64, "-2"), 0xC000000000000000);
    EXPECT_EQ(parse_value(ValueType::f64, "inf"), 0x7FF0000000000000);
    EXPECT_EQ(parse_value(ValueType::f64, "one"), std::nullopt);
}

TEST(numbers, text_reads_back_as_the_same_bits)
{
    for (const u64 bits : {u64{0}, u64{0x3FB999999999999A}, u64{0x7FEFFFFFFFFFFFFF}, u64{1}})
        EXPECT_EQ(parse_value(ValueType::f64, value_text(ValueType::f64, bits)), bits);
    for (const u64 bits : {u64{0}, u64{0x80000000}, u64{0xFFFFFFFF}})
        EXPECT_EQ(parse_value(ValueType::i32, value_text(ValueType::i32, bits)), bits);
}
} // namespace
} // namespace pawl::cli
