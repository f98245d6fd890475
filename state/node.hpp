// Nodes of the state tree: their keys, bytes and hashes. Rules: docs/formats/state.md.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"

#include <compare>
#include <optional>
#include <variant>

namespace pawl::state
{
/// The root of an empty state, and every empty subtree.
// Consensus: changing this forks the network.
[[nodiscard]] const Bytes32& placeholder() noexcept;

/// Separators of the two kinds of hash.
// Consensus: changing this forks the network.
inline constexpr std::string_view leaf_separator = "JMT::LeafNode";
inline constexpr std::string_view inner_separator = "JMT::IntrnalNode";

/// The hash of a leaf.
[[nodiscard]] Bytes32 leaf_hash(const Bytes32& key_hash, const Bytes32& value_hash);

/// The hash of two subtrees.
[[nodiscard]] Bytes32 inner_hash(const Bytes32& left, const Bytes32& right);

/// The nibble of a key hash at a level, 0 being the root's.
[[nodiscard]] inline u8 nibble_at(const Bytes32& key_hash, std::size_t level) noexcept
{
    const u8 pair = key_hash.bytes[level / 2];
    return level % 2 == 0 ? static_cast<u8>(pair >> 4) : static_cast<u8>(pair & 0xF);
}

/// The nibbles from the root to a node.
class NibblePath
{
public:
    static constexpr u8 longest = 64;

    [[nodiscard]] u8 size() const noexcept { return size_; }
    /// The path of the child at `nibble`. Requires: size() < longest.
    [[nodiscard]] NibblePath child(u8 nibble) const;
    /// Two nibbles a byte, a last odd one padded with zero.
    [[nodiscard]] BytesView packed() const noexcept;
    /// The first nibbles of a hash.
    [[nodiscard]] static NibblePath prefix(const Bytes32& key_hash, u8 size);

    auto operator<=>(const NibblePath&) const noexcept = default;

private:
    u8 size_ = 0;
    Bytes32 nibbles_;
};

/// Where a node is kept: the height that made it, and its place.
struct NodeKey
{
    u64 height = 0;
    NibblePath path;
    auto operator<=>(const NodeKey&) const noexcept = default;
};

/// The stored form of a node key.
[[nodiscard]] Bytes encode(const NodeKey& key);

/// What an inner node knows of a child.
struct Child
{
    enum class Kind : u8
    {
        none,
        leaf,
        inner,
    };

    Kind kind = Kind::none;
    u64 height = 0; ///< That made the child.
    Bytes32 hash;
};

/// The root of an empty state.
struct NullNode
{
};

/// One key and value, by hash, with the key itself for neighbours' proofs.
struct LeafNode
{
    Bytes32 key_hash, value_hash;
    Bytes key;
};

/// Sixteen children: four levels of the binary tree.
struct InnerNode
{
    std::array<Child, 16> children;

    /// The hash of `width` children from `first`, as the binary subtree above them.
    [[nodiscard]] Bytes32 hash(unsigned first = 0, unsigned width = 16) const;
    /// Whether no child stands in the range.
    [[nodiscard]] bool empty(unsigned first, unsigned width) const;
    /// The position of the one child in the range, where there is exactly one and it is a leaf.
    [[nodiscard]] std::optional<unsigned> lone_leaf(unsigned first = 0, unsigned width = 16) const;
};

using Node = std::variant<NullNode, LeafNode, InnerNode>;

/// The hash that commits to a node.
[[nodiscard]] Bytes32 hash(const Node& node);

/// The stored form; `height` is the node's own.
[[nodiscard]] Bytes encode(const Node& node, u64 height);
[[nodiscard]] Expected<Node> decode_node(BytesView bytes, u64 height);
} // namespace pawl::state
