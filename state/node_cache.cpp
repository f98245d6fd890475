#include "state/node_cache.hpp"

#include <mutex>

namespace pawl::state
{
std::optional<Bytes> NodeCache::find(const NodeKey& key) const
{
    if (key.path.size() >= levels)
        return std::nullopt;
    const std::shared_lock hold{lock_};
    const auto found = nodes_.find(key);
    return found == nodes_.end() ? std::nullopt : std::optional{found->second};
}

void NodeCache::apply(const TreeUpdate& update)
{
    const std::unique_lock hold{lock_};
    for (const NodeKey& key : update.replaced)
        if (key.path.size() < levels)
            nodes_.erase(key);
    for (const NewNode& node : update.created)
        if (node.key.path.size() < levels)
            nodes_.insert_or_assign(node.key, node.bytes);
}

StoreResult<Bytes> SnapshotNodes::read(const NodeKey& key) const
{
    if (auto known = cache_.find(key))
        return std::move(*known);
    const Bytes stored = encode(key);
    auto node = data_.get(Table::tree, stored);
    if (!node)
        return std::unexpected{node.error()};
    if (!*node)
        return fail(StoreErrorKind::corrupt,
                    "tree node " + to_hex(stored) +
                        " is missing; restore the folder from a backup, or replay the chain into "
                        "an empty one");
    return std::move(**node);
}
} // namespace pawl::state
