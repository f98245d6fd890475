#include "chain/sequencer.hpp"
#include "tests/chain/fixture.hpp"

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

private:
    std::atomic<u64> now_{1'000'000 * millisecond};
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

    std::unique_ptr<contract::Executor> executor = make_executor();
    Genesis genesis = test_genesis();
    std::unique_ptr<Chain> chain = must(Chain::open(genesis, Place{}, *executor));
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
