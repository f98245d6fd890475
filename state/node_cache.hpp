// The upper tree in memory, and the reader of nodes that looks there first.
#pragma once

#include "state/database.hpp"
#include "state/tree.hpp"

#include <map>
#include <shared_mutex>

namespace pawl::state
{
/// The nodes of the tip's upper levels, which nearly every update reads. Filled by commits alone,
/// so that preparing a block leaves no trace; a node never changes, so it cannot be wrong for
/// anyone.
class NodeCache
{
public:
    /// Nodes below this many nibbles are left to the database: at most 70,000 above.
    static constexpr u8 levels = 5;

    [[nodiscard]] std::optional<Bytes> find(const NodeKey& key) const;
    /// Takes an update in that has been committed.
    void apply(const TreeUpdate& update);

private:
    mutable std::shared_mutex lock_;
    std::map<NodeKey, Bytes> nodes_;
};

/// Nodes as a snapshot has them.
class SnapshotNodes final : public NodeReader
{
public:
    SnapshotNodes(const DatabaseSnapshot& data, const NodeCache& cache) : data_{data}, cache_{cache}
    {
    }

    [[nodiscard]] StoreResult<Bytes> read(const NodeKey& key) const override;

private:
    const DatabaseSnapshot& data_;
    const NodeCache& cache_;
};
} // namespace pawl::state
