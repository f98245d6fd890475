#include "chain/mempool.hpp"

#include <gtest/gtest.h>

namespace pawl::chain
{
namespace
{
constexpr Cut everything{.transactions = 100, .bytes = 1'000'000, .gas = 1'000'000};

Bytes32 sender(u8 number)
{
    Bytes32 out;
    out.bytes.back() = number;
    return out;
}

PendingTransaction pending(u8 from, u64 nonce, std::size_t bytes = 10, u64 gas = 1)
{
    return {.bytes = Bytes(bytes),
            .sender = sender(from),
            .nonce = nonce,
            .gas_limit = gas,
            .expires_height = 10 * (nonce + 1),
            .fee = {},
            .coins = {},
            .debit = U256{5},
            .arrived_ns = 100 * nonce,
            .done = {}};
}

std::vector<u64> nonces(const std::vector<PendingTransaction>& transactions)
{
    std::vector<u64> out;
    for (const PendingTransaction& transaction : transactions)
        out.push_back(transaction.nonce);
    return out;
}

TEST(mempool, gives_the_oldest_first_up_to_the_limits)
{
    Mempool pool;
    for (u64 nonce = 0; nonce < 4; ++nonce)
        pool.add(pending(1, nonce, 10, 3));
    EXPECT_EQ(pool.bytes(), 40U);
    EXPECT_EQ(nonces(pool.cut({.transactions = 1, .bytes = 100, .gas = 100})),
              (std::vector<u64>{0}));
    EXPECT_EQ(pool.oldest_ns(), 100U);
    EXPECT_EQ(nonces(pool.cut({.transactions = 9, .bytes = 19, .gas = 100})),
              (std::vector<u64>{1}));
    EXPECT_EQ(nonces(pool.cut({.transactions = 9, .bytes = 100, .gas = 6})),
              (std::vector<u64>{2, 3}));
    EXPECT_TRUE(pool.empty());
    EXPECT_EQ(pool.bytes(), 0U);
}

TEST(mempool, a_transaction_above_the_limits_has_a_block_of_its_own)
{
    Mempool pool;
    pool.add(pending(1, 0, 50));
    pool.add(pending(1, 1));
    EXPECT_EQ(nonces(pool.cut({.transactions = 9, .bytes = 20, .gas = 100})),
              (std::vector<u64>{0}));
    EXPECT_EQ(nonces(pool.cut(everything)), (std::vector<u64>{1}));
}

TEST(mempool, what_was_cut_counts_as_its_senders_until_it_is_forgotten)
{
    Mempool pool;
    EXPECT_FALSE(pool.sender(sender(1)));
    pool.add(pending(1, 7));
    pool.add(pending(1, 8));
    const auto batch = pool.cut({.transactions = 1, .bytes = 100, .gas = 100});
    EXPECT_EQ(pool.sender(sender(1)),
              (PendingSender{.next_nonce = 9, .transactions = 2, .debits = U256{10}}));
    pool.forget(batch[0]);
    EXPECT_EQ(pool.sender(sender(1)),
              (PendingSender{.next_nonce = 9, .transactions = 1, .debits = U256{5}}));
    pool.forget(pool.cut(everything)[0]);
    EXPECT_FALSE(pool.sender(sender(1)));
}

TEST(mempool, eviction_takes_one_sender_and_keeps_the_order_of_the_others)
{
    Mempool pool;
    pool.add(pending(1, 0));
    pool.add(pending(2, 1));
    pool.add(pending(1, 1));
    pool.add(pending(3, 2));
    pool.add(pending(4, 9));
    EXPECT_EQ(nonces(pool.evict({sender(1), sender(4)})), (std::vector<u64>{0, 1, 9}));
    EXPECT_FALSE(pool.sender(sender(1)));
    EXPECT_EQ(pool.size(), 2U);
    EXPECT_EQ(pool.bytes(), 20U);
    EXPECT_EQ(nonces(pool.cut(everything)), (std::vector<u64>{1, 2}));
}

TEST(mempool, what_expired_goes_with_what_follows_it)
{
    Mempool pool;
    pool.add(pending(2, 5)); // valid up to height 60
    pool.add(pending(1, 0)); // up to 10
    pool.add(pending(3, 2));
    pool.add(pending(1, 1)); // up to 20
    EXPECT_TRUE(pool.expire(10).empty());
    EXPECT_EQ(nonces(pool.expire(11)), (std::vector<u64>{0, 1}));
    EXPECT_EQ(nonces(pool.cut(everything)), (std::vector<u64>{5, 2}));
}

TEST(mempool, a_sender_whose_later_transaction_expired_is_back_at_its_nonce)
{
    Mempool pool;
    pool.add(pending(1, 7)); // valid up to height 80
    PendingTransaction soon = pending(1, 8);
    soon.expires_height = 20;
    pool.add(std::move(soon));
    pool.add(pending(1, 9));
    EXPECT_EQ(nonces(pool.expire(21)), (std::vector<u64>{8, 9}));
    ASSERT_TRUE(pool.sender(sender(1)));
    EXPECT_EQ(pool.sender(sender(1))->next_nonce, 8);
}

TEST(mempool, clearing_gives_everything_back)
{
    Mempool pool;
    pool.add(pending(1, 0));
    pool.add(pending(2, 1));
    EXPECT_EQ(nonces(pool.clear()), (std::vector<u64>{0, 1}));
    EXPECT_TRUE(pool.empty());
    EXPECT_EQ(pool.bytes(), 0U);
    EXPECT_FALSE(pool.sender(sender(2)));
}
} // namespace
} // namespace pawl::chain
