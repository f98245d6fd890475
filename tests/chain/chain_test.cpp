#include "chain/chain.hpp"
#include "tests/chain/fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pawl::chain
{
namespace
{
using testing::HasSubstr;

constexpr u64 funds = 1'000'000'000'000'000'000;

class ChainTest : public testing::Test
{
protected:
    std::unique_ptr<contract::Executor> executor = make_executor();
    Genesis genesis = test_genesis();
    std::unique_ptr<Chain> chain = must(Chain::open(genesis, Place{}, *executor));
};

TEST_F(ChainTest, starts_one_below_the_initial_height)
{
    const Tip tip = must(chain->tip());
    EXPECT_EQ(tip.height, 0);
    EXPECT_EQ(tip.time_ns, 0);
    EXPECT_EQ(tip.block_hash, genesis_hash(genesis));
    EXPECT_EQ(balance(*chain, 1), U256{funds});
}

TEST_F(ChainTest, a_block_moves_the_tip_and_its_parts_can_be_found)
{
    const Bytes transaction = transfer(1, 0, 2, 5);
    const Candidate candidate = extend(*chain, {transaction});
    const Tip tip = must(chain->tip());
    EXPECT_EQ(tip.height, 1);
    EXPECT_EQ(tip.state_root, candidate.result.state_root);
    EXPECT_EQ(tip.block_hash, candidate.result.block_hash);
    EXPECT_EQ(must(chain->block(1)).block, candidate.block);
    const Locator place = must(chain->find_transaction(contract::transaction_hash(transaction)));
    EXPECT_EQ(place, (Locator{1, 0}));
    EXPECT_EQ(must(chain->transaction(place)), transaction);
    const StoredReceipt stored = must(chain->receipt(place));
    EXPECT_EQ(stored.receipt, candidate.receipts[0]);
    EXPECT_EQ(stored.bytes, encode(candidate.receipts[0]));
    EXPECT_EQ(balance(*chain, 1), U256{funds - 5});
    EXPECT_EQ(balance(*chain, 1, 0), U256{funds});
}

TEST_F(ChainTest, transactions_of_one_block_build_on_each_other)
{
    const Candidate candidate =
        extend(*chain, {transfer(1, 0, 2, 7), transfer(1, 1, 2, 7), transfer(2, 0, 3, funds + 14)});
    for (const contract::Receipt& receipt : candidate.receipts)
        EXPECT_EQ(receipt.status, contract::Status::ok);
    EXPECT_EQ(balance(*chain, 2), U256{});
    EXPECT_EQ(balance(*chain, 3), *checked_add(U256{funds}, U256{funds + 14}));
}

TEST_F(ChainTest, preparing_writes_nothing_and_siblings_stand_side_by_side)
{
    const Candidate one = must(chain->prepare(next_block(*chain, {transfer(1, 0, 2, 5)})));
    const Candidate other = must(chain->prepare(next_block(*chain, {transfer(1, 0, 3, 6)})));
    const Candidate again = must(chain->prepare(next_block(*chain, {transfer(1, 0, 2, 5)})));
    EXPECT_EQ(one.result, again.result);
    EXPECT_NE(one.result.state_root, other.result.state_root);
    EXPECT_EQ(must(chain->tip()).height, 0);
    must(chain->commit(other));
    EXPECT_EQ(balance(*chain, 3), U256{funds + 6});
    const auto late = chain->commit(one);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, FailureKind::conflict);
    EXPECT_EQ(balance(*chain, 2), U256{funds});
}

TEST_F(ChainTest, a_header_that_does_not_follow_is_refused)
{
    const Block right = next_block(*chain, {transfer(1, 0, 2, 5)});
    const auto refused = [&](void (*change)(Header&))
    {
        Block block = right;
        change(block.header);
        const auto prepared = chain->prepare(std::move(block));
        return !prepared && prepared.error().kind == FailureKind::conflict;
    };
    EXPECT_TRUE(refused([](Header& header) { ++header.height; }));
    EXPECT_TRUE(refused([](Header& header) { header.chain_id = "other"; }));
    EXPECT_TRUE(refused([](Header& header) { header.parent_root.bytes[0] ^= 1; }));
    EXPECT_TRUE(refused([](Header& header) { header.previous_block_hash.bytes[0] ^= 1; }));
    EXPECT_TRUE(refused([](Header& header) { header.previous_results_hash.bytes[0] ^= 1; }));
    EXPECT_TRUE(refused([](Header& header) { header.txs_hash.bytes[0] ^= 1; }));
    EXPECT_TRUE(refused([](Header& header) { header.parameters.schedule_id.bytes[0] ^= 1; }));
    EXPECT_FALSE(refused([](Header&) {}));
}

TEST_F(ChainTest, time_never_goes_back)
{
    extend(*chain, {});
    const u64 now = must(chain->tip()).time_ns;
    EXPECT_FALSE(chain->next_header(now - 1, {}, {}));
    EXPECT_TRUE(chain->next_header(now, {}, {}));
}

TEST_F(ChainTest, block_gas_is_taken_in_order_by_limits)
{
    const u64 block_gas = default_profile().block_gas;
    const Candidate candidate = extend(
        *chain, {transfer(1, 0, 2, 1, block_gas - 10'000'000), transfer(2, 0, 3, 1, 10'000'001),
                 transfer(3, 0, 4, 1, 10'000'000), transfer(4, 0, 5, 1, 5'000'000)});
    EXPECT_EQ(candidate.receipts[0].status, contract::Status::ok);
    EXPECT_EQ(candidate.receipts[1].status, contract::Status::invalid);
    EXPECT_EQ(candidate.receipts[1].gas_limit, 10'000'001);
    EXPECT_EQ(candidate.receipts[2].status, contract::Status::ok);
    EXPECT_EQ(candidate.receipts[3].status, contract::Status::invalid);
    EXPECT_EQ(must(must(chain->at()).account(Account{2}.address)).nonce, 0);
}

TEST_F(ChainTest, undecodable_and_repeated_transactions_keep_their_index)
{
    const Bytes good = transfer(1, 0, 2, 5);
    const Candidate candidate = extend(*chain, {to_bytes("junk"), good, good});
    EXPECT_EQ(candidate.receipts[0].status, contract::Status::invalid);
    EXPECT_EQ(candidate.receipts[1].status, contract::Status::ok);
    EXPECT_EQ(candidate.receipts[2].status, contract::Status::invalid);
    EXPECT_EQ(candidate.receipts[2].index, 2);
    extend(*chain, {good});
    EXPECT_EQ(must(chain->find_transaction(contract::transaction_hash(good))), (Locator{1, 1}));
}

TEST_F(ChainTest, fees_reach_the_sink_after_the_last_transaction)
{
    genesis.minimum_fee_per_gas = U256{1};
    chain = must(Chain::open(genesis, Place{}, *executor));
    const auto paying = [](u8 from)
    {
        auto transaction = contract::decode_transaction(transfer(from, 0, 9, 1)).value();
        transaction.body.fee = U256{u64{5'000'000} + from};
        return encode(sign(std::move(transaction.body), Account{from}.key));
    };
    const Candidate candidate = extend(*chain, {paying(1), paying(2)});
    EXPECT_EQ(candidate.receipts[1].status, contract::Status::ok);
    const AccountState sink = must(must(chain->at()).account(default_profile().fee_sink));
    ASSERT_EQ(sink.balances.size(), 1);
    EXPECT_EQ(sink.balances[0].second, U256{10'000'003});
}

TEST_F(ChainTest, what_is_not_there_is_said_to_be_missing)
{
    EXPECT_EQ(chain->block(1).error().kind, FailureKind::not_found);
    EXPECT_EQ(chain->find_transaction({}).error().kind, FailureKind::not_found);
    EXPECT_EQ(chain->receipt({0, 0}).error().kind, FailureKind::not_found);
    const auto future = chain->at(1);
    ASSERT_FALSE(future);
    EXPECT_EQ(future.error().kind, FailureKind::out_of_range);
    EXPECT_EQ(must(chain->at()).contract({}).error().kind, FailureKind::not_found);
    EXPECT_EQ(must(chain->at()).code({}).error().kind, FailureKind::not_found);
}

TEST_F(ChainTest, a_state_and_its_proofs_belong_together)
{
    extend(*chain, {transfer(1, 0, 2, 5)});
    const StateAt state = must(chain->at(1));
    const Bytes key = state::balance_key(Account{2}.address, as_bytes("upawl"));
    const auto value = must(state.get(key));
    ASSERT_TRUE(value);
    EXPECT_TRUE(state::proves_inclusion(must(state.prove(key)), state.root(), key, *value));
    const Bytes absent = state::nonce_key(Account{2}.address);
    EXPECT_TRUE(state::proves_absence(must(state.prove(absent)), state.root(), absent));
}

TEST_F(ChainTest, a_query_sees_its_height_and_a_dry_run_the_next)
{
    extend(*chain, {});
    const StateAt state = must(chain->at(1));
    EXPECT_EQ(state.block().height, 1);
    EXPECT_EQ(state.next_block().height, 2);
    EXPECT_EQ(state.next_block().time_ns, state.block().time_ns);
    const contract::Simulation what{
        .sender = Account{1}.address,
        .action = contract::Transfer{Account{2}.address, {{to_bytes("upawl"), U256{1}}}}};
    const contract::TxOutcome outcome = must(state.simulate(what));
    EXPECT_EQ(outcome.receipt.status, contract::Status::ok);
    EXPECT_EQ(outcome.receipt.height, 2);
    EXPECT_EQ(balance(*chain, 2), U256{funds});
}

TEST_F(ChainTest, what_is_asked_of_an_old_height_ends_with_its_caller)
{
    extend(*chain, {});
    extend(*chain, {transfer(1, 0, 2, 5)});
    std::atomic<bool> gone = false;
    const StateAt state = must(chain->at(1, &gone));
    EXPECT_EQ(must(state.account(Account{1}.address)).nonce, 0);
    gone = true;
    EXPECT_EQ(state.account(Account{1}.address).error().kind, FailureKind::cancelled);
}

TEST_F(ChainTest, versions_that_this_build_lacks_refuse_to_start)
{
    genesis.activations[0].parameters.semantics_version = 99;
    const auto opened = Chain::open(genesis, Place{}, *executor);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, FailureKind::unsupported);
    EXPECT_THAT(opened.error().text, HasSubstr("semantics version 99"));
}

TEST_F(ChainTest, versions_that_come_later_stop_the_chain_before_their_height)
{
    Activation later = genesis.activations[0];
    later.height = 3;
    later.parameters.semantics_version = 99;
    genesis.activations.push_back(later);
    chain = must(Chain::open(genesis, Place{}, *executor));
    extend(*chain, {});
    extend(*chain, {});
    EXPECT_EQ(chain->next_header(must(chain->tip()).time_ns, {}, {}).error().kind,
              FailureKind::unsupported);
}
} // namespace
} // namespace pawl::chain
