// The upper tree in memory, and the reader of nodes that looks there first.
#pragma once

#include "state/database.hpp"
#include "state/tree.hpp"

#include <shared_mutex>

namespace pawl::state
{
/// The nodes of the tip's upper levels, which nearly every update reads. Filled by commits alone,
/// so that preparing a block leaves no trace; a node never changes, so it cannot be wrong for
/// anyone.
class NodeCache
{
public:
    /// Nodes with this many nibbles or more are left to the database. At most 69,905 have fewer,
    /// which is 55 MB.
    static constexpr u8 levels = 5;

    NodeCache();

    /// The inner node with this key, if it is here.
    [[nodiscard]] std::optional<InnerNode> find(const NodeKey& key) const;
    /// Takes an update in that has been committed.
    void apply(const TreeUpdate& update);

private:
    /// The latest node of a place.
    struct Slot
    {
        u64 height = 0;
        std::unique_ptr<InnerNode> node;
    };

    mutable std::shared_mutex lock_;
    std::vector<Slot> slots_; ///< By place: level after level, each in the order of its paths.
};

/// Nodes as a snapshot has them.
class SnapshotNodes final : public NodeReader
{
public:
    SnapshotNodes(const DatabaseSnapshot& data, const NodeCache& cache) : data_{data}, cache_{cache}
    {
    }

    [[nodiscard]] StoreResult<Bytes> read(const NodeKey& key) const override;
    [[nodiscard]] StoreResult<Node> node(const NodeKey& key) const override;

private:
    const DatabaseSnapshot& data_;
    const NodeCache& cache_;
};
} // namespace pawl::state
