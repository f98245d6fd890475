#include "cli/actions.hpp"
#include "cli/exit_code.hpp"
#include "cli/values.hpp"

#include <gtest/gtest.h>

namespace pawl::cli
{
namespace
{
contract::Coin coin(const char* denomination, u64 amount)
{
    return {to_bytes(denomination), U256{amount}};
}

TEST(coins, are_sorted_and_an_amount_alone_is_of_the_fee_denomination)
{
    const contract::Coins expected{coin("gold", 7), coin("upawl", 1000)};
    EXPECT_EQ(parse_coins("1_000,7gold", "upawl"), expected);
    EXPECT_EQ(parse_coins("7gold,1000upawl", "upawl"), expected);
    EXPECT_TRUE(parse_coins("", "upawl").empty());
}

TEST(coins, nothing_and_doubles_are_refused)
{
    for (const char* text : {"0", "gold", "5gold,6gold", "-1", ",5", "0gold"})
        EXPECT_THROW((void)parse_coins(text, "upawl"), Stop) << text;
}

TEST(values, an_address_is_bech32_of_the_chain_or_hexadecimal)
{
    const Bytes32 address{{1, 2, 3}};
    EXPECT_EQ(parse_address("pawl", address_text("pawl", address)), address);
    EXPECT_EQ(parse_address("pawl", "0x" + to_hex(address)), address);
    EXPECT_THROW((void)parse_address("other", address_text("pawl", address)), Stop);
    EXPECT_THROW((void)parse_address("pawl", "pawl1qqqq"), Stop);
    EXPECT_THROW((void)parse_address("pawl", "00ff"), Stop);
}

TEST(values, bytes_are_written_in_three_ways)
{
    EXPECT_EQ(parse_bytes("hex:00ff"), (Bytes{0, 255}));
    EXPECT_EQ(parse_bytes("utf8:a:b"), to_bytes("a:b"));
    EXPECT_THROW((void)parse_bytes("00ff"), Stop);
    EXPECT_THROW((void)parse_bytes("hex:0"), Stop);
    EXPECT_THROW((void)parse_bytes("@/nowhere/at/all"), Stop);
}

TEST(values, bytes_are_shown_as_text_only_where_all_of_them_are)
{
    EXPECT_EQ(readable(to_bytes("the lot is gone")), "the lot is gone");
    EXPECT_EQ(readable(Bytes{'a', 0}), "0x6100");
    EXPECT_EQ(readable(to_bytes("0x6100")), "0x307836313030");
    EXPECT_EQ(readable({}), "");
}
} // namespace
} // namespace pawl::cli
