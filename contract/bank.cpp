#include "contract/bank.hpp"

#include "contract/records.hpp"
#include "state/keys.hpp"

namespace pawl::contract
{
namespace
{
using state::StoreErrorKind;
using state::StoreResult;

StoreResult<U256> read_balance(Journal& journal, BytesView key)
{
    const auto value = journal.get(key);
    if (!value)
        return std::unexpected{value.error()};
    if (!*value)
        return U256{};
    const auto amount = decode_balance(**value);
    if (!amount)
        return state::fail(StoreErrorKind::corrupt,
                           std::string{"a balance record cannot be read"} + state::restore);
    return *amount;
}

StoreResult<void> write_balance(Journal& journal, BytesView key, const U256& amount)
{
    if (amount.is_zero())
        return journal.erase(key);
    journal.set(key, amount.big_endian);
    return {};
}

StoreResult<bool> credit(Journal& journal, const Bytes32& address, const Coin& coin)
{
    const Bytes key = state::balance_key(address, coin.denomination);
    const auto before = read_balance(journal, key);
    if (!before)
        return std::unexpected{before.error()};
    const auto after = checked_add(*before, coin.amount);
    if (!after)
        return false;
    const auto written = write_balance(journal, key, *after);
    if (!written)
        return std::unexpected{written.error()};
    return true;
}

StoreResult<bool> move_coin(Journal& journal, const Bytes32& from, const Bytes32& to,
                            const Coin& coin)
{
    const auto taken = debit(journal, from, coin.denomination, coin.amount);
    if (!taken || !*taken)
        return taken;
    return credit(journal, to, coin);
}
} // namespace

StoreResult<U256> balance(Journal& journal, const Bytes32& address, BytesView denomination)
{
    return read_balance(journal, state::balance_key(address, denomination));
}

StoreResult<bool> debit(Journal& journal, const Bytes32& address, BytesView denomination,
                        const U256& amount)
{
    const Bytes key = state::balance_key(address, denomination);
    const auto before = read_balance(journal, key);
    if (!before)
        return std::unexpected{before.error()};
    const auto after = checked_sub(*before, amount);
    if (!after)
        return false;
    const auto written = write_balance(journal, key, *after);
    if (!written)
        return std::unexpected{written.error()};
    return true;
}

StoreResult<bool> move_coins(Journal& journal, const Bytes32& from, const Bytes32& to,
                             const Coins& coins)
{
    const Journal::Savepoint savepoint = journal.save();
    for (const Coin& coin : coins)
    {
        const auto moved = move_coin(journal, from, to, coin);
        if (moved && *moved)
            continue;
        journal.roll_back(savepoint);
        return moved;
    }
    return true;
}

StoreResult<u64> nonce(Journal& journal, const Bytes32& address)
{
    const auto value = journal.get(state::nonce_key(address));
    if (!value)
        return std::unexpected{value.error()};
    if (!*value)
        return u64{0};
    const auto decoded = decode_nonce(**value);
    if (!decoded)
        return state::fail(StoreErrorKind::corrupt,
                           std::string{"a nonce record cannot be read"} + state::restore);
    return *decoded;
}

void set_nonce(Journal& journal, const Bytes32& address, u64 nonce)
{
    journal.set(state::nonce_key(address), encode_nonce(nonce));
}
} // namespace pawl::contract
