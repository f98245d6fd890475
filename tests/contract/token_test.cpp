// The token, used as its holders would.
#include "base/sha256.hpp"
#include "tests/contract/examples.hpp"
#include "tests/contract/sweep.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
class token_contract : public testing::Test
{
protected:
    TxOutcome call(const Account& from, std::string_view name, const Encoder& arguments)
    {
        return world.call(from, token, method(name, arguments));
    }
    [[nodiscard]] Bytes ask(std::string_view name, const Encoder& arguments = {}) const
    {
        const QueryOutcome outcome = world.query(token, method(name, arguments));
        EXPECT_EQ(outcome.status, Status::ok) << as_text(outcome.data);
        return outcome.data;
    }
    [[nodiscard]] U256 balance_of(const Account& who) const
    {
        return Decoder{ask("balance_of", Encoder{}.raw(who.address))}.u256();
    }

    /// The addresses that a page of holders lists.
    [[nodiscard]] std::vector<Bytes32> holders(const Bytes32& after, u32 limit) const
    {
        const Bytes page = ask("holders", Encoder{}.raw(after).u32(limit));
        Decoder in{page};
        std::vector<Bytes32> out(in.u32());
        for (Bytes32& address : out)
        {
            address = in.fixed32();
            EXPECT_FALSE(in.u256().is_zero());
        }
        EXPECT_TRUE(in.finish());
        return out;
    }

    World world;
    const Account owner{1}, alice{2}, bob{3};
    const Bytes32 token = world.deploy(
        owner, example("token"),
        Encoder{}.bytes(as_bytes("Paw")).bytes(as_bytes("PAW")).u8(6).u256(U256{1000}));
};

TEST_F(token_contract, describes_itself_and_gives_its_owner_the_supply)
{
    EXPECT_EQ(ask("describe"),
              Encoder{}.bytes(as_bytes("Paw")).bytes(as_bytes("PAW")).u8(6).take());
    EXPECT_EQ(ask("total_supply"), Encoder{}.u256(U256{1000}).take());
    EXPECT_EQ(balance_of(owner), U256{1000});
}

TEST_F(token_contract, transfers_and_announces_it)
{
    const TxOutcome outcome = call(owner, "transfer", Encoder{}.raw(alice.address).u256(U256{300}));
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_TRUE(outcome.receipt.return_data.empty());
    EXPECT_EQ(balance_of(owner), U256{700});
    EXPECT_EQ(balance_of(alice), U256{300});
    const Event expected{.emitter = token,
                         .type = to_bytes("transfer"),
                         .attributes = {{to_bytes("from"), to_bytes(owner.address)},
                                        {to_bytes("to"), to_bytes(alice.address)},
                                        {to_bytes("amount"), to_bytes(U256{300}.big_endian)}}};
    EXPECT_EQ(outcome.receipt.events, std::vector{expected});
}

TEST_F(token_contract, reverts_where_the_balance_is_too_small)
{
    const TxOutcome outcome = call(alice, "transfer", Encoder{}.raw(bob.address).u256(U256{1}));
    EXPECT_EQ(outcome.receipt.status, Status::reverted);
    EXPECT_EQ(outcome.receipt.return_data, to_bytes("the balance is too small"));
    expect_only_nonce_and_fee(world, outcome, alice);
}

TEST_F(token_contract, reverts_where_it_does_not_understand)
{
    for (const Bytes& input : {Bytes{}, method("no_such_method"), method("transfer"),
                               method("burn", Encoder{}.u256(U256{1}).u8(0))})
        EXPECT_EQ(world.call(owner, token, input).receipt.status, Status::reverted);
}

TEST_F(token_contract, spends_an_allowance_once)
{
    call(owner, "approve", Encoder{}.raw(alice.address).u256(U256{50}));
    const Encoder spend = Encoder{}.raw(owner.address).raw(bob.address).u256(U256{40});
    EXPECT_EQ(call(alice, "transfer_from", spend).receipt.status, Status::ok);
    EXPECT_EQ(balance_of(bob), U256{40});
    EXPECT_EQ(ask("allowance", Encoder{}.raw(owner.address).raw(alice.address)),
              Encoder{}.u256(U256{10}).take());
    const TxOutcome second = call(alice, "transfer_from", spend);
    EXPECT_EQ(second.receipt.return_data, to_bytes("the allowance is too small"));
    EXPECT_EQ(call(bob, "transfer_from", spend).receipt.status, Status::reverted);
    EXPECT_EQ(balance_of(bob), U256{40});
}

TEST_F(token_contract, is_minted_by_its_owner_only_and_burnt_by_holders)
{
    const Encoder arguments = Encoder{}.raw(alice.address).u256(U256{5});
    EXPECT_EQ(call(alice, "mint", arguments).receipt.status, Status::reverted);
    EXPECT_EQ(call(owner, "mint", arguments).receipt.status, Status::ok);
    EXPECT_EQ(call(alice, "burn", Encoder{}.u256(U256{2})).receipt.status, Status::ok);
    EXPECT_EQ(balance_of(alice), U256{3});
    EXPECT_EQ(ask("total_supply"), Encoder{}.u256(U256{1003}).take());
}

TEST_F(token_contract, lists_its_holders_page_by_page_in_order)
{
    std::set<Bytes32> expected{owner.address};
    for (u8 number = 2; number < 9; ++number)
    {
        const Account holder{number};
        call(owner, "transfer", Encoder{}.raw(holder.address).u256(U256{number}));
        expected.insert(holder.address);
    }
    std::vector<Bytes32> all;
    for (std::vector<Bytes32> page = holders({}, 3); !page.empty(); page = holders(all.back(), 3))
        all.insert(all.end(), page.begin(), page.end());
    EXPECT_TRUE(std::ranges::equal(all, expected));
    EXPECT_EQ(holders({}, 100), all);
    EXPECT_TRUE(holders({}, 0).empty());
}

TEST_F(token_contract, forgets_holders_of_nothing)
{
    call(owner, "transfer", Encoder{}.raw(alice.address).u256(U256{1000}));
    EXPECT_EQ(holders({}, 10), std::vector{alice.address});
}

TEST_F(token_contract, comes_to_the_same_at_any_limit)
{
    world.fund(owner.address, U256{10});
    expect_same_at_any_limit(
        world, owner,
        Call{token, {}, method("transfer", Encoder{}.raw(alice.address).u256(U256{300}))}, 499);
}

TEST_F(token_contract, is_deployed_in_the_same_way_at_any_limit)
{
    world.fund(owner.address, U256{10});
    Deploy action;
    action.code_hash = sha256(example("token"));
    action.input =
        Encoder{}.bytes(as_bytes("Paw")).bytes(as_bytes("PAW")).u8(6).u256(U256{1}).take();
    expect_same_at_any_limit(world, owner, action, 499);
}
} // namespace
} // namespace pawl::contract
