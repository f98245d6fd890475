// The auction, which calls the token: two contracts and their users.
#include "tests/contract/examples.hpp"
#include "tests/contract/sweep.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
class auction_contract : public testing::Test
{
protected:
    auction_contract()
    {
        for (const Account* bidder : {&alice, &bob})
        {
            expect_ok(world.call(
                seller, token, method("transfer", Encoder{}.raw(bidder->address).u256(U256{500}))));
            expect_ok(world.call(*bidder, token,
                                 method("approve", Encoder{}.raw(auction).u256(U256{400}))));
        }
    }

    static void expect_ok(const TxOutcome& outcome)
    {
        EXPECT_EQ(outcome.receipt.status, Status::ok) << as_text(outcome.receipt.return_data);
    }
    static void expect_reverted(const TxOutcome& outcome, std::string_view why)
    {
        EXPECT_EQ(outcome.receipt.status, Status::reverted);
        EXPECT_EQ(as_text(outcome.receipt.return_data), why);
        EXPECT_TRUE(outcome.receipt.events.empty());
    }

    [[nodiscard]] static Bytes bid_of(u64 amount)
    {
        return method("bid", Encoder{}.u256(U256{amount}));
    }
    TxOutcome bid(const Account& from, u64 amount)
    {
        return world.call(from, auction, bid_of(amount));
    }
    [[nodiscard]] U256 tokens(const Bytes32& who) const
    {
        return Decoder{world.query(token, method("balance_of", Encoder{}.raw(who))).data}.u256();
    }
    [[nodiscard]] Bytes highest_bid() const
    {
        return world.query(auction, method("highest_bid")).data;
    }

    static constexpr u64 end = 5000;

    World world;
    const Account seller{1}, alice{2}, bob{3};
    const Bytes32 token = world.deploy(
        seller, example("token"),
        Encoder{}.bytes(as_bytes("Paw")).bytes(as_bytes("PAW")).u8(6).u256(U256{1000}));
    const Bytes32 auction =
        world.deploy(seller, example("auction"),
                     Encoder{}.raw(token).bytes(as_bytes("a painting")).u256(U256{100}).u64(end));
};

TEST_F(auction_contract, is_described_by_its_terms)
{
    EXPECT_EQ(world.query(auction, method("describe")).data, Encoder{}
                                                                 .raw(seller.address)
                                                                 .raw(token)
                                                                 .bytes(as_bytes("a painting"))
                                                                 .u256(U256{100})
                                                                 .u64(end)
                                                                 .take());
}

TEST_F(auction_contract, takes_a_bid_in_the_token)
{
    const TxOutcome outcome = bid(alice, 150);
    expect_ok(outcome);
    EXPECT_EQ(tokens(alice.address), U256{350});
    EXPECT_EQ(tokens(auction), U256{150});
    EXPECT_EQ(highest_bid(), Encoder{}.raw(alice.address).u256(U256{150}).take());
    // The token speaks first, because the auction called it before it spoke.
    ASSERT_EQ(outcome.receipt.events.size(), 2);
    EXPECT_EQ(outcome.receipt.events[0].emitter, token);
    EXPECT_EQ(outcome.receipt.events[1].emitter, auction);
}

TEST_F(auction_contract, pays_back_who_is_outbid)
{
    expect_ok(bid(alice, 150));
    expect_ok(bid(bob, 151));
    EXPECT_EQ(tokens(alice.address), U256{500});
    EXPECT_EQ(tokens(bob.address), U256{349});
    EXPECT_EQ(tokens(auction), U256{151});
    expect_ok(bid(bob, 200));
    EXPECT_EQ(tokens(bob.address), U256{300});
}

TEST_F(auction_contract, refuses_bids_that_are_too_low)
{
    expect_reverted(bid(alice, 99), "the bid is below the reserve");
    expect_ok(bid(alice, 150));
    expect_reverted(bid(bob, 150), "the bid is not above the highest");
    EXPECT_EQ(tokens(bob.address), U256{500});
}

TEST_F(auction_contract, undoes_a_bid_that_the_token_refuses)
{
    expect_ok(bid(alice, 150));
    const TxOutcome outcome = bid(bob, 401);
    expect_reverted(outcome, "the allowance is too small");
    expect_only_nonce_and_fee(world, outcome, bob);
    EXPECT_EQ(highest_bid(), Encoder{}.raw(alice.address).u256(U256{150}).take());
    EXPECT_EQ(tokens(alice.address), U256{350});
}

TEST_F(auction_contract, is_settled_once_and_after_its_end)
{
    expect_ok(bid(alice, 150));
    expect_reverted(world.call(bob, auction, method("settle")), "the auction is not over");
    world.block.time_ns = end;
    expect_reverted(bid(bob, 200), "the auction is over");
    EXPECT_EQ(world.query(auction, method("is_settled")).data, Bytes{0});
    expect_ok(world.call(bob, auction, method("settle")));
    EXPECT_EQ(world.query(auction, method("is_settled")).data, Bytes{1});
    EXPECT_EQ(tokens(seller.address), U256{150});
    EXPECT_EQ(tokens(auction), U256{0});
    expect_reverted(world.call(bob, auction, method("settle")), "the auction is settled");
}

TEST_F(auction_contract, is_settled_without_a_bid)
{
    world.block.time_ns = end;
    expect_ok(world.call(bob, auction, method("settle")));
    EXPECT_EQ(tokens(seller.address), U256{0});
}

TEST_F(auction_contract, takes_a_bid_in_the_same_way_at_any_limit)
{
    expect_ok(bid(alice, 150));
    world.fund(bob.address, U256{10});
    expect_same_at_any_limit(world, bob, Call{auction, {}, bid_of(200)}, 499);
}
} // namespace
} // namespace pawl::contract
