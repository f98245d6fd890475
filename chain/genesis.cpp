#include "chain/genesis.hpp"

#include "base/codec.hpp"
#include "base/sha256.hpp"
#include "chain/parameters.hpp"
#include "state/keys.hpp"
#include "state/view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::chain
{
namespace
{
// Consensus: changing this forks the network.
constexpr u16 genesis_version = 1;

using Files = std::map<Bytes32, std::string>;

std::unexpected<Failure> wrong(std::string_view text)
{
    return failure(FailureKind::bad_input, fmt::format("genesis: {}", text));
}

Attempt<void> check_chain_id(const std::string& chain_id)
{
    const auto printable = [](char c) { return c > ' ' && c <= '~'; };
    if (chain_id.empty() || chain_id.size() > max_chain_id_bytes ||
        !std::ranges::all_of(chain_id, printable))
        return wrong("chain_id must be 1 to 50 printable ASCII characters without spaces");
    return {};
}

Attempt<void> check_denomination(const std::string& denomination)
{
    if (denomination.empty() || denomination.size() > max_denomination_bytes)
        return wrong(fmt::format("denomination \"{}\" must be 1 to {} bytes", denomination,
                                 max_denomination_bytes));
    return {};
}

Attempt<void> check_balances(const std::map<Bytes32, Balances>& accounts)
{
    Balances supply;
    for (const auto& [address, balances] : accounts)
        for (const auto& [denomination, amount] : balances)
        {
            if (const auto checked = check_denomination(denomination); !checked)
                return checked;
            if (amount.is_zero())
                return wrong(fmt::format("account {}: balance of {} is zero, leave it out",
                                         to_hex(address), denomination));
            const auto sum = checked_add(supply[denomination], amount);
            if (!sum)
                return wrong(fmt::format("the supply of {} exceeds 256 bits", denomination));
            supply[denomination] = *sum;
        }
    return {};
}

Attempt<void> check_files(std::string_view what, const Files& files)
{
    for (const auto& [id, text] : files)
        if (sha256(as_bytes(text)) != id)
            return wrong(fmt::format("{} {} does not hash to its id but to {}", what, to_hex(id),
                                     to_hex(sha256(as_bytes(text)))));
    return {};
}

Attempt<void> check_used(std::string_view what, const Files& files, std::vector<Bytes32> named)
{
    for (const Bytes32& id : named)
        if (!files.contains(id))
            return wrong(fmt::format("activations name {} {}, which is not among the {}s", what,
                                     to_hex(id), what));
    for (const auto& [id, text] : files)
        if (std::ranges::find(named, id) == named.end())
            return wrong(fmt::format("no activation names {} {}, leave it out", what, to_hex(id)));
    return check_files(what, files);
}

Attempt<void> check_activations(const Genesis& genesis)
{
    const auto& list = genesis.activations;
    if (list.empty() || list.front().height != genesis.initial_height)
        return wrong("activations must begin at initial_height");
    for (std::size_t i = 0; i < list.size(); ++i)
    {
        if (i > 0 && list[i].height <= list[i - 1].height)
            return wrong("activations must have increasing heights");
        if (list[i].height == ~u64{0})
            return wrong("an activation's height must be below 2^64 - 1");
        if (list[i].parameters.semantics_version == 0)
            return wrong("an activation's semantics_version must be at least 1");
    }
    std::vector<Bytes32> profiles;
    std::vector<Bytes32> schedules;
    for (const Activation& activation : list)
    {
        profiles.push_back(activation.parameters.profile_id);
        schedules.push_back(activation.parameters.schedule_id);
    }
    if (const auto used = check_used("profile", genesis.profiles, std::move(profiles)); !used)
        return used;
    return check_used("schedule", genesis.schedules, std::move(schedules));
}

void put_accounts(Encoder& out, const std::map<Bytes32, Balances>& accounts)
{
    out.u32(static_cast<u32>(accounts.size()));
    for (const auto& [address, balances] : accounts)
    {
        out.raw(address).u32(static_cast<u32>(balances.size()));
        for (const auto& [denomination, amount] : balances)
            out.bytes(as_bytes(denomination)).u256(amount);
    }
}

void put_files(Encoder& out, const Files& files)
{
    out.u32(static_cast<u32>(files.size()));
    for (const auto& [id, text] : files)
        out.bytes(as_bytes(text));
}
} // namespace

Attempt<void> validate(const Genesis& genesis)
{
    if (const auto checked = check_chain_id(genesis.chain_id); !checked)
        return checked;
    if (genesis.initial_height == 0)
        return wrong("initial_height must be at least 1");
    if (const auto checked = check_denomination(genesis.fee_denomination); !checked)
        return checked;
    if (const auto checked = check_balances(genesis.accounts); !checked)
        return checked;
    return check_activations(genesis);
}

Genesis default_genesis(std::string_view chain_id, std::map<Bytes32, Balances> accounts)
{
    const ParameterIds parameters{newest_semantics_version, default_profile().id,
                                  default_schedule().id};
    Genesis out;
    out.chain_id = chain_id;
    out.fee_denomination = "upawl";
    out.minimum_fee_per_gas = 1;
    out.accounts = std::move(accounts);
    out.activations = {{out.initial_height, parameters}};
    out.profiles[parameters.profile_id] = default_profile_file();
    out.schedules[parameters.schedule_id] = default_schedule_file();
    return out;
}

// Consensus: changing this forks the network.
Bytes encode(const Genesis& genesis)
{
    Encoder out;
    out.u16(genesis_version)
        .bytes(as_bytes(genesis.chain_id))
        .u64(genesis.initial_height)
        .u8(genesis.unsigned_senders ? 1 : 0)
        .bytes(as_bytes(genesis.fee_denomination))
        .u256(genesis.minimum_fee_per_gas);
    put_accounts(out, genesis.accounts);
    out.u32(static_cast<u32>(genesis.activations.size()));
    for (const Activation& activation : genesis.activations)
        out.u64(activation.height).raw(encode(activation.parameters));
    put_files(out, genesis.profiles);
    put_files(out, genesis.schedules);
    return out.take();
}

// Consensus: changing this forks the network.
Bytes32 genesis_hash(const Genesis& genesis)
{
    return sha256({as_bytes("pawl/genesis/1"), encode(genesis)});
}

state::Changes genesis_changes(const Genesis& genesis)
{
    state::Changes out;
    const auto parameter = [&](const Bytes& key, BytesView value)
    { out.values[key] = to_bytes(value); };

    parameter(state::parameter_key(parameter::chain_id), as_bytes(genesis.chain_id));
    parameter(state::parameter_key(parameter::unsigned_senders),
              Encoder{}.u8(genesis.unsigned_senders ? 1 : 0).view());
    parameter(state::parameter_key(parameter::fee_denomination),
              as_bytes(genesis.fee_denomination));
    parameter(state::parameter_key(parameter::minimum_fee_per_gas),
              genesis.minimum_fee_per_gas.big_endian);
    for (const Activation& activation : genesis.activations)
        parameter(activation_key(activation.height), encode(activation.parameters));
    for (const auto& [id, text] : genesis.profiles)
        parameter(profile_key(id), as_bytes(text));
    for (const auto& [id, text] : genesis.schedules)
        parameter(schedule_key(id), as_bytes(text));
    for (const auto& [address, balances] : genesis.accounts)
        for (const auto& [denomination, amount] : balances)
            out.values[state::balance_key(address, as_bytes(denomination))] =
                to_bytes(amount.big_endian.view());
    return out;
}
} // namespace pawl::chain
