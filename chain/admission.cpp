#include "chain/admission.hpp"

#include "contract/bank.hpp"
#include "contract/records.hpp"
#include "contract/transaction.hpp"

#include <fmt/format.h>

namespace pawl::chain
{
namespace
{
/// What a sender's account will be once what waits of it has run: its transfers are not foreseen.
Attempt<state::Changes> after_waiting(const StateAt& state, const Bytes32& sender,
                                      const PendingSender& waiting, const Bytes& denomination)
{
    const auto account = state.account(sender);
    if (!account)
        return std::unexpected{account.error()};
    state::Changes changes;
    changes.values[state::nonce_key(sender)] = contract::encode_nonce(waiting.next_nonce);
    for (const auto& [name, amount] : account->balances)
    {
        if (name != denomination)
            continue;
        const U256 rest = checked_sub(amount, waiting.fees).value_or(U256{});
        if (rest.is_zero())
            changes.values[state::balance_key(sender, name)] = std::nullopt;
        else
            changes.values[state::balance_key(sender, name)] = to_bytes(rest.big_endian);
    }
    return changes;
}
} // namespace

Attempt<PendingTransaction> read_pending(Bytes transaction)
{
    const auto decoded = contract::decode_transaction(transaction);
    if (!decoded)
        return failure(FailureKind::bad_input,
                       fmt::format("the bytes are not a transaction ({} at byte {})",
                                   message(decoded.error().code), decoded.error().offset));
    PendingTransaction out;
    out.bytes = std::move(transaction);
    out.sender = decoded->body.sender;
    out.nonce = decoded->body.nonce;
    out.gas_limit = decoded->body.gas_limit;
    out.fee = decoded->body.fee;
    return out;
}

Attempt<void> admit(const Chain& chain, const PendingTransaction& transaction, u64 height,
                    const std::optional<PendingSender>& waiting)
{
    const auto state = chain.at(height);
    if (!state)
        return std::unexpected{state.error()};
    state::Changes changes;
    if (waiting)
    {
        auto foreseen = after_waiting(*state, transaction.sender, *waiting,
                                      chain.parameters().fee_denomination());
        if (!foreseen)
            return std::unexpected{foreseen.error()};
        changes = std::move(*foreseen);
    }
    const state::OverlayView view{state->view(), changes};
    const contract::BlockContext& next = state->next_block();
    if (transaction.gas_limit > next.profile->block_gas)
        return failure(FailureKind::refused,
                       fmt::format("the gas limit is above that of a whole block, {}: lower it",
                                   next.profile->block_gas));
    const auto why = chain.executor().check(next, transaction.bytes, view);
    if (!why)
        return failure(why.error());
    if (*why)
        return failure(FailureKind::refused, std::string{contract::message(**why)});
    return {};
}
} // namespace pawl::chain
