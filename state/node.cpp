#include "state/node.hpp"

#include "base/check.hpp"
#include "base/codec.hpp"
#include "base/sha256.hpp"

#include <algorithm>
#include <bit>

namespace pawl::state
{
namespace
{
constexpr u8 null_tag = 0;
constexpr u8 leaf_tag = 1;
constexpr u8 inner_tag = 2;

/// Concatenates into one buffer: one update of the hash is cheaper than three.
template <std::size_t N>
Bytes32 tagged_hash(std::string_view separator, const Bytes32& first, const Bytes32& second)
{
    std::array<u8, N> buffer{};
    auto at = std::ranges::copy(as_bytes(separator), buffer.begin()).out;
    at = std::ranges::copy(first.bytes, at).out;
    std::ranges::copy(second.bytes, at);
    return sha256(buffer);
}

void put_leb128(Encoder& out, u64 value)
{
    for (; value >= 0x80; value >>= 7)
        out.u8(static_cast<u8>(value | 0x80));
    out.u8(static_cast<u8>(value));
}

u64 take_leb128(Decoder& in)
{
    u64 value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7)
    {
        const u64 byte = in.u8();
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    in.fail(Code::bad_number);
    return 0;
}

/// The children that are there, and those that are leaves, a bit each.
struct ChildSets
{
    unsigned present = 0;
    unsigned leaves = 0;
};

ChildSets sets(const InnerNode& node)
{
    ChildSets out;
    for (unsigned at = 0; at < 16; ++at)
    {
        out.present |= static_cast<unsigned>(node.children[at].kind != Child::Kind::none) << at;
        out.leaves |= static_cast<unsigned>(node.children[at].kind == Child::Kind::leaf) << at;
    }
    return out;
}

/// The binary subtree over `width` children from `first`.
Bytes32 range_hash(const InnerNode& node, const ChildSets& sets, unsigned first, unsigned width)
{
    const unsigned range = ((1U << width) - 1) << first;
    const unsigned present = sets.present & range;
    if (present == 0)
        return placeholder();
    if (width == 1 || (std::has_single_bit(present) && (sets.leaves & range) != 0))
        return node.children[static_cast<unsigned>(std::countr_zero(present))].hash;
    const unsigned half = width / 2;
    return inner_hash(range_hash(node, sets, first, half),
                      range_hash(node, sets, first + half, half));
}

void encode_inner(Encoder& out, const InnerNode& node, u64 height)
{
    const auto [children, leaves] = sets(node);
    out.u8(inner_tag).u16(static_cast<u16>(children)).u16(static_cast<u16>(leaves));
    for (const Child& child : node.children)
    {
        if (child.kind == Child::Kind::none)
            continue;
        PAWL_CHECK(child.height <= height, "a tree node is older than its child");
        out.raw(child.hash);
        put_leb128(out, height - child.height);
    }
}

Node decode_inner(Decoder& in, u64 height)
{
    InnerNode node;
    const u16 children = in.u16();
    const u16 leaves = in.u16();
    if ((leaves & ~children) != 0 || children == 0)
        in.fail(Code::bad_number);
    for (unsigned at = 0; at < 16; ++at)
    {
        if ((children >> at & 1) == 0)
            continue;
        Child& child = node.children[at];
        child.kind = (leaves >> at & 1) != 0 ? Child::Kind::leaf : Child::Kind::inner;
        child.hash = in.fixed32();
        const u64 age = take_leb128(in);
        if (age > height)
            in.fail(Code::bad_number);
        child.height = height - age;
    }
    return node;
}

Node decode_leaf(Decoder& in)
{
    LeafNode leaf{in.fixed32(), in.fixed32(), {}};
    leaf.key = to_bytes(in.raw(in.left()));
    return leaf;
}
} // namespace

const Bytes32& placeholder() noexcept
{
    static const Bytes32 bytes = *bytes32(as_bytes("SPARSE_MERKLE_PLACEHOLDER_HASH__"));
    return bytes;
}

Bytes32 leaf_hash(const Bytes32& key_hash, const Bytes32& value_hash)
{
    return tagged_hash<leaf_separator.size() + 64>(leaf_separator, key_hash, value_hash);
}

Bytes32 inner_hash(const Bytes32& left, const Bytes32& right)
{
    return tagged_hash<inner_separator.size() + 64>(inner_separator, left, right);
}

NibblePath NibblePath::child(u8 nibble) const
{
    PAWL_CHECK(size_ < longest, "two keys of the tree have the same hash");
    NibblePath out = *this;
    u8& pair = out.nibbles_.bytes[size_ / 2];
    pair = static_cast<u8>(size_ % 2 == 0 ? nibble << 4 : pair | nibble);
    ++out.size_;
    return out;
}

BytesView NibblePath::packed() const noexcept
{
    return nibbles_.view().first((size_ + 1U) / 2);
}

NibblePath NibblePath::prefix(const Bytes32& key_hash, u8 size)
{
    NibblePath out;
    for (u8 level = 0; level < size; ++level)
        out = out.child(nibble_at(key_hash, level));
    return out;
}

Bytes encode(const NodeKey& key)
{
    return Encoder{}.u64(key.height).u8(key.path.size()).raw(key.path.packed()).take();
}

bool InnerNode::empty(unsigned first, unsigned width) const
{
    return (sets(*this).present & ((1U << width) - 1) << first) == 0;
}

std::optional<unsigned> InnerNode::lone_leaf(unsigned first, unsigned width) const
{
    const auto [present, leaves] = sets(*this);
    const unsigned range = ((1U << width) - 1) << first;
    if (!std::has_single_bit(present & range) || (leaves & range) == 0)
        return std::nullopt;
    return static_cast<unsigned>(std::countr_zero(present & range));
}

Bytes32 InnerNode::hash(unsigned first, unsigned width) const
{
    return range_hash(*this, sets(*this), first, width);
}

Bytes32 hash(const Node& node)
{
    if (const auto* const leaf = std::get_if<LeafNode>(&node))
        return leaf_hash(leaf->key_hash, leaf->value_hash);
    if (const auto* const inner = std::get_if<InnerNode>(&node))
        return inner->hash();
    return placeholder();
}

Bytes encode(const Node& node, u64 height)
{
    Encoder out;
    if (const auto* const inner = std::get_if<InnerNode>(&node))
        encode_inner(out, *inner, height);
    else if (const auto* const leaf = std::get_if<LeafNode>(&node))
        out.u8(leaf_tag).raw(leaf->key_hash).raw(leaf->value_hash).raw(leaf->key);
    else
        out.u8(null_tag);
    return out.take();
}

Expected<Node> decode_node(BytesView bytes, u64 height)
{
    Decoder in{bytes};
    Node node;
    const u8 tag = in.u8();
    if (tag == leaf_tag)
        node = decode_leaf(in);
    else if (tag == inner_tag)
        node = decode_inner(in, height);
    else if (tag != null_tag)
        in.fail(Code::bad_tag);
    if (const auto whole = in.finish(); !whole)
        return std::unexpected{whole.error()};
    return node;
}
} // namespace pawl::state
