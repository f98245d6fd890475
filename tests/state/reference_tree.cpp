#include "reference_tree.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <vector>

namespace pawl::state
{
namespace
{
using Leaf = ReferenceLeaves::value_type;

bool bit(const Bytes32& hash, unsigned level)
{
    return (hash.bytes[level / 8] >> (7 - level % 8) & 1) != 0;
}

Bytes32 subtree(std::span<const Leaf> leaves, unsigned level)
{
    if (leaves.empty())
        return *bytes32(as_bytes("SPARSE_MERKLE_PLACEHOLDER_HASH__"));
    if (leaves.size() == 1)
        return sha256({as_bytes("JMT::LeafNode"), leaves[0].first, leaves[0].second});
    const auto right =
        std::ranges::find_if(leaves, [&](const Leaf& l) { return bit(l.first, level); });
    const auto count = static_cast<std::size_t>(right - leaves.begin());
    return sha256({as_bytes("JMT::IntrnalNode"), subtree(leaves.first(count), level + 1),
                   subtree(leaves.subspan(count), level + 1)});
}
} // namespace

Bytes32 reference_root(const ReferenceLeaves& leaves)
{
    const std::vector<Leaf> all{leaves.begin(), leaves.end()};
    return subtree(all, 0);
}
} // namespace pawl::state
