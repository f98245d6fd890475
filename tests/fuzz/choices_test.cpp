#include "fuzz/generators/choices.hpp"

#include <gtest/gtest.h>

#include <set>

namespace pawl::fuzz
{
namespace
{
TEST(choices, stay_below_their_bound_and_reach_every_number)
{
    Bytes bytes(256);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<u8>(i);
    Choices choices{bytes};
    std::set<u32> seen;
    while (!choices.exhausted())
        seen.insert(choices.below(7));
    EXPECT_EQ(seen, (std::set<u32>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(choices, take_four_bytes_for_a_bound_that_one_does_not_reach)
{
    const Bytes bytes{0, 0, 1, 44, 9};
    Choices choices{bytes};
    EXPECT_EQ(choices.below(1000), 300u);
    EXPECT_EQ(choices.below(10), 9u);
    EXPECT_TRUE(choices.exhausted());
}

TEST(choices, are_zero_without_bytes)
{
    Choices choices{{}};
    EXPECT_EQ(choices.below(7), 0u);
    EXPECT_EQ(choices.number(), 0u);
}

TEST(choices, of_numbers_are_often_boundaries)
{
    const Bytes bytes{9, 13, 1, 1, 2, 3, 4, 5, 6, 7, 8};
    Choices choices{bytes};
    EXPECT_EQ(choices.number(), ~u64{0});
    EXPECT_EQ(choices.number(), u64{1} << 63);
    EXPECT_EQ(choices.number(), 0x0102030405060708u);
}
} // namespace
} // namespace pawl::fuzz
