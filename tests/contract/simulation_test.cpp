// What is only tried: it must come to what executing comes to.
#include "base/sha256.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
class simulation : public testing::Test
{
protected:
    simulation()
    {
        world.fund(user.address, U256{100});
        ScriptedContract scripted;
        const i64 key = scripted.put("key");
        const i64 event = scripted.put(Encoder{}.bytes(as_bytes("changed")).u32(0).view());
        scripted.deploy.call("storage_set", {key, 3, key, 1});
        scripted.call.call("storage_get", {key, 3, scratch, 8})
            .call("storage_set", {key, 3, key, 2})
            .call("event", {event, 15})
            .call("output", {key, 3});
        code = scripted.bytes();
        contract = world.deploy(user, code);
        ScriptedContract reverting;
        reverting.call.call("storage_set", {0, 3, 0, 1}).call("revert", {0, 4});
        failing = world.deploy(user, reverting.bytes());
    }

    /// One action of each kind that succeeds, and ways to fail.
    [[nodiscard]] std::vector<Action> actions() const
    {
        Bytes other_code = code;
        other_code.insert(other_code.end(), {0, 2, 1, 'x'});
        return {StoreCode{other_code},
                StoreCode{Bytes(9)},
                Deploy{sha256(code), to_bytes("salt"), user.address, coins(3), to_bytes("in")},
                Deploy{sha256(code), {}, {}, {}, {}},
                Deploy{Bytes32{}, {}, {}, {}, {}},
                Call{contract, coins(3), to_bytes("in")},
                Call{failing, coins(3), {}},
                Call{user.address, {}, {}},
                Transfer{contract, coins(3)},
                Transfer{contract, coins(101)}};
    }

    [[nodiscard]] TxOutcome simulate(const Action& action, u64 gas_limit = max_gas_limit) const
    {
        return world.executor
            .simulate(world.block,
                      {.sender = user.address, .action = action, .gas_limit = gas_limit},
                      world.view)
            .value();
    }

    World world;
    const Account user{1};
    Bytes code;
    Bytes32 contract, failing;
};

TEST_F(simulation, comes_to_what_executing_comes_to)
{
    for (const Action& action : actions())
    {
        SCOPED_TRACE(testing::Message{} << "action " << action.index());
        const TxOutcome tried = simulate(action);
        const TxOutcome executed = world.try_out(world.make(user, action));
        Receipt expected = executed.receipt;
        expected.gas_limit = max_gas_limit;
        expected.transaction_hash = {};
        // Nobody asks whether a fee is covered.
        expected.read_set = tried.receipt.read_set;
        EXPECT_EQ(tried.receipt, expected);
        EXPECT_EQ(tried.changes.values, executed.changes.values);
        EXPECT_EQ(tried.changes.code, executed.changes.code);
        EXPECT_EQ(tried.diagnostics.text, executed.diagnostics.text);
    }
}

TEST_F(simulation, says_exactly_what_gas_a_transaction_needs)
{
    for (const Action& action : actions())
    {
        SCOPED_TRACE(testing::Message{} << "action " << action.index());
        const TxOutcome tried = simulate(action);
        const u64 gas = tried.receipt.gas_used;
        const TxOutcome enough = world.try_out(world.make(user, action, gas));
        EXPECT_EQ(enough.receipt.status, tried.receipt.status);
        EXPECT_EQ(enough.receipt.gas_used, gas);
        const TxOutcome short_by_one = world.try_out(world.make(user, action, gas - 1));
        const bool only_intrinsic =
            gas == tried.receipt.gas[static_cast<std::size_t>(Category::intrinsic)];
        EXPECT_EQ(short_by_one.receipt.status,
                  only_intrinsic ? Status::invalid : Status::out_of_gas);
    }
}

TEST_F(simulation, refuses_what_no_transaction_could_hold)
{
    Deploy deploy;
    deploy.salt.resize(65);
    EXPECT_EQ(simulate(deploy).receipt.status, Status::invalid);
    Transfer transfer{user.address, {{to_bytes("upawl"), U256{}}}};
    EXPECT_EQ(simulate(transfer).receipt.status, Status::invalid);
}

TEST_F(simulation, prices_the_scheme_that_it_names)
{
    world.block.unsigned_senders = true;
    const Action action = Transfer{contract, {}};
    const TxOutcome tried =
        world.executor
            .simulate(world.block,
                      {.sender = user.address, .action = action, .scheme = Scheme::asserted},
                      world.view)
            .value();
    Transaction transaction = world.make(user, action);
    transaction.authenticator = {};
    EXPECT_EQ(tried.receipt.gas_used, world.try_out(transaction).receipt.gas_used);
    EXPECT_LT(tried.receipt.gas_used, simulate(action).receipt.gas_used);
}

TEST_F(simulation, ends_at_its_limit)
{
    const TxOutcome plenty = simulate(Call{contract, {}, {}});
    const TxOutcome tried = simulate(Call{contract, {}, {}}, plenty.receipt.gas_used - 1);
    EXPECT_EQ(tried.receipt.status, Status::out_of_gas);
    EXPECT_EQ(simulate(Call{contract, {}, {}}, 1).receipt.status, Status::out_of_gas);
}

TEST_F(simulation, has_no_outcome_once_it_is_cancelled)
{
    ScriptedContract endless;
    endless.call.loop();
    const Bytes32 address = world.deploy(user, endless.bytes());
    const std::atomic<bool> cancelled{true};
    const auto tried = world.executor.simulate(
        world.block, {.sender = user.address, .action = Call{address, {}, {}}}, world.view,
        &cancelled);
    ASSERT_FALSE(tried);
    EXPECT_FALSE(tried.error().fault);
}

TEST_F(simulation, cannot_catch_its_cancellation_with_a_cap)
{
    ScriptedContract endless;
    endless.call.loop();
    endless.query = endless.call;
    const Bytes32 address = world.deploy(user, endless.bytes());
    ScriptedContract outer;
    const i64 to = outer.put(address);
    outer.call.call("call", {to, 0, 0, 0, 0, 1'000'000});
    outer.query.emplace().call("query", {to, 0, 0, 1'000'000});
    const Bytes32 catcher = world.deploy(user, outer.bytes());
    const std::atomic<bool> cancelled{true};
    EXPECT_FALSE(world.executor.simulate(world.block,
                                         {.sender = user.address, .action = Call{catcher, {}, {}}},
                                         world.view, &cancelled));
    EXPECT_FALSE(world.executor.query(world.block, {.contract = catcher, .input = {}}, world.view,
                                      &cancelled));
}
} // namespace
} // namespace pawl::contract
