#include "base/u256.hpp"
#include "tests/sdk/host.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pawl
{
namespace
{
using sdk_host::revert_of;

constexpr int rounds = 2000;

sdk::U256 to_sdk(const U256& value)
{
    sdk::Bytes32 bytes;
    std::ranges::copy(value.big_endian.bytes, bytes.bytes);
    return sdk::U256::from_bytes(bytes);
}

U256 to_base(const sdk::U256& value)
{
    U256 out;
    std::ranges::copy(value.to_bytes().bytes, out.big_endian.bytes.begin());
    return out;
}

std::optional<U256> to_base(const sdk::Maybe<sdk::U256>& value)
{
    return value ? std::optional{to_base(*value)} : std::nullopt;
}

std::string to_text(sdk::Text text)
{
    return {text.data, text.size};
}

/// Numbers of all lengths, with runs of zeros and ones, where carries go wrong.
class Numbers : public testing::Test
{
protected:
    Numbers() { std::cout << "seed " << seed_ << '\n'; }

    U256 next()
    {
        U256 out;
        const auto length = random_() % 33;
        for (std::size_t i = 32 - length; i < 32; ++i)
        {
            const auto kind = random_() % 4;
            out.big_endian.bytes[i] = kind == 0 ? 0 : kind == 1 ? 0xFF : static_cast<u8>(random_());
        }
        return out;
    }

private:
    unsigned seed_ = std::random_device{}();
    std::mt19937_64 random_{seed_};
};

using sdk_u256 = Numbers;
} // namespace

TEST_F(sdk_u256, bytes_survive)
{
    for (int round = 0; round < rounds; ++round)
    {
        const U256 value = next();
        EXPECT_EQ(to_base(to_sdk(value)), value);
    }
}

TEST_F(sdk_u256, checked_arithmetic_is_that_of_the_engine)
{
    for (int round = 0; round < rounds; ++round)
    {
        const U256 a = next();
        const U256 b = next();
        EXPECT_EQ(to_base(sdk::checked_add(to_sdk(a), to_sdk(b))), checked_add(a, b));
        EXPECT_EQ(to_base(sdk::checked_sub(to_sdk(a), to_sdk(b))), checked_sub(a, b));
        EXPECT_EQ(to_base(sdk::checked_mul(to_sdk(a), to_sdk(b))), checked_mul(a, b))
            << to_decimal(a) << " * " << to_decimal(b);
    }
}

TEST_F(sdk_u256, order_is_that_of_the_engine)
{
    for (int round = 0; round < rounds; ++round)
    {
        const U256 a = next();
        const U256 b = round % 8 == 0 ? a : next();
        EXPECT_EQ(to_sdk(a) < to_sdk(b), a < b);
        EXPECT_EQ(to_sdk(a) <= to_sdk(b), a <= b);
        EXPECT_EQ(to_sdk(a) == to_sdk(b), a == b);
    }
}

TEST_F(sdk_u256, decimal_text_is_that_of_the_engine)
{
    for (int round = 0; round < rounds; ++round)
    {
        const U256 value = next();
        const std::string text = to_decimal(value);
        EXPECT_EQ(to_text(sdk::to_decimal(to_sdk(value))), text);
        EXPECT_EQ(to_base(sdk::from_decimal({text.data(), static_cast<u32>(text.size())})), value);
    }
}

TEST(sdk_u256_text, what_is_no_number_below_2_to_256_is_absent)
{
    for (const std::string_view text :
         {"", "00", "-1", "1 ", "0x1",
          "115792089237316195423570985008687907853269984665640564039457584007913129639936",
          "1157920892373161954235709850086879078532699846656405640394575840079131296399350"})
        EXPECT_FALSE(sdk::from_decimal({text.data(), static_cast<u32>(text.size())})) << text;
}

TEST_F(sdk_u256, short_division_is_that_of_the_engine)
{
    for (int round = 0; round < rounds; ++round)
    {
        const U256 a = next();
        const u32 divisor = static_cast<u32>(round) * 2147483 + 1;
        const auto [quotient, remainder] = sdk::divide_short(to_sdk(a), divisor);
        EXPECT_EQ(to_base(quotient), divide(a, divisor).quotient);
        EXPECT_EQ(U256{remainder}, divide(a, divisor).remainder);
    }
}

TEST_F(sdk_u256, the_host_computes_what_the_contract_does_not)
{
    const U256 a = next();
    const U256 b = *checked_add(divide(next(), 2).quotient, 1);
    EXPECT_EQ(to_base(to_sdk(a) / to_sdk(b)), divide(a, b).quotient);
    EXPECT_EQ(to_base(to_sdk(a) % to_sdk(b)), divide(a, b).remainder);
    EXPECT_EQ(to_base(sdk::wrapping_mul(to_sdk(a), to_sdk(b))), wrapping_mul(a, b));
    EXPECT_EQ(to_base(sdk::mul_mod(to_sdk(a), to_sdk(a), to_sdk(b))), mul_mod(a, a, b));
    EXPECT_EQ(to_base(sdk::wrapping_exp(to_sdk(a), to_sdk(b))), wrapping_exp(a, b));
}

TEST(sdk_u256_operators, revert_outside_their_range)
{
    const sdk::U256 one = 1;
    const sdk::U256 all = *sdk::from_decimal(
        "115792089237316195423570985008687907853269984665640564039457584007913129639935");
    EXPECT_EQ(one + one, sdk::U256{2});
    EXPECT_EQ(all - all, sdk::U256{});
    EXPECT_EQ(all * one, all);
    EXPECT_EQ(revert_of([&] { (void)(all + one); }), "a sum exceeds 256 bits");
    EXPECT_EQ(revert_of([&] { (void)(one - all); }), "a difference is negative");
    EXPECT_EQ(revert_of([&] { (void)(all * (one + one)); }), "a product exceeds 256 bits");
    EXPECT_EQ(revert_of([&] { (void)(one / sdk::U256{}); }), "division by zero");
}
} // namespace pawl
