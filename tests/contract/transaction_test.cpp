#include "contract/transaction.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
Bytes32 filled(u8 byte)
{
    Bytes32 out;
    out.bytes.fill(byte);
    return out;
}

std::vector<Action> actions()
{
    return {StoreCode{{1, 2, 3}},
            Deploy{filled(1), to_bytes("salt"), filled(2), coins(5), to_bytes("input")},
            Deploy{filled(1), {}, std::nullopt, {}, {}},
            Call{filled(3), coins(7, "other"), to_bytes("x")},
            Transfer{filled(4), {{to_bytes("a"), U256{1}}, {to_bytes("b"), U256{2}}}}};
}

Transaction transaction_of(Action action)
{
    const Account account{1};
    TransactionBody body;
    body.chain_id = "test-1";
    body.sender = account.address;
    body.nonce = 3;
    body.gas_limit = 1000;
    body.fee = U256{17};
    body.expires_height = 99;
    body.action = std::move(action);
    return sign(std::move(body), account.key);
}

TEST(transaction, every_action_reads_back_as_it_was_written)
{
    for (const Action& action : actions())
    {
        const Transaction transaction = transaction_of(action);
        const auto decoded = decode_transaction(encode(transaction));
        ASSERT_TRUE(decoded);
        EXPECT_EQ(*decoded, transaction);
        EXPECT_TRUE(authentic(*decoded));
    }
}

TEST(transaction, no_shorter_or_longer_bytes_are_one)
{
    for (const Action& action : actions())
    {
        Bytes bytes = encode(transaction_of(action));
        for (std::size_t length = 0; length < bytes.size(); ++length)
            EXPECT_FALSE(decode_transaction(BytesView{bytes}.first(length))) << length;
        bytes.push_back(0);
        EXPECT_EQ(decode_transaction(bytes).error().code, Code::trailing_bytes);
    }
}

TEST(transaction, a_changed_byte_is_refused_or_not_authentic)
{
    for (const Action& action : actions())
    {
        const Bytes bytes = encode(transaction_of(action));
        for (std::size_t at = 0; at < bytes.size(); ++at)
        {
            Bytes changed = bytes;
            changed[at] ^= 1;
            const auto decoded = decode_transaction(changed);
            EXPECT_FALSE(decoded && authentic(*decoded)) << at;
        }
    }
}

TEST(transaction, coins_out_of_order_empty_or_zero_are_refused)
{
    const auto code_of = [](Coins wrong)
    {
        return decode_transaction(encode(transaction_of(Transfer{filled(1), std::move(wrong)})))
            .error()
            .code;
    };
    EXPECT_EQ(code_of({{to_bytes("b"), U256{1}}, {to_bytes("a"), U256{1}}}), Code::bad_order);
    EXPECT_EQ(code_of({{to_bytes("a"), U256{1}}, {to_bytes("a"), U256{1}}}), Code::bad_order);
    EXPECT_EQ(code_of({{to_bytes("a"), U256{}}}), Code::bad_number);
    EXPECT_EQ(code_of({{Bytes{}, U256{1}}}), Code::bad_length);
}

TEST(transaction, a_salt_is_at_most_64_bytes)
{
    EXPECT_TRUE(
        decode_transaction(encode(transaction_of(Deploy{filled(1), Bytes(64), {}, {}, {}}))));
    EXPECT_FALSE(
        decode_transaction(encode(transaction_of(Deploy{filled(1), Bytes(65), {}, {}, {}}))));
}

TEST(transaction, an_asserted_sender_has_no_proof)
{
    Transaction transaction = transaction_of(StoreCode{});
    transaction.authenticator = {};
    EXPECT_TRUE(authentic(transaction));
    transaction.authenticator.key = {1};
    EXPECT_FALSE(authentic(transaction));
}

TEST(transaction, another_senders_signature_is_not_authentic)
{
    Transaction transaction = transaction_of(StoreCode{});
    transaction.body.sender = Account{2}.address;
    EXPECT_FALSE(authentic(sign(transaction.body, Account{1}.key)));
}

TEST(address, contracts_follow_the_formula_of_instantiate2)
{
    // Source: the example of instantiate2_address in cosmwasm-std.
    const Bytes32 code =
        *bytes32(*from_hex("13a1fc994cc6d1c81b746ee0c0ff6f90043875e0bf1d9be6b7d779fc978dc2a5"));
    const Bytes creator = *from_hex("9999999999aaaaaaaaaabbbbbbbbbbcccccccccc");
    EXPECT_EQ(to_hex(contract_address(code, creator, *from_hex("61"))),
              "5e865d3e45ad3e961f77fd77d46543417ced44d924dc3e079b5415ff6775f847");
}

TEST(address, schemes_are_told_apart)
{
    const Bytes key(33, 1);
    EXPECT_NE(account_address(Scheme::asserted, key), account_address(Scheme::secp256k1, key));
}
} // namespace
} // namespace pawl::contract
