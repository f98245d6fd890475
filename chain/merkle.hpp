// CometBFT's Merkle tree over byte strings: the shape of RFC 6962, section 2.1. Source: CometBFT
// v0.38, crypto/merkle/tree.go.
#pragma once

#include "base/bytes.hpp"

namespace pawl::chain
{
/// The root over the leaves in their order; SHA-256 of nothing where there are none.
// Consensus: changing this forks the network.
[[nodiscard]] Bytes32 merkle_root(std::span<const Bytes> leaves);
} // namespace pawl::chain
