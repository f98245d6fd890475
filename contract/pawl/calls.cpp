#include "contract/address.hpp"
#include "contract/bank.hpp"
#include "contract/pawl/functions.hpp"
#include "contract/pawl/guest.hpp"

#include <algorithm>

namespace pawl::contract::pawl_set
{
namespace
{
constexpr u32 status_ok = 0;
constexpr u32 status_refused = 4;

/// Coins as a guest writes them; length 0 is none. Nothing where they are malformed.
std::optional<Coins> read_coins(const Guest& guest, BytesView bytes)
{
    if (bytes.empty())
        return Coins{};
    const Profile& profile = guest.profile();
    Decoder in{bytes};
    Coins coins = decode_coins(
        in, {.coins = profile.coins, .denomination_bytes = profile.denomination_bytes});
    if (!in.finish())
        return std::nullopt;
    return coins;
}

/// Lets the executor enter a contract, and answers with the status that the ABI gives it.
/// `address`, where given, is where the address of what was made goes.
HostStatus enter(Guest& guest, HostCall& call, Request request,
                 std::optional<u32> address_argument = std::nullopt)
{
    const Bytes32 address = request.entry.contract;
    const bool resumed = guest.ask(std::move(request));
    Frame& frame = guest.frame();
    if (!resumed || guest.state().fault)
        return HostStatus::cancelled();
    Reply reply = std::move(frame.reply);
    if (reply.stopped)
        return guest.stopped();
    if (reply.reentry)
        return HostStatus::trapped(Trap::reentrancy_forbidden);
    frame.returned = std::move(reply.data);
    // The buffer is looked up again, because memory may have grown meanwhile.
    if (reply.status == Status::ok && address_argument)
        write(*Guest{call}.fixed(*address_argument, 32), address);
    return guest.answer_i32(static_cast<u32>(reply.status));
}

Entry entry_of(const Guest& guest, EntryKind kind, const Bytes32& contract)
{
    const Entry& own = guest.frame().entry;
    return {.kind = kind,
            .contract = contract,
            .caller = own.contract,
            .coins = {},
            .input = {},
            .read_only = own.read_only || kind == EntryKind::query};
}
} // namespace

HostStatus call(HostCall& call)
{
    Guest guest{call};
    const Buffer address = guest.fixed(0, 32);
    const Buffer coins = guest.buffer(1);
    const Buffer input = guest.buffer(3);
    if (!address || !coins || !input)
        return out_of_bounds();
    if (input->size() > guest.profile().input_bytes)
        return bad_argument();
    if (!guest.charge(Category::call, u64{coins->size()} + input->size()))
        return guest.stopped();
    auto value = read_coins(guest, *coins);
    if (!value)
        return bad_argument();
    if (guest.frame().entry.read_only && !value->empty())
        return read_only();
    Request request;
    request.entry = entry_of(guest, EntryKind::call, read32(*address));
    request.entry.coins = std::move(*value);
    request.entry.input = to_bytes(*input);
    request.gas_cap = guest.i64(5);
    return enter(guest, call, std::move(request));
}

HostStatus query(HostCall& call)
{
    Guest guest{call};
    const Buffer address = guest.fixed(0, 32);
    const Buffer input = guest.buffer(1);
    if (!address || !input)
        return out_of_bounds();
    if (input->size() > guest.profile().input_bytes)
        return bad_argument();
    if (!guest.charge(Category::call, input->size()))
        return guest.stopped();
    Request request;
    request.entry = entry_of(guest, EntryKind::query, read32(*address));
    request.entry.input = to_bytes(*input);
    request.gas_cap = guest.i64(3);
    return enter(guest, call, std::move(request));
}

HostStatus create(HostCall& call)
{
    Guest guest{call};
    const Buffer code_hash = guest.fixed(0, 32);
    const Buffer salt = guest.buffer(1);
    const Buffer coins = guest.buffer(3);
    const Buffer input = guest.buffer(5);
    if (!code_hash || !salt || !coins || !input || !guest.fixed(8, 32))
        return out_of_bounds();
    if (guest.frame().entry.read_only)
        return read_only();
    if (salt->empty() || salt->size() > max_salt_bytes ||
        input->size() > guest.profile().input_bytes)
        return bad_argument();
    if (!guest.charge(Category::call, u64{salt->size()} + coins->size() + input->size()))
        return guest.stopped();
    auto value = read_coins(guest, *coins);
    if (!value)
        return bad_argument();
    Request request;
    request.code_hash = read32(*code_hash);
    request.entry =
        entry_of(guest, EntryKind::deploy,
                 contract_address(request.code_hash, guest.frame().entry.contract, *salt));
    request.entry.coins = std::move(*value);
    request.entry.input = to_bytes(*input);
    request.gas_cap = guest.i64(7);
    return enter(guest, call, std::move(request), 8);
}

HostStatus transfer(HostCall& call)
{
    Guest guest{call};
    const Buffer address = guest.fixed(0, 32);
    const Buffer coins = guest.buffer(1);
    if (!address || !coins)
        return out_of_bounds();
    if (guest.frame().entry.read_only)
        return read_only();
    if (!guest.charge(Category::call, coins->size()))
        return guest.stopped();
    const auto value = read_coins(guest, *coins);
    if (!value)
        return bad_argument();
    const auto moved =
        move_coins(guest.journal(), guest.frame().entry.contract, read32(*address), *value);
    if (!moved)
        return guest.fault(moved.error());
    return guest.answer_i32(*moved ? status_ok : status_refused);
}

HostStatus returned(HostCall& call)
{
    Guest guest{call};
    const Buffer out = guest.buffer(0);
    if (!out)
        return out_of_bounds();
    const std::optional<Bytes>& data = guest.frame().returned;
    const std::size_t length = data ? data->size() : 0;
    if (!guest.charge(Category::call, std::min(length, out->size())))
        return guest.stopped();
    if (!data)
        return guest.answer_i32(absent);
    return guest.give(*data, *out);
}
} // namespace pawl::contract::pawl_set
