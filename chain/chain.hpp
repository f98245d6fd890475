// A chain of blocks on a store: opening, looking up, preparing and committing.
#pragma once

#include "chain/candidate.hpp"
#include "chain/genesis.hpp"
#include "chain/state_at.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

namespace pawl::chain
{
/// Where a chain is kept.
struct Place
{
    /// The store's folder, created if need be; nothing keeps the chain in memory.
    std::optional<std::filesystem::path> folder;
    /// Memory for blocks read from the folder.
    std::size_t cache_bytes = std::size_t{512} << 20;
    /// Nothing is written to the folder, which must hold the chain already and may be a backup.
    bool read_only = false;
};

/// Where a transaction stands.
using state::Locator;

/// A receipt and where it stands.
struct StoredReceipt
{
    Locator place;
    /// The canonical bytes, whose SHA-256 is in the block's results hash.
    Bytes bytes;
    contract::Receipt receipt;
};

/// What a node says about itself.
struct Status
{
    std::string chain_id;
    Bytes32 genesis_hash;
    Tip tip;
    /// In force for the next block.
    ParameterIds parameters;
    /// The lowest height whose state can be read.
    u64 floor = 0;
    /// `archive`: every height is kept.
    std::string retention;
};

/// A chain. Every const member may be called by any thread at any time, during a commit too: it
/// sees the chain before or after it, never between. `commit` is for one thread at a time.
class Chain
{
public:
    /// Opens the chain that `genesis` starts, or starts it. The executor must outlive the chain.
    /// Refused, in one line that says what to do: a folder that is locked, cannot be written, is
    /// damaged or holds another chain; a genesis that is not valid; versions in force that this
    /// build does not have.
    [[nodiscard]] static Attempt<std::unique_ptr<Chain>>
    open(const Genesis& genesis, const Place& place, const contract::Executor& executor);

    /// The same on a store that the caller made.
    [[nodiscard]] static Attempt<std::unique_ptr<Chain>> open(const Genesis& genesis,
                                                              std::unique_ptr<state::Store> store,
                                                              const contract::Executor& executor);

    [[nodiscard]] Attempt<Tip> tip() const;
    [[nodiscard]] Attempt<Status> status() const;
    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
    [[nodiscard]] const contract::Executor& executor() const noexcept { return executor_; }
    /// Of the first block; the first state stands one below it.
    [[nodiscard]] u64 initial_height() const noexcept { return initial_height_; }

    /// The header of a block of these transactions on the tip.
    [[nodiscard]] Attempt<Header> next_header(u64 time_ns, std::span<const Bytes> transactions,
                                              const Bytes32& proposer) const;
    /// Executes a block on the tip without writing anything. Any number of candidates may stand on
    /// one tip.
    [[nodiscard]] Attempt<Candidate> prepare(Block block) const;
    /// Writes a candidate, whole and synced. `conflict` where the tip has moved on since; after a
    /// `node_fault` nothing is written any more and the node must stop.
    [[nodiscard]] Attempt<void> commit(const Candidate& candidate);

    /// A block and its result, or `not_found`.
    [[nodiscard]] Attempt<StoredBlock> block(u64 height) const;
    /// Where a transaction stands, or `not_found`.
    [[nodiscard]] Attempt<Locator> find_transaction(const Bytes32& hash) const;
    /// A transaction's bytes, or `not_found`.
    [[nodiscard]] Attempt<Bytes> transaction(const Locator& place) const;
    /// A transaction's receipt, or `not_found`.
    [[nodiscard]] Attempt<StoredReceipt> receipt(const Locator& place) const;

    /// The state at a height, the tip's where none is given; `out_of_range` where it is pruned or
    /// not there yet. What is asked of it fails as `cancelled` once `stop`, where given, is set.
    [[nodiscard]] Attempt<StateAt> at(std::optional<u64> height = std::nullopt,
                                      const std::atomic<bool>* stop = nullptr) const;

    /// The failure that ended writing, if one did.
    [[nodiscard]] std::optional<Failure> fault() const;
    /// Calls `handler` once at the first fault, from the thread where it happened.
    void on_fault(std::function<void(const Failure&)> handler);

private:
    Chain(std::unique_ptr<state::Store> store, Parameters parameters, const Genesis& genesis,
          const contract::Executor& executor);

    [[nodiscard]] Attempt<std::shared_ptr<const state::Snapshot>> snapshot() const;
    [[nodiscard]] Attempt<Bytes> record(const state::Snapshot& snapshot, u64 height) const;
    [[nodiscard]] Attempt<BlockFacts> facts_at(const state::Snapshot& snapshot, u64 height) const;

    std::unique_ptr<state::Store> store_;
    const Parameters parameters_;
    const u64 initial_height_;
    const Bytes32 genesis_hash_;
    const contract::Executor& executor_;

    /// Of the newest block, so that most queries need not read it.
    mutable std::mutex newest_lock_;
    mutable std::optional<BlockFacts> newest_;
};
} // namespace pawl::chain
