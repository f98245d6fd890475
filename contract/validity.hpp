// When a transaction is valid: docs/formats/transaction.md.
#pragma once

#include "contract/block_context.hpp"
#include "contract/journal.hpp"
#include "contract/transaction.hpp"

namespace pawl::contract
{
/// Why a transaction is invalid. Local: receipts hold only that it is.
enum class Invalidity
{
    undecodable,
    too_long,
    wrong_chain,
    gas_limit_out_of_range,
    unsigned_sender,
    bad_signature,
    expired,
    nonce_too_low,
    nonce_too_high,
    input_too_long,
    too_many_coins,
    intrinsic_gas_above_limit,
    fee_too_low,
    fee_not_covered,
    block_gas_exceeded,
};

/// The identifier, as in `nonce_too_low`.
[[nodiscard]] std::string_view name(Invalidity why) noexcept;
/// One sentence that says what to do.
[[nodiscard]] std::string_view message(Invalidity why) noexcept;

/// What every transaction of this length and scheme pays before it does anything.
[[nodiscard]] u64 intrinsic_gas(const Schedule& schedule, std::size_t bytes, Scheme scheme);

/// Whether an action is within the profile's limits.
[[nodiscard]] std::optional<Invalidity> check_action(const Profile& profile, const Action& action);

/// What can be said without state: everything but nonce and fee cover.
[[nodiscard]] std::optional<Invalidity>
check_form(const BlockContext& block, const Transaction& transaction, std::size_t bytes);

/// Whether the sender's nonce and balance fit.
[[nodiscard]] state::StoreResult<std::optional<Invalidity>>
check_sender(const BlockContext& block, const TransactionBody& body, Journal& journal);
} // namespace pawl::contract
