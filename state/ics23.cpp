#include "state/ics23.hpp"

#include "base/sha256.hpp"
#include "state/ics23_wire.hpp"
#include "state/proof.hpp"

#include <algorithm>

namespace pawl::state
{
namespace
{
/// The deepest proof that the published specification lets pass.
constexpr std::size_t max_depth = 64;

bool bit(const Bytes32& hash, std::size_t level)
{
    return (hash.bytes[level / 8] >> (7 - level % 8) & 1) != 0;
}

/// On which side of a key hash a neighbour is looked for.
enum class Side : u8
{
    before,
    after,
};

/// The leaf next to `key_hash` on one side, below a node; nothing where there is none.
StoreResult<std::optional<LeafNode>> neighbour(const NodeReader& nodes, const NodeKey& at,
                                               const Bytes32& key_hash, Side side)
{
    auto node = nodes.node(at);
    if (!node)
        return std::unexpected{node.error()};
    if (auto* const leaf = std::get_if<LeafNode>(&*node))
    {
        const bool fits =
            side == Side::before ? leaf->key_hash < key_hash : key_hash < leaf->key_hash;
        return fits ? std::optional{std::move(*leaf)} : std::nullopt;
    }
    const auto* const inner = std::get_if<InnerNode>(&*node);
    if (inner == nullptr)
        return std::nullopt;
    // In another child than the key's every leaf fits, and the outermost is the nearest.
    Bytes32 edge;
    edge.bytes.fill(side == Side::before ? 0xFF : 0x00);
    const int own = nibble_at(key_hash, at.path.size());
    const int step = side == Side::before ? -1 : 1;
    for (int position = own; position >= 0 && position < 16; position += step)
    {
        const Child& child = inner->children[static_cast<std::size_t>(position)];
        if (child.kind == Child::Kind::none)
            continue;
        auto found = neighbour(nodes, {child.height, at.path.child(static_cast<u8>(position))},
                               position == own ? key_hash : edge, side);
        if (!found || *found)
            return found;
    }
    return std::nullopt;
}

/// The way from a leaf up, out of our own proof of it.
ics23::Existence existence(const Proof& proof, Bytes key, Bytes value)
{
    ics23::Existence out{std::move(key), std::move(value), {}};
    for (std::size_t level = proof.siblings.size(); level-- > 0;)
        out.path.push_back({bit(proof.end->key_hash, level), proof.siblings[level]});
    return out;
}

/// The proof of one neighbour, with its value from the view.
StoreResult<std::optional<ics23::Existence>> neighbour_proof(const NodeReader& nodes, u64 height,
                                                             const StateView& view,
                                                             const Bytes32& key_hash, Side side)
{
    const auto leaf = neighbour(nodes, {height, {}}, key_hash, side);
    if (!leaf)
        return std::unexpected{leaf.error()};
    if (!*leaf)
        return std::nullopt;
    const auto value = view.get((*leaf)->key);
    if (!value)
        return std::unexpected{value.error()};
    const auto proof = prove(nodes, height, (*leaf)->key_hash);
    if (!proof)
        return std::unexpected{proof.error()};
    if (!*value || !proof->end)
        return fail(StoreErrorKind::corrupt, "the tree has a leaf that the values lack");
    return existence(*proof, (*leaf)->key, **value);
}

/// The root that a proof of existence leads to.
Bytes32 root_of(const ics23::Existence& proof)
{
    Bytes32 at = leaf_hash(sha256(proof.key), sha256(proof.value));
    for (const ics23::Step& step : proof.path)
        at = step.right ? inner_hash(step.sibling, at) : inner_hash(at, step.sibling);
    return at;
}

bool holds(const ics23::Existence& proof, const Bytes32& root)
{
    return proof.path.size() <= max_depth && root_of(proof) == root;
}

/// Whether nothing stands beyond the path, on the right or on the left of it.
bool outermost(std::span<const ics23::Step> path, bool rightmost)
{
    return std::ranges::all_of(
        path, [&](const ics23::Step& step)
        { return step.right == rightmost || step.sibling == placeholder(); });
}

/// Whether no leaf stands between the two.
bool adjacent(const ics23::Existence& left, const ics23::Existence& right)
{
    // Leave out what both share from the root downwards; paths are kept from the leaf upwards.
    auto a = left.path.rbegin();
    auto b = right.path.rbegin();
    while (a != left.path.rend() && b != right.path.rend() && *a == *b)
    {
        ++a;
        ++b;
    }
    if (a == left.path.rend() || b == right.path.rend() || a->right || !b->right)
        return false;
    const auto below_a = static_cast<std::size_t>(left.path.rend() - a) - 1;
    const auto below_b = static_cast<std::size_t>(right.path.rend() - b) - 1;
    return outermost(std::span{left.path}.first(below_a), true) &&
           outermost(std::span{right.path}.first(below_b), false);
}
} // namespace

StoreResult<std::optional<Bytes>> prove_ics23(const NodeReader& nodes, u64 height,
                                              const StateView& view, BytesView key)
{
    const Bytes32 key_hash = sha256(key);
    const auto own = prove(nodes, height, key_hash);
    if (!own)
        return std::unexpected{own.error()};
    const auto value = view.get(key);
    if (!value)
        return std::unexpected{value.error()};
    const bool in_tree = own->end && own->end->key_hash == key_hash;
    if (in_tree != value->has_value())
        return fail(StoreErrorKind::corrupt, "the tree and the values disagree on a key");
    if (in_tree)
        return ics23::encode(existence(*own, to_bytes(key), **value));
    auto left = neighbour_proof(nodes, height, view, key_hash, Side::before);
    if (!left)
        return std::unexpected{left.error()};
    auto right = neighbour_proof(nodes, height, view, key_hash, Side::after);
    if (!right)
        return std::unexpected{right.error()};
    if (!*left && !*right)
        return std::nullopt;
    return ics23::encode(ics23::Absence{to_bytes(key), std::move(*left), std::move(*right)});
}

Expected<bool> ics23_proves_inclusion(BytesView proof, const Bytes32& root, BytesView key,
                                      BytesView value)
{
    const auto parsed = ics23::decode(proof);
    if (!parsed)
        return std::unexpected{parsed.error()};
    const auto* const exists = std::get_if<ics23::Existence>(&*parsed);
    return exists != nullptr && equal(exists->key, key) && equal(exists->value, value) &&
           holds(*exists, root);
}

Expected<bool> ics23_proves_absence(BytesView proof, const Bytes32& root, BytesView key)
{
    const auto parsed = ics23::decode(proof);
    if (!parsed)
        return std::unexpected{parsed.error()};
    const auto* const absent = std::get_if<ics23::Absence>(&*parsed);
    if (absent == nullptr || !equal(absent->key, key) || (!absent->left && !absent->right))
        return false;
    const auto& [own, left, right] = *absent;
    const Bytes32 key_hash = sha256(key);
    if (left && (!holds(*left, root) || !(sha256(left->key) < key_hash)))
        return false;
    if (right && (!holds(*right, root) || !(key_hash < sha256(right->key))))
        return false;
    if (left && right)
        return adjacent(*left, *right);
    return left ? outermost(left->path, true) : outermost(right->path, false);
}
} // namespace pawl::state
