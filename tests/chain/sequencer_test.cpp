#include "chain/sequencer.hpp"
#include "tests/chain/fixture.hpp"
#include "tests/chain/hooked_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace pawl::chain
{
namespace
{
using testing::HasSubstr;

constexpr u64 millisecond = 1'000'000;

/// Time that passes only when it is told to.
class HandClock final : public Clock
{
public:
    [[nodiscard]] u64 now_ns() override { return now_; }
    void wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition,
                    u64 deadline_ns) override
    {
        // The wake-up call is not on the condition that the sequencer waits for, so look again
        // soon.
        condition.wait_for(lock, std::chrono::milliseconds{1}, [&] { return now_ >= deadline_ns; });
    }
    void advance(u64 ns) { now_ += ns; }
    void set_back(u64 ns) { now_ -= ns; }

private:
    std::atomic<u64> now_{1'000'000 * millisecond};
};

/// Holds the next block back when it is written and not settled yet.
class Gate
{
public:
    explicit Gate(DatabaseHooks& hooks)
    {
        hooks.after_write = [this, first = true]() mutable
        {
            if (!std::exchange(first, false))
                return;
            written_.set_value();
            released_.get_future().wait();
        };
    }
    void wait_until_written() { written_.get_future().wait(); }
    void release() { released_.set_value(); }

private:
    std::promise<void> written_;
    std::promise<void> released_;
};

class SequencerTest : public testing::Test
{
protected:
    /// Queues a transaction that must be taken; the future tells what it came to.
    static std::future<Attempt<Included>> queue(Sequencer& sequencer, Bytes transaction)
    {
        auto promise = std::make_shared<std::promise<Attempt<Included>>>();
        must(sequencer.submit(std::move(transaction), [promise](Attempt<Included> included)
                              { promise->set_value(std::move(included)); }));
        return promise->get_future();
    }

    [[nodiscard]] std::unique_ptr<Chain> open() const
    {
        auto store = state::Store::open(hooked_database(hooks), genesis.chain_id);
        return must(Chain::open(genesis, *std::move(store), *executor));
    }

    std::unique_ptr<contract::Executor> executor = make_executor();
    Genesis genesis = test_genesis();
    DatabaseHooks hooks;
    std::unique_ptr<Chain> chain = open();
    HandClock clock;
    SequencerLimits limits{.block_transactions = 3, .block_interval_ns = 100 * millisecond};
};

TEST_F(SequencerTest, a_block_is_cut_when_enough_wait)
{
    Sequencer sequencer{*chain, clock, limits};
    std::vector<std::future<Attempt<Included>>> futures;
    for (u64 nonce = 0; nonce < 3; ++nonce)
        futures.push_back(queue(sequencer, transfer(1, nonce, 2, 1)));
    for (u32 index = 0; index < 3; ++index)
    {
        const Included included = must(futures[index].get());
        EXPECT_EQ(included.place, (Locator{1, index}));
        EXPECT_EQ(included.receipt.status, contract::Status::ok);
    }
    EXPECT_EQ(must(chain->tip()).time_ns, clock.now_ns());
}

TEST_F(SequencerTest, a_block_is_cut_when_the_oldest_has_waited_long_enough)
{
    Sequencer sequencer{*chain, clock, limits};
    auto future = queue(sequencer, transfer(1, 0, 2, 1));
    EXPECT_EQ(future.wait_for(std::chrono::milliseconds{20}), std::future_status::timeout);
    clock.advance(100 * millisecond);
    EXPECT_EQ(must(future.get()).place, (Locator{1, 0}));
}

TEST_F(SequencerTest, stopping_commits_what_waits_and_takes_nothing_more)
{
    Sequencer sequencer{*chain, clock, limits};
    auto future = queue(sequencer, transfer(1, 0, 2, 1));
    sequencer.stop();
    EXPECT_EQ(must(future.get()).place.height, 1);
    const auto late = sequencer.submit(transfer(1, 1, 2, 1));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, FailureKind::stopped);
}

TEST_F(SequencerTest, stopping_takes_one_block_more_than_its_grace)
{
    limits.block_transactions = 1;
    Gate gate{hooks};
    Sequencer sequencer{*chain, clock, limits};
    auto first = queue(sequencer, transfer(1, 0, 2, 1));
    gate.wait_until_written();
    auto second = queue(sequencer, transfer(1, 1, 2, 1));
    std::size_t left = 0;
    std::thread stopping{[&] { left = sequencer.stop(50 * millisecond); }};
    // Refused for its nonce until it is for the time.
    while (sequencer.submit(transfer(1, 0, 2, 1)).error().kind != FailureKind::stopped)
        std::this_thread::yield();
    clock.advance(51 * millisecond);
    gate.release();
    stopping.join();
    EXPECT_EQ(must(first.get()).receipt.status, contract::Status::ok);
    const auto given_back = second.get();
    ASSERT_FALSE(given_back);
    EXPECT_EQ(given_back.error().kind, FailureKind::stopped);
    EXPECT_EQ(left, 1);
    EXPECT_EQ(sequencer.stop(), 0) << "they were counted once";
    EXPECT_EQ(must(chain->tip()).height, 1);
}

TEST_F(SequencerTest, what_cannot_be_valid_is_refused_with_the_reason)
{
    Sequencer sequencer{*chain, clock, limits};
    EXPECT_EQ(sequencer.submit(to_bytes("junk")).error().kind, FailureKind::bad_input);
    const auto ahead = sequencer.submit(transfer(1, 1, 2, 1));
    ASSERT_FALSE(ahead);
    EXPECT_EQ(ahead.error().kind, FailureKind::refused);
    EXPECT_THAT(ahead.error().text, HasSubstr("nonce"));
    EXPECT_FALSE(sequencer.submit(transfer(1, 0, 2, 1, default_profile().block_gas + 1)));
    auto first = queue(sequencer, transfer(1, 0, 2, 1));
    EXPECT_THAT(sequencer.submit(transfer(1, 0, 2, 1)).error().text, HasSubstr("used already"));
    EXPECT_TRUE(sequencer.submit(transfer(1, 1, 2, 1)));
}

TEST_F(SequencerTest, a_full_queue_says_so)
{
    limits.queue_transactions = 1;
    Sequencer sequencer{*chain, clock, limits};
    auto first = queue(sequencer, transfer(1, 0, 2, 1));
    EXPECT_EQ(sequencer.submit(transfer(2, 0, 3, 1)).error().kind, FailureKind::busy);
    clock.advance(100 * millisecond);
    must(first.get());
    EXPECT_TRUE(sequencer.submit(transfer(2, 0, 3, 1)));
}

TEST_F(SequencerTest, whoever_is_told_may_submit_again)
{
    limits.block_interval_ns = 0;
    Sequencer sequencer{*chain, clock, limits};
    std::promise<Attempt<Included>> second;
    must(sequencer.submit(transfer(1, 0, 2, 1),
                          [&](const Attempt<Included>&)
                          {
                              must(sequencer.submit(transfer(1, 1, 2, 1),
                                                    [&](Attempt<Included> what)
                                                    { second.set_value(std::move(what)); }));
                          }));
    EXPECT_EQ(must(second.get_future().get()).place.height, 2);
}

TEST_F(SequencerTest, every_block_is_announced_before_its_transactions_are)
{
    limits.block_interval_ns = 0;
    Sequencer sequencer{*chain, clock, limits};
    std::atomic<u64> announced{0};
    sequencer.on_block([&](const Candidate& block) { announced = block.block.header.height; });
    must(queue(sequencer, transfer(1, 0, 2, 1)).get());
    EXPECT_EQ(announced, 1);
}

TEST_F(SequencerTest, a_clock_that_is_set_back_does_not_set_back_blocks)
{
    limits.block_interval_ns = 0;
    Sequencer sequencer{*chain, clock, limits};
    must(queue(sequencer, transfer(1, 0, 2, 1)).get());
    const u64 time = must(chain->tip()).time_ns;
    clock.set_back(50 * millisecond);
    must(queue(sequencer, transfer(1, 1, 2, 1)).get());
    EXPECT_EQ(must(chain->tip()).height, 2);
    EXPECT_EQ(must(chain->tip()).time_ns, time);
}

TEST_F(SequencerTest, a_fee_is_not_covered_by_coins_that_are_on_their_way_out)
{
    constexpr u64 most = 900'000'000'000'000'000;
    Sequencer sequencer{*chain, clock, limits};
    auto first = queue(sequencer, transfer(1, 0, 2, most));
    const auto second = sequencer.submit(transfer(1, 1, 2, 1, 5'000'000, most));
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().text, HasSubstr("does not cover the fee"));
    EXPECT_TRUE(sequencer.submit(transfer(1, 1, 2, 1, 5'000'000, most / 10)));
}

TEST_F(SequencerTest, coins_that_are_not_there_do_not_count_as_gone)
{
    constexpr u64 more_than_there_are = 2'000'000'000'000'000'000;
    Sequencer sequencer{*chain, clock, limits};
    auto first = queue(sequencer, transfer(1, 0, 2, more_than_there_are));
    auto second = queue(sequencer, transfer(1, 1, 2, 1));
    clock.advance(limits.block_interval_ns);
    EXPECT_EQ(must(first.get()).receipt.status, contract::Status::refused);
    EXPECT_EQ(must(second.get()).receipt.status, contract::Status::ok);
}

TEST_F(SequencerTest, what_expires_while_it_waits_takes_no_place_in_a_block)
{
    // Both take the whole of a block's gas, so the second has to wait for the next one.
    const u64 whole_block = default_profile().block_gas;
    Gate gate{hooks};
    limits.block_interval_ns = 0;
    Sequencer sequencer{*chain, clock, limits};
    auto first = queue(sequencer, transfer(1, 0, 2, 1, whole_block));
    gate.wait_until_written();
    auto second = queue(sequencer, expiring_transfer(2, 0, 1));
    auto third = queue(sequencer, transfer(3, 0, 2, 1));
    gate.release();
    EXPECT_EQ(must(first.get()).receipt.status, contract::Status::ok);
    const auto expired = second.get();
    ASSERT_FALSE(expired);
    EXPECT_THAT(expired.error().text, HasSubstr("expired"));
    EXPECT_EQ(must(third.get()).receipt.status, contract::Status::ok);
}

TEST_F(SequencerTest, what_follows_an_invalid_transaction_is_given_back)
{
    Sequencer sequencer{*chain, clock, limits};
    auto first = queue(sequencer, transfer(1, 0, 2, 1));
    // Somebody else's block takes the nonce, which nobody could foresee.
    extend(*chain, {transfer(1, 0, 3, 1)});
    Gate gate{hooks};
    clock.advance(limits.block_interval_ns);
    gate.wait_until_written();
    auto second = queue(sequencer, transfer(1, 1, 2, 1));
    gate.release();
    EXPECT_EQ(must(first.get()).receipt.status, contract::Status::invalid);
    const auto given_back = second.get();
    ASSERT_FALSE(given_back);
    EXPECT_EQ(given_back.error().kind, FailureKind::refused);
    EXPECT_EQ(sequencer.waiting(), 0);
    auto again = queue(sequencer, transfer(1, 1, 2, 1));
    clock.advance(limits.block_interval_ns);
    EXPECT_EQ(must(again.get()).receipt.status, contract::Status::ok);
}

TEST_F(SequencerTest, a_fee_is_counted_once_while_its_block_is_being_settled)
{
    constexpr u64 more_than_half = 600'000'000'000'000'000;
    constexpr u64 less_than_the_rest = 300'000'000'000'000'000;
    limits.block_interval_ns = 0;
    Gate gate{hooks};
    Sequencer sequencer{*chain, clock, limits};
    auto first = queue(sequencer, transfer(1, 0, 2, 1, 5'000'000, more_than_half));
    gate.wait_until_written();
    EXPECT_EQ(must(chain->tip()).height, 1) << "the block can be seen, and is not settled";
    const auto duplicate = sequencer.submit(transfer(1, 0, 2, 1, 5'000'000, more_than_half));
    EXPECT_THAT(duplicate.error().text, HasSubstr("used already"));
    const auto second = sequencer.submit(transfer(1, 1, 2, 1, 5'000'000, less_than_the_rest));
    gate.release();
    EXPECT_TRUE(second) << second.error().text;
    EXPECT_EQ(must(first.get()).receipt.status, contract::Status::ok);
    sequencer.stop();
    EXPECT_EQ(must(must(chain->at()).account(Account{1}.address)).nonce, 2U);
}

TEST_F(SequencerTest, a_verdict_on_a_state_that_has_passed_is_taken_again)
{
    limits.block_interval_ns = 0;
    Sequencer sequencer{*chain, clock, limits};
    const Bytes twice = transfer(1, 0, 2, 1);
    const auto submitter = std::this_thread::get_id();
    bool armed = true;
    // While the submitter looks at the state, the same transaction comes from elsewhere and is
    // included.
    hooks.after_snapshot = [&]
    {
        if (std::this_thread::get_id() != submitter || !std::exchange(armed, false))
            return;
        std::thread{[&] { must(queue(sequencer, twice).get()); }}.join();
    };
    const auto late = sequencer.submit(twice);
    ASSERT_FALSE(late);
    EXPECT_THAT(late.error().text, HasSubstr("used already"));
    EXPECT_EQ(sequencer.waiting(), 0);
}

TEST_F(SequencerTest, stopping_from_a_callback_does_not_wait_for_itself)
{
    limits.block_interval_ns = 0;
    Sequencer sequencer{*chain, clock, limits};
    std::promise<void> stopped;
    must(sequencer.submit(transfer(1, 0, 2, 1),
                          [&](const Attempt<Included>&)
                          {
                              sequencer.stop();
                              stopped.set_value();
                          }));
    stopped.get_future().wait();
    EXPECT_EQ(sequencer.submit(transfer(1, 1, 2, 1)).error().kind, FailureKind::stopped);
    sequencer.stop();
}

TEST_F(SequencerTest, a_failing_disk_ends_it_loudly_and_loses_no_committed_block)
{
    limits.block_interval_ns = 0;
    std::atomic<bool> full{false};
    hooks.before_write = [&]() -> std::optional<state::StoreError>
    {
        if (full)
            return state::StoreError{state::StoreErrorKind::io, "no space left on the device"};
        return std::nullopt;
    };
    Sequencer sequencer{*chain, clock, limits};
    std::promise<Failure> reported;
    sequencer.on_failure([&](const Failure& why) { reported.set_value(why); });
    must(queue(sequencer, transfer(1, 0, 2, 7)).get());
    const Tip before = must(chain->tip());
    full = true;
    const auto lost = queue(sequencer, transfer(1, 1, 2, 1)).get();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, FailureKind::node_fault);
    EXPECT_THAT(reported.get_future().get().text, HasSubstr("no space left"));
    full = false;
    // Nothing is written any more, even if the disk is well again: the node has to stop.
    EXPECT_EQ(sequencer.submit(transfer(1, 1, 2, 1)).error().kind, FailureKind::node_fault);
    EXPECT_TRUE(chain->fault());
    EXPECT_EQ(chain->commit(must(chain->prepare(next_block(*chain, {})))).error().kind,
              FailureKind::node_fault);
    EXPECT_EQ(must(chain->tip()), before);
    bool told_late = false;
    sequencer.on_failure([&](const Failure&) { told_late = true; });
    EXPECT_TRUE(told_late);
}

TEST_F(SequencerTest, many_threads_may_submit_and_nothing_is_lost)
{
    limits.block_transactions = 7;
    limits.block_interval_ns = 0;
    Sequencer sequencer{*chain, clock, limits};
    constexpr u64 each = 40;
    std::vector<std::thread> threads;
    std::atomic<u64> included{0};
    for (u8 from = 1; from <= 4; ++from)
        threads.emplace_back(
            [&, from]
            {
                for (u64 nonce = 0; nonce < each; ++nonce)
                    if (must(queue(sequencer, transfer(from, nonce, 9, 1)).get()).receipt.status ==
                        contract::Status::ok)
                        ++included;
            });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(included, 4 * each);
    for (u8 from = 1; from <= 4; ++from)
        EXPECT_EQ(must(must(chain->at()).account(Account{from}.address)).nonce, each);
}
} // namespace
} // namespace pawl::chain
