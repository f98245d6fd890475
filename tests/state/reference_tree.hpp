// The state tree as its definition reads: a recursion over bit prefixes, nothing stored.
#pragma once

#include "base/bytes.hpp"

#include <map>

namespace pawl::state
{
/// Value hashes by key hash.
using ReferenceLeaves = std::map<Bytes32, Bytes32>;

/// The root over a set of leaves.
[[nodiscard]] Bytes32 reference_root(const ReferenceLeaves& leaves);
} // namespace pawl::state
