#include "state/node_cache.hpp"

#include <mutex>

namespace pawl::state
{
namespace
{
/// Places above a level, and so the first of that level.
constexpr std::size_t places_above(u8 level)
{
    return ((std::size_t{1} << 4 * level) - 1) / 15;
}

/// The number of a place. Requires: less than `levels` nibbles.
std::size_t place(const NibblePath& path)
{
    std::size_t within = 0;
    for (const u8 pair : path.packed())
        within = within << 8 | pair;
    if (path.size() % 2 != 0)
        within >>= 4;
    return places_above(path.size()) + within;
}
} // namespace

NodeCache::NodeCache() : slots_(places_above(levels)) {}

std::optional<InnerNode> NodeCache::find(const NodeKey& key) const
{
    if (key.path.size() >= levels)
        return std::nullopt;
    const std::shared_lock hold{lock_};
    const Slot& slot = slots_[place(key.path)];
    return slot.node != nullptr && slot.height == key.height ? std::optional{*slot.node}
                                                             : std::nullopt;
}

void NodeCache::apply(const TreeUpdate& update)
{
    const std::unique_lock hold{lock_};
    for (const NodeKey& key : update.replaced)
        if (key.path.size() < levels)
            slots_[place(key.path)].node.reset();
    for (const auto& [key, bytes] : update.created)
    {
        if (key.path.size() >= levels)
            continue;
        const auto node = decode_node(bytes, key.height);
        if (const auto* const inner = node ? std::get_if<InnerNode>(&*node) : nullptr)
            slots_[place(key.path)] = {key.height, std::make_unique<InnerNode>(*inner)};
    }
}

StoreResult<Node> SnapshotNodes::node(const NodeKey& key) const
{
    if (const auto known = cache_.find(key))
        return *known;
    return NodeReader::node(key);
}

StoreResult<Bytes> SnapshotNodes::read(const NodeKey& key) const
{
    const Bytes stored = encode(key);
    auto node = data_.get(Table::tree, stored);
    if (!node)
        return std::unexpected{node.error()};
    if (!*node)
        return fail(StoreErrorKind::corrupt,
                    "tree node " + to_hex(stored) + " is missing" + restore);
    return std::move(**node);
}
} // namespace pawl::state
