// Transactions that wait for a block.
#pragma once

#include "chain/failure.hpp"
#include "contract/executor.hpp"
#include "state/store.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>

namespace pawl::chain
{
/// Where a transaction came to stand, and what it came to.
struct Included
{
    state::Locator place;
    Bytes32 block_hash;
    contract::Receipt receipt;
    contract::Diagnostics diagnostics;
};

/// Told once where a transaction came to stand, or why it did not.
using OnIncluded = std::function<void(Attempt<Included>)>;

/// One transaction that waits.
struct PendingTransaction
{
    Bytes bytes;
    Bytes32 sender;
    u64 nonce = 0;
    u64 gas_limit = 0;
    u64 expires_height = 0; ///< the last height at which it is valid
    U256 fee;
    U256 coins; ///< that its action moves away, of the fee denomination
    U256 debit; ///< the most of both that it can take from its sender, once admitted
    u64 arrived_ns = 0;
    /// May be empty: then nobody waits.
    OnIncluded done;
};

/// What a sender's waiting transactions come to: by it the next one is judged.
struct PendingSender
{
    u64 next_nonce = 0;
    u32 transactions = 0;
    U256 debits;
    bool operator==(const PendingSender&) const = default;
};

/// How much of the queue goes into one block.
struct Cut
{
    std::size_t transactions;
    std::size_t bytes;
    u64 gas;
};

/// The queue, in order of arrival. Not synchronised.
class Mempool
{
public:
    /// Appends a transaction. Requires: its nonce follows its sender's waiting ones.
    void add(PendingTransaction transaction);

    /// Takes the first transactions that fit a block, at least one. They still count as their
    /// sender's until `forget`. Requires: not empty.
    [[nodiscard]] std::vector<PendingTransaction> cut(const Cut& limits);

    /// A transaction that was cut is in the chain, or will not be.
    void forget(const PendingTransaction& transaction);

    /// Takes out what waits of senders whose nonces no longer follow.
    [[nodiscard]] std::vector<PendingTransaction> evict(const std::set<Bytes32>& senders);

    /// Takes out what is no longer valid at a height, and what follows it of the same sender.
    [[nodiscard]] std::vector<PendingTransaction> expire(u64 height);

    /// Takes out everything that waits.
    [[nodiscard]] std::vector<PendingTransaction> clear();

    /// What waits of a sender, those cut but not forgotten included; nothing where none does.
    [[nodiscard]] std::optional<PendingSender> sender(const Bytes32& address) const;

    [[nodiscard]] bool empty() const noexcept { return queue_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return queue_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] u64 oldest_ns() const { return queue_.front().arrived_ns; }

private:
    template <typename Condition>
    [[nodiscard]] std::vector<PendingTransaction> take_if(Condition condition);

    std::deque<PendingTransaction> queue_;
    std::size_t bytes_ = 0;
    std::map<Bytes32, PendingSender> senders_;
};
} // namespace pawl::chain
