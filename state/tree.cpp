#include "state/tree.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <deque>

namespace pawl::state
{
namespace
{
/// A leaf that has no place yet: where it goes is decided by how many neighbours it has.
struct LooseLeaf
{
    Bytes32 key_hash, value_hash;
    BytesView key;
};

/// What became of one place of the tree. A leaf is loose when this update touched it; otherwise
/// `child` says where it stands.
struct Subtree
{
    Child child;
    std::optional<LooseLeaf> loose;
};

using Changes = std::span<const LeafChange>;

/// One update in progress.
class Updater
{
public:
    Updater(const NodeReader& nodes, u64 height) : nodes_{nodes}, height_{height} {}

    StoreResult<TreeUpdate> run(std::optional<u64> parent, Changes changes);

private:
    StoreResult<Node> replace(const NodeKey& key);
    StoreResult<Subtree> apply(const Child& old, const NibblePath& path, Changes changes);
    StoreResult<Subtree> apply(const Node& old, const NibblePath& path, Changes changes);
    StoreResult<Subtree> merge(const LeafNode& old, const NibblePath& path, Changes changes);
    StoreResult<Subtree> grow(const NibblePath& path, Changes changes);
    StoreResult<Subtree> branch(const InnerNode& old, const NibblePath& path, Changes changes);
    StoreResult<Subtree> close(const NibblePath& path, std::span<Subtree, 16> parts);
    StoreResult<Subtree> lift(const NibblePath& path, const Subtree& part);
    Child place(const NibblePath& path, const Subtree& leaf);
    void create(const NibblePath& path, const Node& node);

    const NodeReader& nodes_;
    u64 height_;
    TreeUpdate out_;
    /// Keys of leaves that were read; a deque, because loose leaves point into it.
    std::deque<Bytes> keys_;
};

LooseLeaf loose(const LeafChange& change)
{
    return {change.key_hash, *change.value_hash, change.key};
}

Subtree subtree(const LooseLeaf& leaf)
{
    return {Child{Child::Kind::leaf, 0, leaf_hash(leaf.key_hash, leaf.value_hash)}, leaf};
}

StoreResult<TreeUpdate> Updater::run(std::optional<u64> parent, Changes changes)
{
    Node old;
    if (parent)
    {
        auto root = replace({*parent, {}});
        if (!root)
            return std::unexpected{root.error()};
        old = std::move(*root);
    }
    const auto top = apply(old, {}, changes);
    if (!top)
        return std::unexpected{top.error()};
    if (top->loose)
        place({}, *top);
    if (top->child.kind == Child::Kind::none)
        create({}, NullNode{});
    out_.root = top->child.kind == Child::Kind::none ? placeholder() : top->child.hash;
    std::ranges::sort(out_.created, {}, &NewNode::key);
    return std::move(out_);
}

StoreResult<Node> Updater::replace(const NodeKey& key)
{
    out_.replaced.push_back(key);
    return nodes_.node(key);
}

StoreResult<Subtree> Updater::apply(const Child& old, const NibblePath& path, Changes changes)
{
    if (old.kind == Child::Kind::none)
        return grow(path, changes);
    // A key that is present below a leaf is that leaf.
    if (old.kind == Child::Kind::leaf && std::ranges::any_of(changes, &LeafChange::present))
    {
        out_.replaced.push_back({old.height, path});
        return grow(path, changes);
    }
    const auto node = replace({old.height, path});
    if (!node)
        return std::unexpected{node.error()};
    return apply(*node, path, changes);
}

StoreResult<Subtree> Updater::apply(const Node& old, const NibblePath& path, Changes changes)
{
    if (const auto* const inner = std::get_if<InnerNode>(&old))
        return branch(*inner, path, changes);
    if (const auto* const leaf = std::get_if<LeafNode>(&old))
        return merge(*leaf, path, changes);
    return grow(path, changes);
}

/// A leaf and the changes below its place: it joins them, unless they speak of its key.
StoreResult<Subtree> Updater::merge(const LeafNode& old, const NibblePath& path, Changes changes)
{
    const LeafChange kept{old.key_hash, old.value_hash, keys_.emplace_back(old.key)};
    const auto at = std::ranges::lower_bound(changes, kept.key_hash, {}, &LeafChange::key_hash);
    if (at != changes.end() && at->key_hash == kept.key_hash)
        return grow(path, changes);
    std::vector<LeafChange> all{changes.begin(), at};
    all.push_back(kept);
    all.insert(all.end(), at, changes.end());
    return grow(path, all);
}

/// A place where nothing stands: what is deleted there is no more than that.
StoreResult<Subtree> Updater::grow(const NibblePath& path, Changes changes)
{
    const auto sets = [](const LeafChange& change) { return change.value_hash.has_value(); };
    const auto first = std::ranges::find_if(changes, sets);
    if (first == changes.end())
        return Subtree{};
    if (std::ranges::none_of(first + 1, changes.end(), sets))
        return subtree(loose(*first));
    return branch(InnerNode{}, path, changes);
}

StoreResult<Subtree> Updater::branch(const InnerNode& old, const NibblePath& path, Changes changes)
{
    std::array<Subtree, 16> parts;
    std::ranges::transform(old.children, parts.begin(),
                           [](const Child& child) { return Subtree{child, {}}; });
    for (auto from = changes.begin(); from != changes.end();)
    {
        const u8 nibble = nibble_at(from->key_hash, path.size());
        const auto here = [&](const LeafChange& change)
        { return nibble_at(change.key_hash, path.size()) == nibble; };
        const auto to = std::partition_point(from, changes.end(), here);
        auto part = apply(old.children[nibble], path.child(nibble), Changes{from, to});
        if (!part)
            return part;
        parts[nibble] = *part;
        from = to;
    }
    return close(path, parts);
}

/// Makes one node of sixteen parts, or none: a leaf that is alone moves up.
StoreResult<Subtree> Updater::close(const NibblePath& path, std::span<Subtree, 16> parts)
{
    InnerNode node;
    std::ranges::transform(parts, node.children.begin(), &Subtree::child);
    if (const auto lone = node.lone_leaf())
        return lift(path.child(static_cast<u8>(*lone)), parts[*lone]);
    const auto present = [](const Child& child) { return child.kind != Child::Kind::none; };
    if (std::ranges::none_of(node.children, present))
        return Subtree{};
    for (u8 nibble = 0; nibble < 16; ++nibble)
        if (parts[nibble].loose)
            node.children[nibble] = place(path.child(nibble), parts[nibble]);
    create(path, node);
    return Subtree{Child{Child::Kind::inner, height_, node.hash()}, {}};
}

/// Takes a leaf from its place, which this update has not read yet where the leaf is not loose.
StoreResult<Subtree> Updater::lift(const NibblePath& path, const Subtree& part)
{
    if (part.loose)
        return part;
    const auto node = replace({part.child.height, path});
    if (!node)
        return std::unexpected{node.error()};
    const auto* const leaf = std::get_if<LeafNode>(&*node);
    if (leaf == nullptr)
        return fail(StoreErrorKind::corrupt, "a tree node is not the leaf that its parent names");
    return subtree({leaf->key_hash, leaf->value_hash, keys_.emplace_back(leaf->key)});
}

Child Updater::place(const NibblePath& path, const Subtree& leaf)
{
    create(path, LeafNode{leaf.loose->key_hash, leaf.loose->value_hash, to_bytes(leaf.loose->key)});
    return {Child::Kind::leaf, height_, leaf.child.hash};
}

void Updater::create(const NibblePath& path, const Node& node)
{
    out_.created.push_back({{height_, path}, encode(node, height_)});
}
} // namespace

StoreResult<Node> NodeReader::node(const NodeKey& key) const
{
    const auto bytes = read(key);
    if (!bytes)
        return std::unexpected{bytes.error()};
    auto node = decode_node(*bytes, key.height);
    if (node && std::holds_alternative<InnerNode>(*node) && key.path.size() == NibblePath::longest)
        node = reject(Code::bad_tag, 0);
    if (!node)
        return fail(StoreErrorKind::corrupt, "tree node " + to_hex(encode(key)) + ": " +
                                                 std::string{message(node.error().code)});
    return std::move(*node);
}

StoreResult<TreeUpdate> update_tree(const NodeReader& nodes, std::optional<u64> parent, u64 height,
                                    std::span<const LeafChange> changes)
{
    PAWL_CHECK(!parent || *parent < height, "a tree version must follow its parent");
    PAWL_CHECK(std::ranges::is_sorted(changes, std::ranges::less_equal{}, &LeafChange::key_hash),
               "changes of the tree must be sorted and unique");
    return Updater{nodes, height}.run(parent, changes);
}
} // namespace pawl::state
