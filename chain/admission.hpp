// Which transactions may wait for a block.
#pragma once

#include "chain/chain.hpp"
#include "chain/mempool.hpp"

namespace pawl::chain
{
/// What a queue must know of a transaction; `bad_input` where the bytes are none.
[[nodiscard]] Attempt<PendingTransaction> read_pending(Bytes transaction);

/// Whether the transaction would be valid on the state of a height after what waits of its sender
/// already; `refused`, with what to do, where it would not.
[[nodiscard]] Attempt<void> admit(const Chain& chain, const PendingTransaction& transaction,
                                  u64 height, const std::optional<PendingSender>& waiting);
} // namespace pawl::chain
