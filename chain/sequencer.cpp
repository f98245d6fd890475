#include "chain/sequencer.hpp"

#include "chain/admission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace pawl::chain
{
Sequencer::Sequencer(Chain& chain, Clock& clock, const SequencerLimits& limits,
                     const Bytes32& proposer)
    : chain_{chain}, clock_{clock}, limits_{limits}, proposer_{proposer}
{
    if (const auto tip = chain_.tip())
        settled_height_ = tip->height;
    else
        failure_ = tip.error();
    thread_ = std::thread{[this] { run(); }};
}

Sequencer::~Sequencer()
{
    stop(0);
}

std::size_t Sequencer::stop(u64 grace_ns)
{
    {
        const std::scoped_lock lock{mutex_};
        const u64 last = saturating_add(clock_.now_ns(), grace_ns);
        last_block_ns_ = stopping_ ? std::min(last, last_block_ns_) : last;
        stopping_ = true;
        // Deterministic: decides who waits, not what is in a block.
        if (std::this_thread::get_id() == runner_)
            return 0;
    }
    wake_.notify_all();
    const std::scoped_lock joining{join_};
    if (!thread_.joinable())
        return 0;
    thread_.join();
    return given_back_;
}

void Sequencer::on_failure(std::function<void(const Failure&)> handler)
{
    std::unique_lock lock{mutex_};
    if (!failure_)
    {
        handler_ = std::move(handler);
        return;
    }
    const Failure already = *failure_;
    lock.unlock();
    handler(already);
}

void Sequencer::on_block(std::function<void(const Candidate&)> handler)
{
    const std::scoped_lock lock{mutex_};
    block_handler_ = std::move(handler);
}

std::optional<u64> Sequencer::next_nonce(const Bytes32& sender) const
{
    const std::scoped_lock lock{mutex_};
    const auto waiting = mempool_.sender(sender);
    return waiting ? std::optional{waiting->next_nonce} : std::nullopt;
}

std::size_t Sequencer::waiting() const
{
    const std::scoped_lock lock{mutex_};
    return mempool_.size();
}

Attempt<void> Sequencer::submit(Bytes transaction, OnIncluded done)
{
    auto pending = read_pending(std::move(transaction), chain_.parameters().fee_denomination());
    if (!pending)
        return std::unexpected{pending.error()};
    pending->done = std::move(done);
    std::unique_lock lock{mutex_};
    while (true)
    {
        if (const auto open = accepting(pending->bytes.size()); !open)
            return open;
        const Grounds grounds = grounds_of(pending->sender);
        // Signatures are checked outside the lock; if a block was settled or the sender's queue
        // has changed meanwhile, the verdict was on another question.
        lock.unlock();
        const auto debit = admit(chain_, *pending, grounds.height, grounds.waiting);
        lock.lock();
        if (grounds_of(pending->sender) != grounds)
            continue;
        if (!debit)
            return std::unexpected{debit.error()};
        pending->debit = *debit;
        return enqueue(std::move(*pending));
    }
}

Sequencer::Grounds Sequencer::grounds_of(const Bytes32& sender) const
{
    return {settled_height_, mempool_.sender(sender)};
}

Attempt<void> Sequencer::accepting(std::size_t bytes) const
{
    if (failure_)
        return std::unexpected{*failure_};
    if (stopping_)
        return failure(FailureKind::stopped, "the node is stopping: submit to another one");
    if (mempool_.size() >= limits_.queue_transactions ||
        mempool_.bytes() + bytes > limits_.queue_bytes)
        return failure(
            FailureKind::busy,
            fmt::format("{} transactions wait already: submit again after the next block",
                        mempool_.size()));
    return {};
}

Attempt<void> Sequencer::enqueue(PendingTransaction transaction)
{
    if (const auto open = accepting(transaction.bytes.size()); !open)
        return std::unexpected{open.error()};
    transaction.arrived_ns = clock_.now_ns();
    mempool_.add(std::move(transaction));
    wake_.notify_all();
    return {};
}

void Sequencer::run()
{
    std::unique_lock lock{mutex_};
    runner_ = std::this_thread::get_id(); // Deterministic: see stop().
    while (wait_for_block(lock))
    {
        const auto tip = chain_.tip();
        if (!tip)
            return end(lock, {}, tip.error());
        const auto versions = chain_.parameters().at(tip->height + 1);
        if (!versions)
            return end(lock, {}, versions.error());
        const auto expired = mempool_.expire(tip->height + 1);
        if (!expired.empty())
        {
            lock.unlock();
            fail(expired, {FailureKind::refused,
                           "the transaction expired while it waited, or one before it did: sign it "
                           "again with a later expires_height"});
            lock.lock();
            continue;
        }
        auto batch = mempool_.cut(
            {limits_.block_transactions, limits_.block_bytes, (*versions)->profile.block_gas});
        lock.unlock();
        auto candidate = produce(batch);
        lock.lock();
        if (!candidate)
            return end(lock, std::move(batch), candidate.error());
        const auto evicted = settle(batch, *candidate);
        const auto on_commit = block_handler_;
        // Whoever is told may submit again.
        lock.unlock();
        if (on_commit)
            on_commit(*candidate);
        deliver(batch, *std::move(candidate));
        fail(evicted, {FailureKind::refused, "an earlier transaction of the sender was invalid: "
                                             "submit again with the account's nonce"});
        lock.lock();
    }
    give_back(lock);
}

// What is left when the time to stop is over.
void Sequencer::give_back(std::unique_lock<std::mutex>& lock)
{
    const auto left = mempool_.clear();
    given_back_ = left.size();
    lock.unlock();
    fail(left, {FailureKind::stopped, "the node stopped before the transaction came into a block: "
                                      "submit it to another one"});
}

bool Sequencer::wait_for_block(std::unique_lock<std::mutex>& lock)
{
    while (true)
    {
        if (failure_ || (stopping_ && (mempool_.empty() || clock_.now_ns() > last_block_ns_)))
            return false;
        const u64 due = mempool_.empty()
                            ? ~u64{0}
                            : saturating_add(mempool_.oldest_ns(), limits_.block_interval_ns);
        if (!mempool_.empty() &&
            (stopping_ || mempool_.size() >= limits_.block_transactions || clock_.now_ns() >= due))
            return true;
        clock_.wait_until(lock, wake_, due);
    }
}

Attempt<Candidate> Sequencer::produce(std::span<const PendingTransaction> batch)
{
    Block block;
    block.transactions.reserve(batch.size());
    for (const PendingTransaction& transaction : batch)
        block.transactions.push_back(transaction.bytes);
    const auto tip = chain_.tip();
    if (!tip)
        return std::unexpected{tip.error()};
    // A clock may be set back; block time is not.
    const u64 time = std::max(clock_.now_ns(), tip->time_ns);
    auto header = chain_.next_header(time, block.transactions, proposer_);
    if (!header)
        return std::unexpected{header.error()};
    block.header = std::move(*header);
    auto candidate = chain_.prepare(std::move(block));
    if (!candidate)
        return candidate;
    if (const auto committed = chain_.commit(*candidate); !committed)
        return std::unexpected{committed.error()};
    return candidate;
}

/// Takes a block's transactions, and those that can no longer follow them, out of the queue's
/// accounts; gives the latter.
std::vector<PendingTransaction> Sequencer::settle(std::span<const PendingTransaction> batch,
                                                  const Candidate& candidate)
{
    settled_height_ = candidate.block.header.height;
    std::set<Bytes32> broken;
    for (std::size_t index = 0; index < batch.size(); ++index)
    {
        mempool_.forget(batch[index]);
        if (candidate.receipts[index].status == contract::Status::invalid)
            broken.insert(batch[index].sender);
    }
    return mempool_.evict(broken);
}

void Sequencer::deliver(std::span<const PendingTransaction> batch, Candidate candidate)
{
    for (u32 index = 0; index < batch.size(); ++index)
        if (batch[index].done)
            batch[index].done(Included{{candidate.block.header.height, index},
                                       candidate.result.block_hash,
                                       std::move(candidate.receipts[index]),
                                       std::move(candidate.diagnostics[index])});
}

void Sequencer::fail(std::span<const PendingTransaction> transactions, const Failure& why)
{
    for (const PendingTransaction& transaction : transactions)
        if (transaction.done)
            transaction.done(std::unexpected{why});
}

void Sequencer::end(std::unique_lock<std::mutex>& lock, std::vector<PendingTransaction> batch,
                    const Failure& why)
{
    failure_ = why;
    std::ranges::move(mempool_.clear(), std::back_inserter(batch));
    const auto handler = std::move(handler_);
    lock.unlock();
    fail(batch, why);
    if (handler)
        handler(why);
}
} // namespace pawl::chain
