#include "contract/bank.hpp"
#include "contract/pawl/functions.hpp"
#include "contract/pawl/guest.hpp"

#include <algorithm>

namespace pawl::contract::pawl_set
{
namespace
{
/// Writes 32 bytes that cost nothing but the call.
HostStatus give32(Guest& guest, std::size_t argument, const Bytes32& value)
{
    const Buffer out = guest.fixed(argument, 32);
    if (!out)
        return out_of_bounds();
    if (!guest.charge_execution())
        return guest.stopped();
    write(*out, value);
    return HostStatus::ok();
}

/// The denomination that an argument names; the chain's own where it is empty.
Bytes denomination(const Guest& guest, std::span<const u8> named)
{
    return named.empty() ? guest.state().block.fee_denomination : to_bytes(named);
}
} // namespace

HostStatus caller(HostCall& call)
{
    Guest guest{call};
    return give32(guest, 0, guest.frame().entry.caller);
}

HostStatus self(HostCall& call)
{
    Guest guest{call};
    return give32(guest, 0, guest.frame().entry.contract);
}

HostStatus value(HostCall& call)
{
    Guest guest{call};
    const Buffer named = guest.buffer(0);
    const Buffer out = guest.fixed(2, 32);
    if (!named || !out)
        return out_of_bounds();
    if (named->size() > guest.profile().denomination_bytes)
        return bad_argument();
    if (!guest.charge_execution(named->size()))
        return guest.stopped();
    const Coins& coins = guest.frame().entry.coins;
    const auto coin = std::ranges::find(coins, denomination(guest, *named), &Coin::denomination);
    write(*out, coin == coins.end() ? Bytes32{} : coin->amount.big_endian);
    return HostStatus::ok();
}

HostStatus balance(HostCall& call)
{
    Guest guest{call};
    const Buffer address = guest.fixed(0, 32);
    const Buffer named = guest.buffer(1);
    const Buffer out = guest.fixed(3, 32);
    if (!address || !named || !out)
        return out_of_bounds();
    if (named->size() > guest.profile().denomination_bytes)
        return bad_argument();
    if (!guest.charge(Category::storage_read, named->size()))
        return guest.stopped();
    const auto amount =
        contract::balance(guest.journal(), read32(*address), denomination(guest, *named));
    if (!amount)
        return guest.fault(amount.error());
    write(*out, amount->big_endian);
    return HostStatus::ok();
}

HostStatus block_height(HostCall& call)
{
    Guest guest{call};
    if (!guest.charge_execution())
        return guest.stopped();
    return guest.answer_i64(guest.state().block.height);
}

HostStatus block_time(HostCall& call)
{
    Guest guest{call};
    if (!guest.charge_execution())
        return guest.stopped();
    return guest.answer_i64(guest.state().block.time_ns);
}

HostStatus chain_id(HostCall& call)
{
    Guest guest{call};
    const Buffer out = guest.buffer(0);
    if (!out)
        return out_of_bounds();
    const BytesView id = as_bytes(guest.state().block.chain_id);
    if (!guest.charge_execution(std::min(id.size(), out->size())))
        return guest.stopped();
    return guest.give(id, *out);
}

HostStatus gas_used(HostCall& call)
{
    Guest guest{call};
    if (!guest.charge_execution())
        return guest.stopped();
    return guest.answer_i64(guest.state().gas.used());
}
} // namespace pawl::contract::pawl_set
