// The state tree's update: a pure function from a version and sorted changes to the next version.
#pragma once

#include "state/error.hpp"
#include "state/node.hpp"

#include <span>
#include <vector>

namespace pawl::state
{
/// Where nodes come from: a store's snapshot, or a recorded witness.
class NodeReader
{
public:
    virtual ~NodeReader() = default;

    /// The stored form of a node; a missing one is `corrupt`.
    [[nodiscard]] virtual StoreResult<Bytes> read(const NodeKey& key) const = 0;

    /// The node itself: what `read` gives, decoded, unless a reader has it so already.
    [[nodiscard]] virtual StoreResult<Node> node(const NodeKey& key) const;
};

/// What one key becomes.
struct LeafChange
{
    Bytes32 key_hash;
    std::optional<Bytes32> value_hash; ///< Nothing: deleted.
    BytesView key;
    /// Known to have a value in the parent's tree. Its leaf then need not be read; where it is not
    /// known, the update reads it and comes to the same.
    bool present = false;
};

/// A node that an update made, in its stored form.
struct NewNode
{
    NodeKey key;
    Bytes bytes;
};

/// The outcome of an update.
struct TreeUpdate
{
    Bytes32 root;
    /// Sorted by key: a database takes neighbours one after the other with much less work.
    std::vector<NewNode> created;
    /// What this version replaces. No other node was read: a witness of the update is their bytes.
    std::vector<NodeKey> replaced;
};

/// The tree of `parent` with changes laid over it, as of `height`. Reads only through `nodes`,
/// keeps nothing. Without a parent the tree was empty. Requires: changes sorted by key hash,
/// without duplicates; height above parent.
[[nodiscard]] StoreResult<TreeUpdate> update_tree(const NodeReader& nodes,
                                                  std::optional<u64> parent, u64 height,
                                                  std::span<const LeafChange> changes);
} // namespace pawl::state
