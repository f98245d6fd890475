#include "chain/merkle.hpp"

#include "base/sha256.hpp"

namespace pawl::chain
{
namespace
{
// RFC 6962 separates leaves from inner nodes by their first byte.
constexpr std::array<u8, 1> leaf_prefix{0x00};
constexpr std::array<u8, 1> inner_prefix{0x01};

/// One complete subtree of the leaves seen so far.
struct Peak
{
    Bytes32 hash;
    u64 leaves;
};

void merge_last_two(std::vector<Peak>& peaks)
{
    const Peak right = peaks.back();
    peaks.pop_back();
    Peak& left = peaks.back();
    left.hash = sha256({inner_prefix, left.hash, right.hash});
    left.leaves += right.leaves;
}
} // namespace

// The left subtree of RFC 6962 holds the largest power of two below the count, so the complete
// subtrees from the left are the binary digits of the count; folding them from the right gives the
// same root without recursion.
Bytes32 merkle_root(std::span<const Bytes> leaves)
{
    if (leaves.empty())
        return sha256(BytesView{});
    std::vector<Peak> peaks;
    for (const Bytes& leaf : leaves)
    {
        peaks.push_back({sha256({leaf_prefix, leaf}), 1});
        while (peaks.size() > 1 && peaks[peaks.size() - 2].leaves == peaks.back().leaves)
            merge_last_two(peaks);
    }
    while (peaks.size() > 1)
        merge_last_two(peaks);
    return peaks.front().hash;
}
} // namespace pawl::chain
