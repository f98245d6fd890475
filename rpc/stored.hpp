// Answers that come from stored blocks and code rather than from state.
#pragma once

#include "chain/chain.hpp"
#include "rpc/reactor.hpp"

#include <pawl/v1/query.pb.h>

namespace pawl::rpc
{
[[nodiscard]] chain::Attempt<void> get_transaction(const chain::Chain& chain,
                                                   const v1::GetTransactionRequest& request,
                                                   v1::GetTransactionResponse& response);
[[nodiscard]] chain::Attempt<void> get_receipt(const chain::Chain& chain,
                                               const v1::GetReceiptRequest& request,
                                               v1::GetReceiptResponse& response);

/// A code's record, then its bytes in pieces.
[[nodiscard]] chain::Attempt<Producer<v1::GetCodeResponse>>
open_code(const chain::Chain& chain, const v1::GetCodeRequest& request);

/// A block's header, then its transactions with their receipts.
[[nodiscard]] chain::Attempt<Producer<v1::GetBlockResponse>>
open_block(const chain::Chain& chain, const v1::GetBlockRequest& request);
} // namespace pawl::rpc
