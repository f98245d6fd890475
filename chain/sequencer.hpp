// A standalone node's order of transactions: a queue that admits what would be valid, and a thread
// that cuts it into blocks.
#pragma once

#include "chain/chain.hpp"
#include "chain/clock.hpp"
#include "chain/mempool.hpp"

#include <thread>

namespace pawl::chain
{
/// When a block is cut, and how much may wait for one. Local: nothing of it is consensus.
struct SequencerLimits
{
    /// A block is cut when so many transactions wait ...
    std::size_t block_transactions = 1000;
    /// ... or when the oldest has waited so long.
    u64 block_interval_ns = 500'000'000;
    /// Transactions of one block, together; one that is larger has a block of its own.
    std::size_t block_bytes = std::size_t{16} << 20;
    /// What may wait; beyond it `submit` answers `busy`.
    std::size_t queue_transactions = 20'000;
    std::size_t queue_bytes = std::size_t{64} << 20;
};

/// The only writer of its chain: one thread prepares and commits; any thread may submit.
class Sequencer
{
public:
    /// Starts the thread. Chain and clock must outlive it.
    Sequencer(Chain& chain, Clock& clock, const SequencerLimits& limits = {},
              const Bytes32& proposer = {});
    /// Stops without grace.
    ~Sequencer();
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;

    /// Queues a transaction that would be valid after those already queued. Where it is queued,
    /// `done` is called once it stands in a block, or will not, from the sequencer's thread.
    /// Refused with the reason: `refused`, `busy`, `stopped`, or the failure that ended the
    /// sequencer.
    [[nodiscard]] Attempt<void> submit(Bytes transaction, OnIncluded done = {});

    /// Takes nothing more, commits what is queued as long as a block begins within `grace_ns`,
    /// answers the rest `stopped`, and gives how many those were when it is done; 0 to whoever is
    /// not the first to ask, and at once from one of the callbacks.
    std::size_t stop(u64 grace_ns = 5'000'000'000);

    /// Calls `handler` once with what ended the sequencer other than `stop`, from its thread.
    void on_failure(std::function<void(const Failure&)> handler);

    /// Calls `handler` after each commit, from the sequencer's thread.
    void on_block(std::function<void(const Candidate&)> handler);

    /// The nonce behind a sender's waiting transactions; nothing where none waits.
    [[nodiscard]] std::optional<u64> next_nonce(const Bytes32& sender) const;

    /// How many transactions wait.
    [[nodiscard]] std::size_t waiting() const;

private:
    // What a transaction is judged by. As long as it stays the same, so does the verdict.
    struct Grounds
    {
        u64 height = 0; // of the state without what waits
        std::optional<PendingSender> waiting;
        bool operator==(const Grounds&) const = default;
    };

    [[nodiscard]] Grounds grounds_of(const Bytes32& sender) const;
    [[nodiscard]] Attempt<void> accepting(std::size_t bytes) const;
    [[nodiscard]] Attempt<void> enqueue(PendingTransaction transaction);

    void run();
    [[nodiscard]] bool wait_for_block(std::unique_lock<std::mutex>& lock);
    void give_back(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] Attempt<Candidate> produce(std::span<const PendingTransaction> batch);
    [[nodiscard]] std::vector<PendingTransaction> settle(std::span<const PendingTransaction> batch,
                                                         const Candidate& candidate);
    static void deliver(std::span<const PendingTransaction> batch, Candidate candidate);
    static void fail(std::span<const PendingTransaction> transactions, const Failure& why);
    void end(std::unique_lock<std::mutex>& lock, std::vector<PendingTransaction> batch,
             const Failure& why);

    Chain& chain_;
    Clock& clock_;
    const SequencerLimits limits_;
    const Bytes32 proposer_;

    mutable std::mutex mutex_; // Of everything below, up to the thread.
    std::condition_variable wake_;
    Mempool mempool_;
    u64 settled_height_ = 0; // Of the newest block whose transactions have left the queue.
    std::thread::id runner_;
    bool stopping_ = false;
    u64 last_block_ns_ = 0; // Once stopping: when the last block may begin.
    std::optional<Failure> failure_;
    std::function<void(const Failure&)> handler_;
    std::function<void(const Candidate&)> block_handler_;

    std::mutex join_;
    std::size_t given_back_ = 0; // The thread's, until it has ended.
    std::thread thread_;         // Last: it uses everything above.
};
} // namespace pawl::chain
