#include "chain/mempool.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace pawl::chain
{
void Mempool::add(PendingTransaction transaction)
{
    PendingSender& sender = senders_[transaction.sender];
    PAWL_CHECK(sender.transactions == 0 || sender.next_nonce == transaction.nonce,
               "a transaction was queued out of its sender's order");
    // Admission keeps the sum within the sender's balance, so it cannot overflow.
    sender.debits = checked_add(sender.debits, transaction.debit).value();
    sender.next_nonce = transaction.nonce + 1;
    ++sender.transactions;
    bytes_ += transaction.bytes.size();
    queue_.push_back(std::move(transaction));
}

std::vector<PendingTransaction> Mempool::cut(const Cut& limits)
{
    std::vector<PendingTransaction> out;
    Cut left = limits;
    while (!queue_.empty())
    {
        PendingTransaction& next = queue_.front();
        const std::size_t size = next.bytes.size();
        const bool fits = left.transactions > 0 && size <= left.bytes && next.gas_limit <= left.gas;
        if (!fits && !out.empty())
            break;
        left.transactions -= std::min<std::size_t>(left.transactions, 1);
        left.bytes -= std::min(left.bytes, size);
        left.gas -= std::min(left.gas, next.gas_limit);
        bytes_ -= size;
        out.push_back(std::move(next));
        queue_.pop_front();
    }
    return out;
}

void Mempool::forget(const PendingTransaction& transaction)
{
    const auto found = senders_.find(transaction.sender);
    PAWL_CHECK(found != senders_.end(), "a transaction was forgotten twice");
    PendingSender& sender = found->second;
    sender.debits = checked_sub(sender.debits, transaction.debit).value();
    if (--sender.transactions == 0)
        senders_.erase(found);
}

// In one pass, and in order.
template <typename Condition>
std::vector<PendingTransaction> Mempool::take_if(Condition condition)
{
    std::vector<PendingTransaction> out;
    std::deque<PendingTransaction> kept;
    for (PendingTransaction& transaction : queue_)
    {
        if (!condition(transaction))
        {
            kept.push_back(std::move(transaction));
            continue;
        }
        bytes_ -= transaction.bytes.size();
        forget(transaction);
        out.push_back(std::move(transaction));
    }
    queue_ = std::move(kept);
    return out;
}

std::vector<PendingTransaction> Mempool::evict(const std::set<Bytes32>& senders)
{
    if (senders.empty())
        return {};
    return take_if([&](const PendingTransaction& transaction)
                   { return senders.contains(transaction.sender); });
}

std::vector<PendingTransaction> Mempool::expire(u64 height)
{
    const auto expired = [height](const PendingTransaction& transaction)
    { return transaction.expires_height < height; };
    if (std::ranges::none_of(queue_, expired))
        return {};
    std::map<Bytes32, u64> broken; // The nonce that each sender is back at.
    std::vector<PendingTransaction> out = take_if(
        [&](const PendingTransaction& transaction)
        {
            if (expired(transaction))
                broken.try_emplace(transaction.sender, transaction.nonce);
            return broken.contains(transaction.sender);
        });
    for (const auto& [address, nonce] : broken)
        if (const auto left = senders_.find(address); left != senders_.end())
            left->second.next_nonce = nonce;
    return out;
}

std::vector<PendingTransaction> Mempool::clear()
{
    std::vector<PendingTransaction> out{std::move_iterator{queue_.begin()},
                                        std::move_iterator{queue_.end()}};
    queue_.clear();
    senders_.clear();
    bytes_ = 0;
    return out;
}

std::optional<PendingSender> Mempool::sender(const Bytes32& address) const
{
    const auto found = senders_.find(address);
    return found == senders_.end() ? std::nullopt : std::optional{found->second};
}
} // namespace pawl::chain
