// A fungible token.
#include "pawl.hpp"

namespace
{
using namespace pawl::sdk;

/// What never changes.
struct Terms
{
    Text name;
    Text symbol;
    u8 decimals = 0;
    static void fields(auto& codec, auto& self) { codec(self.name, self.symbol, self.decimals); }
};

constexpr Item<Terms> terms{"terms"};
constexpr Item<Address> owner{"owner"};
constexpr Item<U256> supply{"supply"};
constexpr Map<Address, U256> balances{"balances"};
constexpr Map<Pair<Address, Address>, U256> allowances{"allowances"};

/// Keeps amounts that are not zero only, so that the holders are exactly the entries.
template <typename Key>
void store(const Map<Key, U256>& map, const Key& key, const U256& amount)
{
    if (amount.is_zero())
        map.erase(key);
    else
        map.set(key, amount);
}

void credit(const Address& to, const U256& amount)
{
    store(balances, to, balances.get(to) + amount);
}

void debit(const Address& from, const U256& amount)
{
    const auto rest = checked_sub(balances.get(from), amount);
    require(rest.present, "the balance is too small");
    store(balances, from, *rest);
}

void move(const Address& from, const Address& to, const U256& amount)
{
    debit(from, amount);
    credit(to, amount);
    emit("transfer", "from", from, "to", to, "amount", amount);
}

void create(const Address& to, const U256& amount)
{
    supply.set(supply.get() + amount);
    credit(to, amount);
    emit("mint", "to", to, "amount", amount);
}

void start(Text name, Text symbol, u8 decimals, const U256& first_supply)
{
    terms.set({name, symbol, decimals});
    owner.set(caller());
    create(caller(), first_supply);
}

void transfer(const Address& to, const U256& amount)
{
    move(caller(), to, amount);
}

void approve(const Address& spender, const U256& amount)
{
    store(allowances, {caller(), spender}, amount);
    emit("approve", "owner", caller(), "spender", spender, "amount", amount);
}

void transfer_from(const Address& from, const Address& to, const U256& amount)
{
    const Pair<Address, Address> key{from, caller()};
    const auto rest = checked_sub(allowances.get(key), amount);
    require(rest.present, "the allowance is too small");
    store(allowances, key, *rest);
    move(from, to, amount);
}

void mint(const Address& to, const U256& amount)
{
    require(caller() == owner.get(), "only the owner mints");
    create(to, amount);
}

void burn(const U256& amount)
{
    debit(caller(), amount);
    supply.set(supply.get() - amount);
    emit("burn", "from", caller(), "amount", amount);
}

Terms describe()
{
    return terms.get();
}

U256 total_supply()
{
    return supply.get();
}

U256 balance_of(const Address& who)
{
    return balances.get(who);
}

U256 allowance(const Address& holder, const Address& spender)
{
    return allowances.get({holder, spender});
}

/// The next holders after an address, in the order of addresses; a zero address begins.
List<Pair<Address, U256>> holders(const Address& after, u32 limit)
{
    List<Pair<Address, U256>> out;
    Maybe<Address> last;
    if (!after.is_zero())
        last = after;
    while (out.size() < limit)
    {
        const auto next = balances.after(last);
        if (!next)
            break;
        out.push(*next);
        last = next->first;
    }
    return out;
}
} // namespace

PAWL_EXPORT(deploy)
{
    construct<start>();
}

PAWL_EXPORT(call)
{
    dispatch(method<transfer>("transfer"), method<transfer_from>("transfer_from"),
             method<approve>("approve"), method<mint>("mint"), method<burn>("burn"));
}

PAWL_EXPORT(query)
{
    dispatch(method<balance_of>("balance_of"), method<total_supply>("total_supply"),
             method<allowance>("allowance"), method<describe>("describe"),
             method<holders>("holders"));
}
