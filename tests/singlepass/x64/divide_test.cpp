// Division by constants, for which there are many sequences: around every multiple that matters.
#include "tests/singlepass/x64/machine.hpp"
#include "tests/singlepass/x64/meanings.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pawl::x64
{
using enum Gpr;

namespace
{
constexpr u64 seed = 20261123;

/// Small divisors, those of decimal numbers, around powers of two, at random, and their negatives.
[[nodiscard]] std::vector<u64> divisors(std::mt19937_64& random)
{
    std::vector<u64> out;
    for (u64 c = 1; c < 130; ++c)
        out.push_back(c);
    for (u64 c = 100; c < 10'000'000'000'000'000'000ULL; c *= 10)
        out.push_back(c);
    for (u32 power = 7; power < 64; ++power)
        for (const u64 near : {~u64{0}, u64{0}, u64{1}, u64{3}})
            out.push_back((u64{1} << power) + near);
    for (u32 i = 0; i < 200; ++i)
        out.push_back((random() >> random() % 63) | 1);
    const std::size_t count = out.size();
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(0 - out[i]);
    return out;
}

/// Numbers at which the quotient by `c` changes, and the edges of both types.
[[nodiscard]] std::vector<u64> dividends(u64 c, std::mt19937_64& random)
{
    std::vector<u64> out{
        0, 1, 0x7FFF'FFFF, 0x8000'0000, 0xFFFF'FFFF, ~u64{0} >> 1, u64{1} << 63, ~u64{0}};
    for (const u64 factor :
         {u64{1}, u64{2}, random(), random() >> 33, (~u64{0}) / c, 0xFFFF'FFFF / c})
        for (const u64 near : {~u64{0}, u64{0}, u64{1}})
            out.push_back(factor * c + near);
    return out;
}

template <Op op>
void test_constant_divisors()
{
    SCOPED_TRACE(::testing::Message() << info(op).text << ", seed " << seed);
    constexpr bool narrow = info(op).results == "i";
    std::mt19937_64 random{seed};
    Machine machine;
    for (const u64 divisor : divisors(random))
    {
        const u64 c = narrow ? static_cast<u32>(divisor) : divisor;
        if (c == 0)
            continue;
        for (const Gpr d : {rcx, rax, rdx})
        {
            machine.compile([&](Masm& masm)
                            { masm.binary<op>(reg_of(d), reg_of(rdx), Value::constant(c)); });
            for (const u64 dividend : dividends(c, random))
            {
                const u64 n = narrow ? static_cast<u32>(dividend) : dividend;
                MachineState state;
                state[reg_of(rdx)] = n;
                state[reg_of(rax)] = 5;
                const Ending ending = machine.run(state);
                const Result result = expected<op>(n, c);
                ASSERT_EQ(ending.trap, result.trap) << n << " by " << c;
                if (result.trap != Trap::none)
                    continue;
                ASSERT_EQ(state[reg_of(d)], result.bits) << n << " by " << c;
                ASSERT_EQ(state[reg_of(rax)], d == rax ? result.bits : 5);
                ASSERT_EQ(state[reg_of(rdx)], d == rdx ? result.bits : n);
            }
        }
    }
}
} // namespace

TEST(divide, a_constant_divisor_gives_what_a_variable_would)
{
    test_constant_divisors<Op::i32_div_u>();
    test_constant_divisors<Op::i32_rem_u>();
    test_constant_divisors<Op::i32_div_s>();
    test_constant_divisors<Op::i32_rem_s>();
    test_constant_divisors<Op::i64_div_u>();
    test_constant_divisors<Op::i64_rem_u>();
    test_constant_divisors<Op::i64_div_s>();
    test_constant_divisors<Op::i64_rem_s>();
}

TEST(divide, reciprocals_are_the_ones_of_the_literature)
{
    EXPECT_EQ(reciprocal(10, 32).factor, 0xCCCC'CCCDU);
    EXPECT_EQ(reciprocal(10, 32).shift, 35);
    EXPECT_FALSE(reciprocal(10, 32).increment);
    EXPECT_EQ(reciprocal(10, 64).factor, 0xCCCC'CCCC'CCCC'CCCDU);
    EXPECT_TRUE(reciprocal(7, 32).increment);
}
} // namespace pawl::x64
