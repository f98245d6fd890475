// Balances and nonces, as a transaction sees them.
#pragma once

#include "contract/coin.hpp"
#include "contract/journal.hpp"

namespace pawl::contract
{
/// What an address holds of a denomination. A record that cannot be read is a corrupt store.
[[nodiscard]] state::StoreResult<U256> balance(Journal& journal, const Bytes32& address,
                                               BytesView denomination);

/// Takes an amount from an address; false, and nothing taken, where it has less.
[[nodiscard]] state::StoreResult<bool> debit(Journal& journal, const Bytes32& address,
                                             BytesView denomination, const U256& amount);

/// Moves coins; false, and nothing moved, where they are not covered or the sum would not fit.
[[nodiscard]] state::StoreResult<bool> move_coins(Journal& journal, const Bytes32& from,
                                                  const Bytes32& to, const Coins& coins);

/// The nonce that an account's next transaction must have.
[[nodiscard]] state::StoreResult<u64> nonce(Journal& journal, const Bytes32& address);
void set_nonce(Journal& journal, const Bytes32& address, u64 nonce);
} // namespace pawl::contract
