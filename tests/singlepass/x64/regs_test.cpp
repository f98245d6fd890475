#include "singlepass/x64/regs.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
namespace
{
/// Whether a condition holds after `cmp a, b`, by what the manual says of the flags.
bool holds(Condition condition, u8 a, u8 b)
{
    const int wide = static_cast<i8>(a) - static_cast<i8>(b);
    const auto difference = static_cast<u8>(a - b);
    const bool carry = a < b;
    const bool zero = difference == 0;
    const bool sign = difference >> 7 != 0;
    const bool overflow = wide != static_cast<i8>(wide);
    const bool parity = __builtin_popcount(difference) % 2 == 0;
    const bool even[] = {overflow,
                         carry,
                         zero,
                         carry || zero,
                         sign,
                         parity,
                         sign != overflow,
                         zero || sign != overflow};
    const u32 index = number(condition);
    return even[index / 2] != (index % 2 != 0);
}
} // namespace

TEST(condition, an_inverse_holds_exactly_when_the_other_does_not)
{
    for (u32 index = 0; index < 16; ++index)
        for (u32 pair = 0; pair < 0x10000; ++pair)
        {
            const auto condition = static_cast<Condition>(index);
            const auto a = static_cast<u8>(pair);
            const auto b = static_cast<u8>(pair >> 8);
            ASSERT_NE(holds(condition, a, b), holds(inverse(condition), a, b)) << index;
        }
}

TEST(condition, a_swapped_one_holds_of_the_operands_in_the_other_order)
{
    using enum Condition;
    for (const Condition condition : {b, ae, e, ne, be, a, l, ge, le, g})
        for (u32 pair = 0; pair < 0x10000; ++pair)
        {
            const auto first = static_cast<u8>(pair);
            const auto second = static_cast<u8>(pair >> 8);
            ASSERT_EQ(holds(condition, first, second), holds(swapped(condition), second, first))
                << number(condition);
        }
}
} // namespace pawl::x64
