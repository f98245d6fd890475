// Contracts that make contracts.
#include "contract/records.hpp"
#include "state/keys.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
/// What a maker outputs: the statuses of its calls of `create`, then an address.
struct Answer
{
    std::vector<u32> statuses;
    Bytes32 address;
};

Answer read_answer(BytesView bytes, std::size_t calls)
{
    Answer out;
    for (std::size_t i = 0; i < calls; ++i)
        out.statuses.push_back(bytes[4 * i]);
    out.address = bytes32(bytes.subspan(4 * calls, 32)).value();
    return out;
}

class create : public testing::Test
{
protected:
    /// Stores code and remembers its hash.
    void store(const ScriptedContract& contract)
    {
        const TxOutcome stored = world.execute(user, StoreCode{contract.bytes()});
        ASSERT_EQ(stored.receipt.status, Status::ok) << stored.diagnostics.text;
        hash = *bytes32(stored.receipt.return_data);
    }

    /// Deploys a contract that calls `create` with each salt and outputs the statuses, then the
    /// address. It is given `sent` coins, and passes 5 of them on each time.
    Answer make(const std::vector<std::string_view>& salts, u64 sent)
    {
        Encoder list;
        encode(list, coins(5));
        const i64 at = maker.put(hash);
        const i64 value = maker.put(list.view());
        const i64 length = static_cast<i64>(list.view().size());
        const i64 input = maker.put("input");
        const auto address_at = scratch + 4 * static_cast<i64>(salts.size());
        for (u32 i = 0; i < salts.size(); ++i)
            maker.call.keep(scratch + 4 * i, "create",
                            {at, maker.put(salts[i]), static_cast<i64>(salts[i].size()), value,
                             length, input, 5, no_cap, address_at});
        maker.call.append(after).call("output", {scratch, address_at + 32 - scratch});
        maker_address = world.deploy(user, maker.bytes());
        world.fund(user.address, U256{100});
        outcome = world.call(user, maker_address, {}, coins(sent));
        EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
        return read_answer(outcome.receipt.return_data, salts.size());
    }

    [[nodiscard]] Bytes32 child(std::string_view salt) const
    {
        return contract_address(hash, maker_address, as_bytes(salt));
    }
    [[nodiscard]] bool stands(const Bytes32& address) const
    {
        return world.view.get(state::contract_key(address)).value().has_value();
    }

    World world;
    const Account user{1};
    Bytes32 hash;
    ScriptedContract maker;
    Script after;
    Bytes32 maker_address;
    TxOutcome outcome;
};

/// A contract whose deploy keeps its input under "k" and announces itself.
ScriptedContract quiet_child()
{
    ScriptedContract contract;
    const i64 key = contract.put("k");
    const i64 event = contract.put(Encoder{}.bytes(as_bytes("made")).u32(0).view());
    contract.deploy.call("input", {scratch, 5})
        .call("storage_set", {key, 1, scratch, 5})
        .call("event", {event, 12});
    return contract;
}

TEST_F(create, makes_a_contract_at_the_address_of_code_creator_and_salt)
{
    store(quiet_child());
    const Answer answer = make({"one"}, 5);
    EXPECT_EQ(answer.statuses, std::vector<u32>{0});
    EXPECT_EQ(answer.address, child("one"));
    const Bytes record = world.view.get(state::contract_key(answer.address)).value().value();
    const ContractRecord expected{
        .code_hash = hash, .creator = maker_address, .admin = std::nullopt, .abi = 0};
    EXPECT_EQ(decode_contract_record(record), expected);
    EXPECT_EQ(world.view.get(state::storage_key(answer.address, as_bytes("k"))).value(),
              to_bytes("input"));
    EXPECT_EQ(world.balance(answer.address), U256{5});
    ASSERT_EQ(outcome.receipt.events.size(), 1);
    EXPECT_EQ(outcome.receipt.events.front().emitter, answer.address);
}

TEST_F(create, another_salt_makes_another_contract)
{
    store(quiet_child());
    EXPECT_EQ(make({"one", "two"}, 10).statuses, (std::vector<u32>{0, 0}));
    EXPECT_TRUE(stands(child("one")));
    EXPECT_TRUE(stands(child("two")));
}

TEST_F(create, a_taken_address_is_refused_and_the_coins_stay)
{
    store(quiet_child());
    EXPECT_EQ(make({"one", "one"}, 10).statuses, (std::vector<u32>{0, 4}));
    EXPECT_EQ(world.balance(child("one")), U256{5});
    EXPECT_EQ(world.balance(maker_address), U256{5});
}

TEST_F(create, code_that_is_not_stored_is_refused)
{
    const Answer answer = make({"one"}, 5);
    EXPECT_EQ(answer.statuses, std::vector<u32>{4});
    EXPECT_EQ(answer.address, Bytes32{});
}

TEST_F(create, coins_that_are_not_covered_leave_no_contract)
{
    store(quiet_child());
    const Answer answer = make({"one"}, 4);
    EXPECT_EQ(answer.statuses, std::vector<u32>{4});
    EXPECT_EQ(answer.address, Bytes32{});
    EXPECT_FALSE(stands(child("one")));
    EXPECT_EQ(world.balance(maker_address), U256{4});
}

TEST_F(create, a_deploy_that_fails_leaves_nothing_and_writes_no_address)
{
    ScriptedContract failing = quiet_child();
    failing.deploy.trap();
    store(failing);
    const Answer answer = make({"one"}, 5);
    EXPECT_EQ(answer.statuses, std::vector<u32>{2});
    EXPECT_EQ(answer.address, Bytes32{});
    EXPECT_FALSE(stands(child("one")));
    EXPECT_EQ(world.balance(maker_address), U256{5});
    EXPECT_TRUE(outcome.receipt.events.empty());
}

TEST_F(create, what_was_made_can_be_called_at_once)
{
    ScriptedContract child_contract = quiet_child();
    child_contract.call.call("storage_get", {0, 1, 0, 0});
    store(child_contract);
    after.keep(scratch, "call", {scratch + 4, 0, 0, 0, 0, no_cap});
    const Answer answer = make({"one"}, 5);
    EXPECT_EQ(answer.statuses, std::vector<u32>{0});
    EXPECT_TRUE(stands(answer.address));
}

TEST_F(create, a_creator_that_fails_takes_what_it_made_with_it)
{
    store(quiet_child());
    const i64 at = maker.put(hash);
    maker.call.call("create", {at, at, 8, 0, 0, 0, 0, no_cap, scratch}).trap();
    maker_address = world.deploy(user, maker.bytes());
    const TxOutcome failed = world.call(user, maker_address, {});
    EXPECT_EQ(failed.receipt.status, Status::trapped);
    EXPECT_TRUE(failed.receipt.events.empty());
    EXPECT_FALSE(stands(contract_address(hash, maker_address, hash.view().first(8))));
}
} // namespace
} // namespace pawl::contract
