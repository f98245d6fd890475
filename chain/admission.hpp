// Which transactions may wait for a block.
#pragma once

#include "chain/chain.hpp"
#include "chain/mempool.hpp"

namespace pawl::chain
{
/// What a queue must know of a transaction; `bad_input` where the bytes are none. `denomination` is
/// that of fees.
[[nodiscard]] Attempt<PendingTransaction> read_pending(Bytes transaction,
                                                       const Bytes& denomination);

/// Judges whether the transaction would be valid on the state of a height after what waits of its
/// sender already, whatever becomes of that; gives its debit. `refused`, with what to do, where it
/// might not be.
[[nodiscard]] Attempt<U256> admit(const Chain& chain, const PendingTransaction& transaction,
                                  u64 height, const std::optional<PendingSender>& waiting);
} // namespace pawl::chain
