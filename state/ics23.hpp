// Proofs in the form that other chains check: ics23.CommitmentProof, in Protocol Buffers wire form.
#pragma once

#include "base/expected.hpp"
#include "state/tree.hpp"
#include "state/view.hpp"

namespace pawl::state
{
/// The serialised `CommitmentProof` for a key in the tree of `height`: of existence or, by its
/// neighbours, of non-existence, whichever holds. `view` is the state at that height. Nothing for
/// an empty state, of which ICS-23 cannot speak.
[[nodiscard]] StoreResult<std::optional<Bytes>> prove_ics23(const NodeReader& nodes, u64 height,
                                                            const StateView& view, BytesView key);

/// Whether a serialised proof shows that `key` has `value`, by ICS-23's rules and the specification
/// in docs/formats/state.md. A rejection says that the bytes are no such proof at all.
[[nodiscard]] Expected<bool> ics23_proves_inclusion(BytesView proof, const Bytes32& root,
                                                    BytesView key, BytesView value);

/// Whether a serialised proof shows that `key` has no value.
[[nodiscard]] Expected<bool> ics23_proves_absence(BytesView proof, const Bytes32& root,
                                                  BytesView key);
} // namespace pawl::state
