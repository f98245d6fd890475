#include "base/u256.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
U256 largest()
{
    U256 out;
    out.big_endian.bytes.fill(0xFF);
    return out;
}
} // namespace

TEST(u256, sums_and_differences_stay_in_range)
{
    EXPECT_EQ(checked_add(2, 3), U256{5});
    EXPECT_FALSE(checked_add(largest(), 1));
    EXPECT_EQ(checked_sub(largest(), largest()), U256{0});
    EXPECT_FALSE(checked_sub(2, 3));
    EXPECT_FALSE(checked_mul(largest(), 2));
    EXPECT_EQ(checked_mul(largest(), 1), largest());
}

TEST(u256, wrapping_arithmetic_is_modulo_2_to_256)
{
    EXPECT_EQ(wrapping_mul(largest(), largest()), U256{1});
    EXPECT_EQ(wrapping_exp(2, 256), U256{0});
    EXPECT_EQ(wrapping_exp(3, 5), U256{243});
    EXPECT_EQ(wrapping_exp(0, 0), U256{1});
    EXPECT_EQ(wrapping_exp(largest(), largest()), largest());
}

TEST(u256, division_by_zero_gives_zero)
{
    EXPECT_EQ(divide(7, 2).quotient, U256{3});
    EXPECT_EQ(divide(7, 2).remainder, U256{1});
    EXPECT_EQ(divide(7, 0).quotient, U256{0});
    EXPECT_EQ(mul_mod(largest(), largest(), 0), U256{0});
    EXPECT_EQ(mul_mod(largest(), largest(), 12), U256{9});
}

TEST(u256, decimal_round_trip)
{
    const auto text =
        "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    EXPECT_EQ(to_decimal(largest()), text);
    EXPECT_EQ(from_decimal(text), largest());
    EXPECT_EQ(from_decimal("0"), U256{0});
    EXPECT_FALSE(from_decimal("00"));
    EXPECT_FALSE(from_decimal(""));
    EXPECT_FALSE(from_decimal("-1"));
    EXPECT_FALSE(from_decimal(
        "115792089237316195423570985008687907853269984665640564039457584007913129639936"));
}

TEST(u256, sixty_four_bits)
{
    EXPECT_EQ(U256{42}.to_u64(), 42u);
    EXPECT_EQ(U256{~u64{0}}.to_u64(), ~u64{0});
    EXPECT_FALSE(checked_add(U256{~u64{0}}, 1)->to_u64());
}
} // namespace pawl
