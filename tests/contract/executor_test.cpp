#include "contract/executor.hpp"
#include "state/keys.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/sweep.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
/// A contract that reads, writes, announces and returns when it is called.
Bytes busy_contract()
{
    ScriptedContract contract;
    const i64 key = contract.put("key");
    const i64 event = contract.put(Encoder{}.bytes(as_bytes("changed")).u32(0).view());
    contract.call.keep(scratch, "storage_get", {key, 3, scratch + 8, 8})
        .call("storage_set", {key, 3, scratch, 4})
        .call("event", {event, 15})
        .call("sha256", {key, 3, scratch})
        .call("output", {scratch, 32});
    return contract.bytes();
}

struct Invalid
{
    const char* name;
    Invalidity why;
    void (*change)(World&, TransactionBody&);
};

class invalid_transaction : public testing::TestWithParam<Invalid>
{
};

TEST_P(invalid_transaction, keeps_its_index_and_has_no_effect)
{
    World world;
    const Account account{1};
    world.fund(account.address, U256{1000});
    TransactionBody body = world.make(account, Transfer{Account{2}.address, coins(1)}).body;
    GetParam().change(world, body);
    const Bytes bytes = encode(sign(body, account.key));
    const TxOutcome outcome = world.executor.execute(world.block, bytes, 4, world.view).value();
    EXPECT_EQ(outcome.receipt.status, Status::invalid);
    EXPECT_EQ(outcome.receipt.index, 4);
    EXPECT_EQ(outcome.receipt.gas_used, 0);
    EXPECT_EQ(outcome.receipt.transaction_hash, transaction_hash(bytes));
    EXPECT_TRUE(outcome.changes.values.empty());
    ASSERT_TRUE(outcome.invalidity);
    EXPECT_EQ(name(*outcome.invalidity), name(GetParam().why));
    EXPECT_EQ(world.executor.check(world.block, bytes, world.view).value(), GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    reasons, invalid_transaction,
    testing::Values(
        Invalid{"chain", Invalidity::wrong_chain,
                [](World&, TransactionBody& body) { body.chain_id = "test-2"; }},
        Invalid{"no_gas", Invalidity::gas_limit_out_of_range,
                [](World&, TransactionBody& body) { body.gas_limit = 0; }},
        Invalid{"too_much_gas", Invalidity::gas_limit_out_of_range,
                [](World&, TransactionBody& body) { body.gas_limit = max_gas_limit + 1; }},
        Invalid{"low_nonce", Invalidity::nonce_too_low, [](World& world, TransactionBody&)
                { static_cast<void>(world.execute(Account{1}, Transfer{{}, coins(1)})); }},
        Invalid{"high_nonce", Invalidity::nonce_too_high,
                [](World&, TransactionBody& body) { ++body.nonce; }},
        Invalid{"expired", Invalidity::expired,
                [](World&, TransactionBody& body) { body.expires_height = 6; }},
        Invalid{"sender", Invalidity::bad_signature,
                [](World&, TransactionBody& body) { body.sender = Account{2}.address; }},
        Invalid{"intrinsic", Invalidity::intrinsic_gas_above_limit,
                [](World&, TransactionBody& body) { body.gas_limit = 1000; }},
        Invalid{"fee", Invalidity::fee_too_low,
                [](World& world, TransactionBody&) { world.block.minimum_fee_per_gas = U256{1}; }},
        Invalid{"cover", Invalidity::fee_not_covered,
                [](World&, TransactionBody& body) { body.fee = U256{1001}; }},
        Invalid{"coins", Invalidity::too_many_coins,
                [](World& world, TransactionBody&) { world.profile.coins = 0; }},
        Invalid{"input", Invalidity::input_too_long,
                [](World& world, TransactionBody& body)
                {
                    world.profile.input_bytes = 2;
                    body.action = Call{{}, {}, Bytes(3)};
                }},
        Invalid{"length", Invalidity::too_long,
                [](World& world, TransactionBody&) { world.profile.transaction_bytes = 10; }}),
    [](const auto& info) { return info.param.name; });

TEST(executor, undecodable_bytes_keep_their_index)
{
    const World world;
    const Bytes bytes = to_bytes("no transaction");
    const TxOutcome outcome = world.executor.execute(world.block, bytes, 3, world.view).value();
    Receipt expected;
    expected.chain_id = "test-1";
    expected.height = 7;
    expected.index = 3;
    expected.transaction_hash = transaction_hash(bytes);
    expected.status = Status::invalid;
    expected.semantics_version = 1;
    expected.profile_id = world.profile.id;
    expected.schedule_id = default_schedule().id;
    EXPECT_EQ(outcome.receipt, expected);
}

TEST(executor, an_asserted_sender_needs_a_chain_that_allows_it)
{
    World world;
    Transaction transaction = world.make(Account{1}, Transfer{{}, {}});
    transaction.authenticator = {};
    EXPECT_EQ(world.try_out(transaction).invalidity, Invalidity::unsigned_sender);
    world.block.unsigned_senders = true;
    EXPECT_EQ(world.try_out(transaction).receipt.status, Status::ok);
}

TEST(executor, a_transfer_moves_coins_and_takes_the_fee)
{
    World world;
    const Account from{1};
    const Account to{2};
    world.fund(from.address, U256{100});
    TransactionBody body = world.make(from, Transfer{to.address, coins(30)}).body;
    body.fee = U256{20};
    const TxOutcome outcome = world.execute(sign(body, from.key));
    EXPECT_EQ(outcome.receipt.status, Status::ok);
    EXPECT_EQ(outcome.receipt.fee, U256{20});
    EXPECT_EQ(world.balance(from.address), U256{50});
    EXPECT_EQ(world.balance(to.address), U256{30});
    EXPECT_EQ(world.nonce(from.address), 1);
    EXPECT_EQ(outcome.receipt.gas_used,
              outcome.receipt.gas[static_cast<std::size_t>(Category::intrinsic)]);
}

TEST(executor, a_transfer_that_is_not_covered_is_refused_and_pays)
{
    World world;
    const Account from{1};
    world.fund(from.address, U256{100});
    TransactionBody body = world.make(from, Transfer{Account{2}.address, coins(90)}).body;
    body.fee = U256{20};
    const TxOutcome outcome = world.execute(sign(body, from.key));
    EXPECT_EQ(outcome.receipt.status, Status::refused);
    EXPECT_EQ(world.balance(from.address), U256{80});
    expect_only_nonce_and_fee(world, outcome, from);
}

TEST(executor, a_transfer_to_oneself_changes_nothing)
{
    World world;
    const Account from{1};
    world.fund(from.address, U256{100});
    const TxOutcome outcome = world.execute(from, Transfer{from.address, coins(100)});
    EXPECT_EQ(outcome.receipt.status, Status::ok);
    EXPECT_EQ(world.balance(from.address), U256{100});
    expect_only_nonce_and_fee(world, outcome, from);
}

TEST(executor, code_is_stored_once_and_named_by_its_hash)
{
    World world;
    const Account from{1};
    const Bytes code = busy_contract();
    const TxOutcome first = world.execute(from, StoreCode{code});
    ASSERT_EQ(first.receipt.status, Status::ok) << first.diagnostics.text;
    EXPECT_EQ(first.changes.code.size(), 1);
    const TxOutcome second = world.execute(from, StoreCode{code});
    EXPECT_EQ(second.receipt.status, Status::ok);
    EXPECT_EQ(second.receipt.return_data, first.receipt.return_data);
    EXPECT_TRUE(second.changes.code.empty());
}

TEST(executor, malformed_code_is_refused_and_not_stored)
{
    World world;
    const Account from{1};
    Bytes code = busy_contract();
    code.resize(code.size() / 2);
    const TxOutcome outcome = world.execute(from, StoreCode{code});
    EXPECT_EQ(outcome.receipt.status, Status::refused);
    EXPECT_NE(outcome.diagnostics.text.find("byte"), std::string::npos);
    EXPECT_GT(outcome.receipt.gas_used, 0);
    expect_only_nonce_and_fee(world, outcome, from);
}

TEST(executor, code_without_the_abis_exports_is_refused)
{
    World world;
    const Bytes empty_module{0, 'a', 's', 'm', 1, 0, 0, 0};
    const TxOutcome outcome = world.execute(Account{1}, StoreCode{empty_module});
    EXPECT_EQ(outcome.receipt.status, Status::refused);
}

TEST(executor, unknown_code_and_unknown_contracts_are_refused)
{
    World world;
    const Account from{1};
    EXPECT_EQ(world.execute(from, Deploy{}).receipt.status, Status::refused);
    const TxOutcome outcome = world.call(from, Account{9}.address, {});
    EXPECT_EQ(outcome.receipt.status, Status::refused);
    expect_only_nonce_and_fee(world, outcome, from);
}

TEST(executor, a_taken_address_is_refused)
{
    World world;
    const Account from{1};
    const TxOutcome stored = world.execute(from, StoreCode{busy_contract()});
    Deploy action;
    action.code_hash = *bytes32(stored.receipt.return_data);
    action.salt = to_bytes("one");
    const TxOutcome first = world.execute(from, action);
    EXPECT_EQ(first.receipt.status, Status::ok) << first.diagnostics.text;
    EXPECT_EQ(first.receipt.return_data,
              to_bytes(contract_address(action.code_hash, from.address, action.salt)));
    EXPECT_EQ(world.execute(from, action).receipt.status, Status::refused);
    action.salt = to_bytes("two");
    EXPECT_EQ(world.execute(from, action).receipt.status, Status::ok);
}

TEST(executor, execution_is_pure)
{
    World world;
    const Account from{1};
    const Bytes32 contract = world.deploy(from, busy_contract());
    const Transaction transaction = world.make(from, Call{contract, {}, {}});
    const TxOutcome first = world.try_out(transaction);
    const TxOutcome second = world.try_out(transaction);
    EXPECT_EQ(first.receipt.status, Status::ok) << first.diagnostics.text;
    EXPECT_EQ(encode(first.receipt), encode(second.receipt));
    EXPECT_EQ(first.changes.values, second.changes.values);
    // Another executor has a cold cache.
    const World cold;
    const TxOutcome third =
        cold.executor.execute(world.block, encode(transaction), 0, world.view).value();
    EXPECT_EQ(encode(first.receipt), encode(third.receipt));
}

TEST(executor, a_simulation_is_within_the_limits_of_transactions)
{
    World world;
    world.profile.input_bytes = 2;
    const auto simulate = [&](Action action)
    {
        return world.executor
            .simulate(world.block,
                      {.sender = {}, .action = std::move(action), .gas_limit = ~u64{0}}, world.view)
            .value();
    };
    EXPECT_EQ(simulate(Call{{}, {}, Bytes(3)}).invalidity, Invalidity::input_too_long);
    EXPECT_EQ(simulate(Transfer{}).receipt.gas_limit, max_gas_limit);
    world.profile.transaction_bytes = 100;
    EXPECT_EQ(simulate(Transfer{}).invalidity, Invalidity::too_long);
}

TEST(executor, at_any_limit_an_action_is_out_of_gas_or_the_same)
{
    World world;
    const Account from{1};
    world.fund(from.address, U256{100});
    const Bytes32 contract = world.deploy(from, busy_contract());
    expect_same_at_any_limit(world, from, Call{contract, coins(5), {}}, 997);
    Bytes other_code = busy_contract();
    other_code.insert(other_code.end(), {0, 2, 1, 'x'});
    expect_same_at_any_limit(world, from, StoreCode{other_code}, 97);
}

} // namespace
} // namespace pawl::contract
