// ICS-23 as its rules are written, without a thought of our tree: what another chain runs.
#pragma once

#include "base/bytes.hpp"

namespace pawl::state
{
/// Whether a serialised CommitmentProof shows that a key has a value, under the specification in
/// docs/formats/state.md.
[[nodiscard]] bool generic_inclusion(BytesView proof, const Bytes32& root, BytesView key,
                                     BytesView value);

/// Whether it shows that a key has none.
[[nodiscard]] bool generic_absence(BytesView proof, const Bytes32& root, BytesView key);

/// The ExistenceProof inside a CommitmentProof of one.
[[nodiscard]] Bytes without_envelope(BytesView proof);

/// A CommitmentProof of absence from two ExistenceProofs, either of which may be empty.
[[nodiscard]] Bytes make_absence(BytesView key, BytesView left, BytesView right);
} // namespace pawl::state
