// The store: blocks committed one after the other, each whole, and the state at every height.
#pragma once

#include "state/database.hpp"
#include "state/proof.hpp"
#include "state/rocks_database.hpp"
#include "state/view.hpp"

#include <atomic>
#include <mutex>

namespace pawl::state
{
class NodeCache;

/// The last committed block. `metadata` is the chain layer's, opaque here.
struct Tip
{
    u64 height = 0;
    Bytes32 root;
    Bytes32 block_hash;
    Bytes metadata;
    bool operator==(const Tip&) const = default;
};

/// One key's step from the parent's state to this block's.
struct Transition
{
    Bytes key;
    std::optional<Bytes> before, after;
};

/// The state of a block that may be committed. Nothing of it has been written anywhere, so any
/// number of them may stand beside each other on one parent, and be dropped.
struct PreparedState
{
    std::optional<u64> parent; ///< Height of the tip it stands on; nothing before the first block.
    Bytes32 parent_root;
    u64 height = 0;
    std::vector<Transition> transitions; ///< Sorted by key, without those that change nothing.
    TreeUpdate tree;
    std::vector<Entry> code; ///< Sorted by hash.
};

/// Where a transaction stands.
struct Locator
{
    u64 height = 0;
    u32 index = 0;
    bool operator==(const Locator&) const = default;
};

/// Everything that one block adds.
struct Commit
{
    PreparedState state;
    Bytes32 block_hash;
    Bytes metadata; ///< For the tip record.
    Bytes block;
    std::vector<Bytes> receipts; ///< By index.
    /// Transaction hashes to be found under an index of this block. The chain decides which,
    /// because the bytes of an invalid transaction may stand in several blocks.
    std::vector<std::pair<Bytes32, u32>> transactions;
};

/// One moment of the store, pinned: commits that follow are not seen. May be read by several
/// threads at once; must be released before its store, and outlive the views it gave.
class Snapshot
{
public:
    Snapshot(std::unique_ptr<DatabaseSnapshot> data, const NodeCache& cache, std::optional<Tip> tip,
             u64 floor);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    /// Nothing before the first commit.
    [[nodiscard]] const std::optional<Tip>& tip() const noexcept { return tip_; }
    /// The lowest height whose state can be read.
    [[nodiscard]] u64 floor() const noexcept { return floor_; }

    /// The state at the tip, which is empty before the first commit.
    [[nodiscard]] const StateView& latest() const noexcept { return *latest_; }
    /// The state at a height from floor to tip, else `out_of_range`. Its scans fail as `cancelled`
    /// once `stop`, where given, is set.
    [[nodiscard]] StoreResult<std::unique_ptr<StateView>>
    at(u64 height, const std::atomic<bool>* stop = nullptr) const;
    /// The state root at such a height.
    [[nodiscard]] StoreResult<Bytes32> root(u64 height) const;
    /// The proof of a key at such a height.
    [[nodiscard]] StoreResult<Proof> prove(u64 height, BytesView key) const;
    /// The same as a serialised ICS-23 proof; nothing where the state is empty.
    [[nodiscard]] StoreResult<std::optional<Bytes>> prove_ics23(u64 height, BytesView key) const;

    /// The block, receipt, locator or code asked for, or nothing.
    [[nodiscard]] StoreResult<std::optional<Bytes>> block(u64 height) const;
    [[nodiscard]] StoreResult<std::optional<Bytes>> receipt(const Locator& place) const;
    [[nodiscard]] StoreResult<std::optional<Locator>> transaction(const Bytes32& hash) const;
    [[nodiscard]] StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const;

    /// What committing `changes` as block `height` on this tip would make of the state. Reads only.
    /// Requires: height = tip + 1; any, before the first commit.
    [[nodiscard]] StoreResult<PreparedState> prepare(u64 height, Changes changes) const;

    /// Recomputes the root at the tip from the values alone and compares: `corrupt` on a
    /// difference.
    [[nodiscard]] StoreResult<void> verify() const;

private:
    [[nodiscard]] StoreResult<void> retained(u64 height) const;

    std::unique_ptr<DatabaseSnapshot> data_;
    std::unique_ptr<NodeReader> nodes_;
    std::unique_ptr<StateView> latest_;
    std::optional<Tip> tip_;
    u64 floor_ = 0;
};

/// The only writer of a database.
class Store
{
public:
    /// Takes a database over: a fresh one is given the chain's id, any other must have it, and be
    /// whole, else `mismatch` or `corrupt`. An empty id takes the store for what it is, and is
    /// `not_found` for a fresh one.
    [[nodiscard]] static StoreResult<std::unique_ptr<Store>>
    open(std::unique_ptr<Database> database, std::string_view chain_id);

    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// The chain that the store belongs to.
    [[nodiscard]] const std::string& chain_id() const noexcept { return chain_id_; }

    [[nodiscard]] StoreResult<std::unique_ptr<Snapshot>> snapshot() const;

    /// Writes a block, whole and synced. `conflict` where it does not stand on the tip; any other
    /// failure is a fault, after which nothing is written any more.
    [[nodiscard]] StoreResult<void> commit(const Commit& block);

    /// The failure that ended writing, if one did. The node must stop.
    [[nodiscard]] std::optional<StoreError> fault() const;
    /// Calls `handler` at the first fault, from the thread where it happened.
    void on_fault(const FaultHandler& handler);

private:
    Store(std::unique_ptr<Database> database, std::string chain_id);

    void report(const StoreError& error);

    std::string chain_id_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<NodeCache> cache_;
    std::mutex commit_;
    mutable std::mutex fault_lock_;
    std::optional<StoreError> fault_;
    FaultHandler handler_;
};

/// A store in a folder, which is created if need be.
[[nodiscard]] StoreResult<std::unique_ptr<Store>> open_store(const RocksOptions& options,
                                                             std::string_view chain_id);

/// A store in memory.
[[nodiscard]] std::unique_ptr<Store> memory_store(std::string_view chain_id);
} // namespace pawl::state
