#include "state/proof.hpp"

#include "base/check.hpp"
#include "base/codec.hpp"
#include "base/sha256.hpp"

namespace pawl::state
{
namespace
{
constexpr u8 proof_version = 1;
constexpr u8 ends_in_nothing = 0;
constexpr u8 ends_in_leaf = 1;
constexpr std::size_t deepest = 256;

bool bit(const Bytes32& hash, std::size_t level)
{
    return (hash.bytes[level / 8] >> (7 - level % 8) & 1) != 0;
}

/// The root that the end and its siblings make.
Bytes32 fold(const Proof& proof, const Bytes32& key_hash)
{
    Bytes32 at = proof.end ? leaf_hash(proof.end->key_hash, proof.end->value_hash) : placeholder();
    for (std::size_t level = proof.siblings.size(); level-- > 0;)
        at = bit(key_hash, level) ? inner_hash(proof.siblings[level], at)
                                  : inner_hash(at, proof.siblings[level]);
    return at;
}

/// Whether two hashes agree in their first bits.
bool same_prefix(const Bytes32& a, const Bytes32& b, std::size_t bits)
{
    for (std::size_t level = 0; level < bits; ++level)
        if (bit(a, level) != bit(b, level))
            return false;
    return true;
}

bool reaches(const Proof& proof, const Bytes32& root, const Bytes32& key_hash)
{
    return proof.siblings.size() <= deepest && fold(proof, key_hash) == root;
}

void put_siblings(Encoder& out, const std::vector<Bytes32>& siblings)
{
    Bytes listed((siblings.size() + 7) / 8);
    for (std::size_t level = 0; level < siblings.size(); ++level)
        if (siblings[level] != placeholder())
            listed[level / 8] = static_cast<u8>(listed[level / 8] | 0x80 >> level % 8);
    out.u16(static_cast<u16>(siblings.size())).raw(listed);
    for (const Bytes32& sibling : siblings)
        if (sibling != placeholder())
            out.raw(sibling);
}

std::vector<Bytes32> take_siblings(Decoder& in)
{
    const std::size_t depth = in.u16();
    if (depth > deepest)
        in.fail(Code::bad_length);
    const BytesView listed = in.raw((depth + 7) / 8);
    std::vector<Bytes32> out;
    for (std::size_t level = 0; !in.failed() && level < listed.size() * 8; ++level)
    {
        const bool given = (listed[level / 8] & 0x80 >> level % 8) != 0;
        if (given && level >= depth)
            in.fail(Code::bad_number);
        if (level >= depth)
            continue;
        out.push_back(given ? in.fixed32() : placeholder());
        if (given && out.back() == placeholder())
            in.fail(Code::bad_number);
    }
    return out;
}

/// Walks the four binary levels of a node towards a nibble. Where the path ends at a leaf or goes
/// on below, the position of that child; nothing where it ends in nothing.
std::optional<unsigned> descend(const InnerNode& node, unsigned nibble, Proof& proof)
{
    unsigned first = 0;
    for (unsigned width = 16; width > 1;)
    {
        if (const auto leaf = node.lone_leaf(first, width))
            return leaf;
        if (node.empty(first, width))
            return std::nullopt;
        width /= 2;
        const bool right = (nibble & width) != 0;
        proof.siblings.push_back(node.hash(right ? first : first + width, width));
        first += right ? width : 0;
    }
    return node.empty(first, 1) ? std::nullopt : std::optional{first};
}
} // namespace

StoreResult<Proof> prove(const NodeReader& nodes, u64 height, const Bytes32& key_hash)
{
    Proof out;
    for (NodeKey at{height, {}};;)
    {
        const auto node = nodes.node(at);
        if (!node)
            return std::unexpected{node.error()};
        if (const auto* const leaf = std::get_if<LeafNode>(&*node))
            out.end = Proof::Leaf{leaf->key_hash, leaf->value_hash};
        const auto* const inner = std::get_if<InnerNode>(&*node);
        if (inner == nullptr)
            return out;
        const auto position = descend(*inner, nibble_at(key_hash, at.path.size()), out);
        if (!position)
            return out;
        at = {inner->children[*position].height, at.path.child(static_cast<u8>(*position))};
    }
}

bool proves_inclusion(const Proof& proof, const Bytes32& root, BytesView key, BytesView value)
{
    const Bytes32 key_hash = sha256(key);
    return proof.end == Proof::Leaf{key_hash, sha256(value)} && reaches(proof, root, key_hash);
}

bool proves_absence(const Proof& proof, const Bytes32& root, BytesView key)
{
    const Bytes32 key_hash = sha256(key);
    if (!reaches(proof, root, key_hash))
        return false;
    return !proof.end || (proof.end->key_hash != key_hash &&
                          same_prefix(proof.end->key_hash, key_hash, proof.siblings.size()));
}

Bytes encode(const Proof& proof)
{
    PAWL_CHECK(proof.siblings.size() <= deepest, "a proof is deeper than its key");
    Encoder out;
    out.u8(proof_version).u8(proof.end ? ends_in_leaf : ends_in_nothing);
    if (proof.end)
        out.raw(proof.end->key_hash).raw(proof.end->value_hash);
    put_siblings(out, proof.siblings);
    return out.take();
}

Expected<Proof> decode_proof(BytesView bytes)
{
    Decoder in{bytes};
    if (in.u8() != proof_version)
        in.fail(Code::bad_version);
    const u8 kind = in.u8();
    if (kind > ends_in_leaf)
        in.fail(Code::bad_tag);
    Proof out;
    if (kind == ends_in_leaf)
        out.end = Proof::Leaf{in.fixed32(), in.fixed32()};
    out.siblings = take_siblings(in);
    if (const auto whole = in.finish(); !whole)
        return std::unexpected{whole.error()};
    return out;
}
} // namespace pawl::state
