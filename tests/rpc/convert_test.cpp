#include "rpc/convert.hpp"

#include <gtest/gtest.h>

namespace pawl::rpc
{
namespace
{
Bytes32 filled(u8 byte)
{
    Bytes32 out;
    out.bytes.fill(byte);
    return out;
}

contract::Coins coins()
{
    return {{to_bytes("gold"), U256{7}}, {to_bytes("upawl"), U256{1000}}};
}

TEST(convert, every_action_comes_back_as_it_was)
{
    const contract::Action actions[] = {
        contract::StoreCode{{0, 1, 2}},
        contract::Deploy{filled(1), to_bytes("salt"), filled(2), coins(), {9}},
        contract::Deploy{filled(1), {}, std::nullopt, {}, {}},
        contract::Call{filled(3), coins(), {4, 5}},
        contract::Transfer{filled(6), coins()},
    };
    for (const contract::Action& action : actions)
    {
        v1::Action message;
        write(message, action);
        const auto back = read_action(message);
        ASSERT_TRUE(back) << back.error().text;
        EXPECT_EQ(*back, action);
    }
}

TEST(convert, an_action_that_makes_no_sense_is_the_callers_error)
{
    EXPECT_EQ(read_action({}).error().kind, chain::FailureKind::bad_input);

    v1::Action message;
    message.mutable_call()->set_contract("short");
    EXPECT_EQ(read_action(message).error().text, "call.contract has 5 bytes: give 32");

    message.mutable_transfer()->set_to(field(filled(1)));
    for (int i = 0; i < 2; ++i)
        message.mutable_transfer()->add_coins()->set_denomination("gold");
    EXPECT_EQ(read_action(message).error().text, "coins hold the denomination gold twice");
}

TEST(convert, coins_come_in_any_order_and_amounts_without_leading_zeros)
{
    v1::Action message;
    v1::Transfer& transfer = *message.mutable_transfer();
    transfer.set_to(field(filled(1)));
    v1::Coin& second = *transfer.add_coins();
    second.set_denomination("upawl");
    second.set_amount("\x03\xE8");
    v1::Coin& first = *transfer.add_coins();
    first.set_denomination("gold");
    first.set_amount("\x07");
    const auto action = read_action(message);
    ASSERT_TRUE(action);
    EXPECT_EQ(std::get<contract::Transfer>(*action).coins, coins());

    first.set_amount(std::string(33, '\0'));
    EXPECT_FALSE(read_action(message));
}

TEST(convert, a_receipts_message_says_what_the_receipt_says)
{
    contract::Receipt receipt;
    receipt.chain_id = "test";
    receipt.height = 7;
    receipt.index = 2;
    receipt.status = contract::Status::trapped;
    receipt.trap = Trap::unreachable;
    receipt.gas_used = 100;
    receipt.gas[static_cast<std::size_t>(contract::Category::scan)] = 30;
    receipt.fee = U256{5};
    receipt.events = {{filled(1), to_bytes("sold"), {{to_bytes("k"), to_bytes("v")}}}};

    v1::Receipt message;
    write(message, receipt);
    EXPECT_EQ(message.height(), 7);
    EXPECT_EQ(message.status(), v1::STATUS_TRAPPED);
    EXPECT_EQ(message.trap(), "unreachable");
    EXPECT_EQ(message.trap_code(), 1);
    EXPECT_EQ(message.gas().scan(), 30);
    EXPECT_EQ(message.gas().execution(), 70);
    EXPECT_EQ(message.fee().back(), 5);
    EXPECT_EQ(message.events(0).attributes(0).value(), "v");
    EXPECT_EQ(read_gas(message.gas()), receipt.gas);
}
} // namespace
} // namespace pawl::rpc
