// Contracts that enter each other: what each sees, keeps and pays.
#include "contract/records.hpp"
#include "state/keys.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
/// What scripts say by `output`: statuses, each of 4 bytes, little-endian.
Bytes statuses(std::initializer_list<Status> all)
{
    Bytes out;
    for (const Status status : all)
    {
        out.push_back(static_cast<u8>(status));
        out.insert(out.end(), 3, 0);
    }
    return out;
}

class frames : public testing::Test
{
protected:
    Bytes32 deploy(const ScriptedContract& contract)
    {
        return world.deploy(user, contract.bytes());
    }
    TxOutcome call(const Bytes32& contract, Coins sent = {})
    {
        return world.call(user, contract, {}, std::move(sent));
    }
    [[nodiscard]] std::optional<Bytes> stored(const Bytes32& contract, std::string_view key) const
    {
        return world.view.get(state::storage_key(contract, as_bytes(key))).value();
    }

    World world;
    const Account user{1};
};

/// A contract that does all a contract can do, and ends as `end` makes it.
ScriptedContract doer(const Bytes32& friend_address, const Script& end)
{
    ScriptedContract contract;
    const i64 key = contract.put("key");
    const i64 event = contract.put(Encoder{}.bytes(as_bytes("done")).u32(0).view());
    const i64 to = contract.put(friend_address);
    Encoder coin;
    encode(coin, coins(2));
    const i64 sent = contract.put(coin.view());
    const i64 length = static_cast<i64>(coin.view().size());
    contract.call.call("storage_set", {key, 3, key, 3})
        .call("event", {event, 12})
        .call("transfer", {to, sent, length})
        .append(end);
    return contract;
}

/// A contract that calls another one with 5 coins and gives back the status.
ScriptedContract sender_to(const Bytes32& target)
{
    ScriptedContract contract;
    const i64 to = contract.put(target);
    Encoder coin;
    encode(coin, coins(5));
    const i64 sent = contract.put(coin.view());
    const i64 length = static_cast<i64>(coin.view().size());
    contract.call.keep(scratch, "call", {to, sent, length, 0, 0, no_cap})
        .call("output", {scratch, 4});
    return contract;
}

TEST_F(frames, coins_go_with_a_call_and_may_go_on)
{
    const Bytes32 friend_address = Account{9}.address;
    const Bytes32 receiver = deploy(doer(friend_address, {}));
    const Bytes32 sender = deploy(sender_to(receiver));
    world.fund(user.address, U256{100});
    const TxOutcome outcome = call(sender, coins(8));
    EXPECT_EQ(outcome.receipt.return_data, statuses({Status::ok}));
    EXPECT_EQ(world.balance(user.address), U256{92});
    EXPECT_EQ(world.balance(sender), U256{3});
    EXPECT_EQ(world.balance(receiver), U256{3});
    EXPECT_EQ(world.balance(friend_address), U256{2});
    ASSERT_EQ(outcome.receipt.events.size(), 1);
    EXPECT_EQ(outcome.receipt.events.front().emitter, receiver);
    EXPECT_TRUE(stored(receiver, "key"));
}

TEST_F(frames, a_failed_call_loses_all_but_the_gas_it_used)
{
    world.fund(user.address, U256{100});
    const Bytes32 friend_address = Account{9}.address;
    for (const auto& [end, status] : {std::pair{Script{}.trap(), Status::trapped},
                                      std::pair{Script{}.call("revert", {0, 0}), Status::reverted}})
    {
        const Bytes32 receiver = deploy(doer(friend_address, end));
        const Bytes32 sender = deploy(sender_to(receiver));
        const TxOutcome outcome = call(sender, coins(8));
        EXPECT_EQ(outcome.receipt.return_data, statuses({status}));
        EXPECT_EQ(world.balance(sender), U256{8});
        EXPECT_EQ(world.balance(receiver), U256{});
        EXPECT_EQ(world.balance(friend_address), U256{});
        EXPECT_TRUE(outcome.receipt.events.empty());
        EXPECT_FALSE(stored(receiver, "key"));
        const auto write_price = charge(default_schedule().operation("storage_set"), 6);
        EXPECT_EQ(outcome.receipt.gas[static_cast<std::size_t>(Category::storage_write)],
                  write_price);
    }
}

TEST_F(frames, a_call_whose_coins_are_not_covered_is_not_entered)
{
    const Bytes32 receiver = deploy(doer(Account{9}.address, {}));
    const Bytes32 sender = deploy(sender_to(receiver));
    world.fund(user.address, U256{100});
    const TxOutcome outcome = call(sender, coins(4));
    EXPECT_EQ(outcome.receipt.status, Status::ok);
    EXPECT_EQ(outcome.receipt.return_data, statuses({Status::refused}));
    EXPECT_EQ(world.balance(sender), U256{4});
    EXPECT_EQ(world.balance(receiver), U256{});
    EXPECT_TRUE(outcome.receipt.events.empty());
}

TEST_F(frames, coins_of_a_transaction_that_fails_stay)
{
    world.fund(user.address, U256{100});
    const Bytes32 receiver = deploy(doer(Account{9}.address, Script{}.trap()));
    EXPECT_EQ(call(receiver, coins(8)).receipt.status, Status::trapped);
    EXPECT_EQ(world.balance(user.address), U256{100});
    EXPECT_EQ(call(receiver, coins(101)).receipt.status, Status::refused);
    EXPECT_EQ(world.balance(user.address), U256{100});
}

/// A contract that queries, or calls, whoever called it and outputs what that returned.
ScriptedContract mirror(std::string_view how)
{
    ScriptedContract contract;
    contract.call.call("caller", {scratch});
    if (how == "query")
        contract.call.call("query", {scratch, 0, 0, no_cap});
    else
        contract.call.call("call", {scratch, 0, 0, 0, 1, no_cap});
    contract.call.call("returned", {scratch, 3}).call("output", {scratch, 3});
    return contract;
}

/// A contract that writes, calls `other` and outputs what that returned; entered with input it
/// outputs what stands in its storage.
ScriptedContract writer_before_call(const Bytes32& other)
{
    ScriptedContract contract;
    const i64 key = contract.put("key");
    const i64 value = contract.put("new");
    const i64 to = contract.put(other);
    Script read;
    read.call("storage_get", {key, 3, scratch, 3}).call("output", {scratch, 3});
    contract.query = read;
    contract.call.with_input(read)
        .call("storage_set", {key, 3, value, 3})
        .call("call", {to, 0, 0, 0, 0, no_cap})
        .call("returned", {scratch, 3})
        .call("output", {scratch, 3});
    return contract;
}

TEST_F(frames, a_contract_entered_again_sees_its_unfinished_writes)
{
    for (const char* how : {"query", "call"})
    {
        const Bytes32 other = deploy(mirror(how));
        const TxOutcome outcome = call(deploy(writer_before_call(other)));
        EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
        EXPECT_EQ(outcome.receipt.return_data, to_bytes("new")) << how;
    }
}

TEST_F(frames, a_profile_may_forbid_to_enter_a_contract_again)
{
    const Bytes32 other = deploy(mirror("call"));
    const Bytes32 first = deploy(writer_before_call(other));
    world.profile.reentrancy = false;
    // The trap is that of the contract that called back, so the first one survives it.
    const TxOutcome outcome = call(first);
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(outcome.receipt.return_data, Bytes(3));
    EXPECT_EQ(stored(first, "key"), to_bytes("new"));
}

TEST_F(frames, a_called_contract_is_called_by_the_contract_and_not_by_its_origin)
{
    ScriptedContract asked;
    asked.call.call("caller", {scratch}).call("output", {scratch, 32});
    const Bytes32 inner = deploy(asked);
    EXPECT_EQ(call(inner).receipt.return_data, to_bytes(user.address));
    ScriptedContract outer;
    const i64 to = outer.put(inner);
    outer.call.call("call", {to, 0, 0, 0, 0, no_cap})
        .call("returned", {scratch, 32})
        .call("output", {scratch, 32});
    const Bytes32 address = deploy(outer);
    EXPECT_EQ(call(address).receipt.return_data, to_bytes(address));
}

TEST_F(frames, contracts_that_call_each_other_reach_the_nesting_limit)
{
    world.profile.nesting = 3;
    // Counts, in storage, how often it was entered; reports the status of its own call.
    ScriptedContract deep;
    const i64 key = deep.put("n");
    deep.call.call("self", {scratch})
        .keep(scratch + 64, "storage_get", {key, 1, scratch + 68, 4})
        .increment(scratch + 68)
        .call("storage_set", {key, 1, scratch + 68, 4})
        .keep(scratch + 72, "call", {scratch, 0, 0, 0, 0, no_cap})
        .call("returned", {scratch + 72, 4})
        .call("output", {scratch + 72, 4});
    const Bytes32 contract = deploy(deep);
    const TxOutcome outcome = call(contract);
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(outcome.receipt.return_data, statuses({Status::refused}));
    EXPECT_EQ(stored(contract, "n"), (Bytes{4, 0, 0, 0}));
}

TEST_F(frames, a_query_entry_is_needed_to_be_queried)
{
    ScriptedContract without;
    const Bytes32 inner = deploy(without);
    EXPECT_EQ(world.query(inner, {}).status, Status::refused);
    ScriptedContract outer;
    const i64 to = outer.put(inner);
    outer.call.keep(scratch, "query", {to, 0, 0, no_cap})
        .keep(scratch + 4, "returned", {0, 0})
        .call("output", {scratch, 8});
    const TxOutcome outcome = call(deploy(outer));
    EXPECT_EQ(outcome.receipt.return_data, statuses({Status::refused, Status::ok}));
}

TEST_F(frames, nothing_was_returned_before_the_first_call_and_transfers_leave_it)
{
    ScriptedContract contract;
    const i64 to = contract.put(Account{9}.address);
    contract.call.keep(scratch, "returned", {0, 0})
        .call("transfer", {to, 0, 0})
        .keep(scratch + 4, "returned", {0, 0})
        .call("call", {to, 0, 0, 0, 0, no_cap})
        .keep(scratch + 8, "returned", {0, 0})
        .call("output", {scratch, 12});
    const TxOutcome outcome = call(deploy(contract));
    EXPECT_EQ(outcome.receipt.return_data,
              (Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0}));
}

TEST_F(frames, a_query_from_outside_has_no_caller_and_sees_the_blocks_facts)
{
    ScriptedContract contract;
    contract.query.emplace()
        .call("caller", {scratch})
        .keep(scratch + 32, "block_height", {})
        .keep(scratch + 40, "block_time", {})
        .call("chain_id", {scratch + 48, 6})
        .call("output", {scratch, 54});
    const QueryOutcome outcome = world.query(deploy(contract), {});
    EXPECT_EQ(outcome.status, Status::ok) << outcome.diagnostics.text;
    Bytes expected(54);
    expected[32] = 7;
    expected[40] = 0xE8;
    expected[41] = 0x03;
    std::ranges::copy(as_bytes("test-1"), expected.begin() + 48);
    EXPECT_EQ(outcome.data, expected);
}

struct Forbidden
{
    const char* name;
    void (*append)(Script&);
};

class in_a_query : public frames, public testing::WithParamInterface<Forbidden>
{
};

TEST_P(in_a_query, nothing_may_change)
{
    ScriptedContract contract;
    contract.query.emplace();
    GetParam().append(*contract.query);
    contract.call = *contract.query;
    const Bytes32 address = deploy(contract);
    const QueryOutcome outside = world.query(address, {});
    EXPECT_EQ(outside.status, Status::trapped);
    EXPECT_EQ(outside.trap, Trap::read_only);

    // What a query calls inherits it.
    ScriptedContract caller;
    const i64 to = caller.put(address);
    caller.query.emplace()
        .keep(scratch, "call", {to, 0, 0, 0, 0, no_cap})
        .keep(scratch + 4, "query", {to, 0, 0, no_cap})
        .call("output", {scratch, 8});
    const QueryOutcome inherited = world.query(deploy(caller), {});
    EXPECT_EQ(inherited.status, Status::ok) << inherited.diagnostics.text;
    EXPECT_EQ(inherited.data, statuses({Status::trapped, Status::trapped}));
}

INSTANTIATE_TEST_SUITE_P(
    functions, in_a_query,
    testing::Values(Forbidden{"set", [](Script& s) { s.call("storage_set", {0, 1, 0, 1}); }},
                    Forbidden{"delete", [](Script& s) { s.call("storage_delete", {0, 1}); }},
                    Forbidden{"event", [](Script& s) { s.call("event", {0, 8}); }},
                    Forbidden{"transfer", [](Script& s) { s.call("transfer", {0, 0, 0}); }},
                    Forbidden{"create", [](Script& s)
                              { s.call("create", {0, 0, 1, 0, 0, 0, 0, no_cap, 0}); }}),
    [](const auto& info) { return info.param.name; });

TEST_F(frames, a_call_with_coins_traps_in_a_query)
{
    ScriptedContract contract = sender_to(Account{9}.address);
    contract.query = contract.call;
    const QueryOutcome outcome = world.query(deploy(contract), {});
    EXPECT_EQ(outcome.trap, Trap::read_only);
}
} // namespace
} // namespace pawl::contract
