#include "chain/admission.hpp"

#include "contract/bank.hpp"
#include "contract/records.hpp"
#include "contract/transaction.hpp"
#include "state/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::chain
{
namespace
{
/// What a sender has of the fee denomination after all that its waiting transactions may take.
Attempt<U256> rest_of(const StateAt& state, const Bytes32& sender,
                      const std::optional<PendingSender>& waiting, const Bytes& denomination)
{
    contract::Journal journal{state.view()};
    const auto balance = contract::balance(journal, sender, denomination);
    if (!balance)
        return failure(balance.error());
    return checked_sub(*balance, waiting ? waiting->debits : U256{}).value_or(U256{});
}

/// The account as its next transaction will find it at worst.
state::Changes at_worst(const Bytes32& sender, u64 nonce, const U256& rest,
                        const Bytes& denomination)
{
    state::Changes changes;
    changes.values[state::nonce_key(sender)] = contract::encode_nonce(nonce);
    auto& balance = changes.values[state::balance_key(sender, denomination)];
    if (!rest.is_zero())
        balance = to_bytes(rest.big_endian);
    return changes;
}

/// What an action moves out of its sender's account.
U256 coins_of(const contract::Action& action, const Bytes& denomination)
{
    const auto in = [&denomination](const contract::Coins& coins)
    {
        const auto found = std::ranges::find(coins, denomination, &contract::Coin::denomination);
        return found == coins.end() ? U256{} : found->amount;
    };
    return std::visit(
        [&in](const auto& what)
        {
            if constexpr (requires { what.coins; })
                return in(what.coins);
            else
                return U256{};
        },
        action);
}
} // namespace

Attempt<PendingTransaction> read_pending(Bytes transaction, const Bytes& denomination)
{
    const auto decoded = contract::decode_transaction(transaction);
    if (!decoded)
        return failure(FailureKind::bad_input,
                       fmt::format("the bytes are not a transaction ({} at byte {})",
                                   message(decoded.error().code), decoded.error().offset));
    const contract::TransactionBody& body = decoded->body;
    PendingTransaction out;
    out.bytes = std::move(transaction);
    out.sender = body.sender;
    out.nonce = body.nonce;
    out.gas_limit = body.gas_limit;
    out.expires_height = body.expires_height;
    out.fee = body.fee;
    out.coins = coins_of(body.action, denomination);
    return out;
}

Attempt<U256> admit(const Chain& chain, const PendingTransaction& transaction, u64 height,
                    const std::optional<PendingSender>& waiting)
{
    const auto state = chain.at(height);
    if (!state)
        return std::unexpected{state.error()};
    const contract::BlockContext& next = state->next_block();
    if (transaction.gas_limit > next.profile->block_gas)
        return failure(FailureKind::refused,
                       fmt::format("the gas limit is above that of a whole block, {}: lower it",
                                   next.profile->block_gas));
    const Bytes& denomination = chain.parameters().fee_denomination();
    const auto rest = rest_of(*state, transaction.sender, waiting, denomination);
    if (!rest)
        return rest;
    state::Changes changes;
    if (waiting)
        changes = at_worst(transaction.sender, waiting->next_nonce, *rest, denomination);
    const auto why = chain.executor().check(next, transaction.bytes,
                                            state::OverlayView{state->view(), std::move(changes)});
    if (!why)
        return failure(why.error());
    if (*why)
        return failure(FailureKind::refused, std::string{contract::message(**why)});
    // Coins that are not there are not moved.
    const U256 after_fee = checked_sub(*rest, transaction.fee).value_or(U256{});
    return checked_add(transaction.fee, std::min(transaction.coins, after_fee)).value();
}
} // namespace pawl::chain
