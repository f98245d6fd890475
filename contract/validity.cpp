#include "contract/validity.hpp"

#include "contract/bank.hpp"
#include "engine/runtime/gas_meter.hpp"

#include <algorithm>

namespace pawl::contract
{
namespace
{
struct Text
{
    std::string_view name, message;
};

constexpr std::array texts{
    Text{"undecodable", "the bytes are not a transaction: see docs/formats/transaction.md"},
    Text{"too_long", "the transaction is longer than the profile allows"},
    Text{"wrong_chain", "the transaction is for another chain: set its chain_id to this one's"},
    Text{"gas_limit_out_of_range", "the gas limit must be from 1 to 2^61"},
    Text{"unsigned_sender", "this chain accepts signed transactions only: sign it"},
    Text{"bad_signature", "the signature is not one of the sender over this transaction"},
    Text{"expired", "the transaction expired: sign it again with a later expires_height"},
    Text{"nonce_too_low", "the nonce was used already, or by a transaction that waits: ask for the "
                          "account's next nonce and sign again"},
    Text{"nonce_too_high", "the nonce is ahead of the account's: send what comes before it first"},
    Text{"input_too_long", "the input is longer than the profile allows"},
    Text{"too_many_coins",
         "there are more coins, or longer denominations, than the profile allows"},
    Text{"intrinsic_gas_above_limit",
         "the gas limit does not cover the transaction itself: raise it"},
    Text{"fee_too_low", "the fee is below gas limit times the chain's minimum: raise it"},
    Text{"fee_not_covered", "the sender's balance does not cover the fee"},
    Text{"block_gas_exceeded", "the gas limit does not fit what is left of the block"},
};

/// Coins and input of an action; nothing of it where it has none.
struct Payload
{
    const Coins* coins = nullptr;
    std::size_t input = 0;
};

struct PayloadOf
{
    Payload operator()(const StoreCode&) const { return {}; }
    Payload operator()(const Deploy& action) const { return {&action.coins, action.input.size()}; }
    Payload operator()(const Call& action) const { return {&action.coins, action.input.size()}; }
    Payload operator()(const Transfer& action) const { return {&action.coins, 0}; }
};

std::optional<Invalidity> check_sender_proof(const BlockContext& block,
                                             const Transaction& transaction)
{
    const Scheme scheme = transaction.authenticator.scheme;
    if (scheme == Scheme::asserted && !block.unsigned_senders)
        return Invalidity::unsigned_sender;
    if (!authentic(transaction))
        return Invalidity::bad_signature;
    return std::nullopt;
}

bool fee_suffices(const BlockContext& block, const TransactionBody& body)
{
    const auto least = checked_mul(block.minimum_fee_per_gas, U256{body.gas_limit});
    return least && *least <= body.fee;
}
} // namespace

std::string_view name(Invalidity why) noexcept
{
    return texts[static_cast<std::size_t>(why)].name;
}

std::string_view message(Invalidity why) noexcept
{
    return texts[static_cast<std::size_t>(why)].message;
}

u64 intrinsic_gas(const Schedule& schedule, std::size_t bytes, Scheme scheme)
{
    u64 gas = charge(schedule.operation("tx_base"), 0);
    gas = saturating_charge(gas, charge(schedule.operation("tx_byte"), bytes));
    if (scheme != Scheme::asserted)
        gas = saturating_charge(gas, charge(schedule.operation("tx_signature"), 0));
    return gas;
}

std::optional<Invalidity> check_action(const Profile& profile, const Action& action)
{
    const Payload payload = std::visit(PayloadOf{}, action);
    if (payload.input > profile.input_bytes)
        return Invalidity::input_too_long;
    if (payload.coins == nullptr)
        return std::nullopt;
    const auto too_long = [&](const Coin& coin)
    { return coin.denomination.size() > profile.denomination_bytes; };
    if (payload.coins->size() > profile.coins || std::ranges::any_of(*payload.coins, too_long))
        return Invalidity::too_many_coins;
    return std::nullopt;
}

std::optional<Invalidity> check_form(const BlockContext& block, const Transaction& transaction,
                                     std::size_t bytes)
{
    const TransactionBody& body = transaction.body;
    if (bytes > block.profile->transaction_bytes)
        return Invalidity::too_long;
    if (body.chain_id != block.chain_id)
        return Invalidity::wrong_chain;
    if (body.gas_limit == 0 || body.gas_limit > max_gas_limit)
        return Invalidity::gas_limit_out_of_range;
    if (body.expires_height < block.height)
        return Invalidity::expired;
    if (const auto why = check_action(*block.profile, body.action))
        return why;
    if (intrinsic_gas(*block.schedule, bytes, transaction.authenticator.scheme) > body.gas_limit)
        return Invalidity::intrinsic_gas_above_limit;
    if (!fee_suffices(block, body))
        return Invalidity::fee_too_low;
    // Last, because it is what costs most.
    return check_sender_proof(block, transaction);
}

state::StoreResult<std::optional<Invalidity>>
check_sender(const BlockContext& block, const TransactionBody& body, Journal& journal)
{
    const auto next = nonce(journal, body.sender);
    if (!next)
        return std::unexpected{next.error()};
    if (body.nonce < *next)
        return Invalidity::nonce_too_low;
    // The last number has no successor, so no transaction may have it.
    if (body.nonce > *next || body.nonce == ~u64{0})
        return Invalidity::nonce_too_high;
    const auto held = balance(journal, body.sender, block.fee_denomination);
    if (!held)
        return std::unexpected{held.error()};
    if (*held < body.fee)
        return Invalidity::fee_not_covered;
    return std::nullopt;
}
} // namespace pawl::contract
