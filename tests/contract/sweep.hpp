// The law of limits: a gas limit decides whether a transaction ends and nothing else.
#pragma once

#include "tests/contract/world.hpp"

namespace pawl::contract
{
/// Expects that only the nonce, and the fee where there is one, stand.
void expect_only_nonce_and_fee(const World& world, const TxOutcome& outcome, const Account& from);

/// Executes an action, which must succeed, at about `limits` limits below what it uses: each must
/// be out of gas. At exactly what it uses it must come to the same as with plenty.
void expect_same_at_any_limit(const World& world, const Account& from, const Action& action,
                              u64 limits);
} // namespace pawl::contract
