// Compact proofs that a key has a value, or none, under a state root.
#pragma once

#include "base/expected.hpp"
#include "state/tree.hpp"

namespace pawl::state
{
/// The way from a key's end in the tree up to the root.
struct Proof
{
    /// A leaf's two hashes.
    struct Leaf
    {
        Bytes32 key_hash, value_hash;
        bool operator==(const Leaf&) const = default;
    };

    /// What stands where the key's path ends: a leaf, or nothing at all.
    std::optional<Leaf> end;
    /// From the root downwards, one for each bit of the path.
    std::vector<Bytes32> siblings;

    bool operator==(const Proof&) const = default;
};

/// The proof for a key hash in the tree of `height`, of inclusion or absence, whichever holds.
[[nodiscard]] StoreResult<Proof> prove(const NodeReader& nodes, u64 height,
                                       const Bytes32& key_hash);

/// Whether the proof shows that `key` has `value` under `root`.
[[nodiscard]] bool proves_inclusion(const Proof& proof, const Bytes32& root, BytesView key,
                                    BytesView value);

/// Whether the proof shows that `key` has no value under `root`.
[[nodiscard]] bool proves_absence(const Proof& proof, const Bytes32& root, BytesView key);

/// The canonical bytes of a proof.
[[nodiscard]] Bytes encode(const Proof& proof);
[[nodiscard]] Expected<Proof> decode_proof(BytesView bytes);
} // namespace pawl::state
