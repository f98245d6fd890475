#include "chain/parameters.hpp"

#include "base/codec.hpp"
#include "state/keys.hpp"

#include <fmt/format.h>

namespace pawl::chain
{
namespace
{
// Consensus: changing these forks the network.
constexpr std::string_view activation_prefix = "activation/";
constexpr std::string_view profile_prefix = "profile/";
constexpr std::string_view schedule_prefix = "schedule/";

Bytes keyed(std::string_view prefix, BytesView rest)
{
    Bytes name = to_bytes(prefix);
    append(name, rest);
    return state::make_key(state::Namespace::parameter, {}, name);
}

std::unexpected<Failure> damaged(BytesView key)
{
    return failure(
        FailureKind::node_fault,
        fmt::format("the state lacks or cannot read parameter {}: restore the folder from "
                    "a backup",
                    to_hex(key)));
}

Attempt<Bytes> require(const state::StateView& state, const Bytes& key)
{
    auto value = state.get(key);
    if (!value)
        return failure(value.error());
    if (!*value)
        return damaged(key);
    return std::move(**value);
}

std::unexpected<Failure> unsupported(u64 height, std::string what)
{
    return failure(FailureKind::unsupported,
                   fmt::format("from height {} on the chain needs {}: install a build that has it",
                               height, what));
}

std::string unreadable(std::string_view what, const Bytes32& id, const Rejection& why)
{
    return fmt::format("{} {}, which this build cannot read ({} at byte {})", what, to_hex(id),
                       name(why.code), why.offset);
}
} // namespace

Bytes activation_key(u64 height)
{
    return keyed(activation_prefix, Encoder{}.u64(height).view());
}

Bytes profile_key(const Bytes32& id)
{
    return keyed(profile_prefix, id);
}

Bytes schedule_key(const Bytes32& id)
{
    return keyed(schedule_prefix, id);
}

Attempt<Versions> read_versions(u64 height, const ParameterIds& ids, BytesView profile_file,
                                BytesView schedule_file)
{
    if (ids.semantics_version > newest_semantics_version)
        return unsupported(height, fmt::format("semantics version {}", ids.semantics_version));
    auto profile = parse_profile(as_text(profile_file));
    if (!profile)
        return unsupported(height, unreadable("profile", ids.profile_id, profile.error()));
    auto schedule = parse_schedule(as_text(schedule_file));
    if (!schedule)
        return unsupported(height, unreadable("schedule", ids.schedule_id, schedule.error()));
    return Versions{ids, std::move(*profile), std::move(*schedule)};
}

Attempt<Parameters> Parameters::load(const state::StateView& state)
{
    Parameters out;
    const auto take = [&](std::string_view name)
    { return require(state, state::parameter_key(name)); };
    const auto chain_id = take(parameter::chain_id);
    const auto unsigned_senders = take(parameter::unsigned_senders);
    const auto denomination = take(parameter::fee_denomination);
    const auto minimum = take(parameter::minimum_fee_per_gas);
    for (const auto* value : {&chain_id, &unsigned_senders, &denomination, &minimum})
        if (!*value)
            return std::unexpected{value->error()};
    const auto fee = bytes32(*minimum);
    if (!fee || unsigned_senders->size() != 1)
        return damaged(as_bytes("fee and senders"));

    out.chain_id_ = as_text(*chain_id);
    out.unsigned_senders_ = unsigned_senders->front() != 0;
    out.fee_denomination_ = *denomination;
    out.minimum_fee_per_gas_ = U256{*fee};
    if (const auto loaded = out.load_activations(state); !loaded)
        return std::unexpected{loaded.error()};
    return out;
}

Attempt<void> Parameters::load_activations(const state::StateView& state)
{
    Bytes from = activation_key(0);
    const Bytes to = activation_key(~u64{0});
    while (true)
    {
        const auto entry = state.next(from, to, state::Direction::ascending);
        if (!entry)
            return failure(entry.error());
        if (!*entry)
            break;
        if (const auto loaded = load_activation(state, **entry); !loaded)
            return loaded;
        from = (*entry)->key;
        from.push_back(0); // The least key after it.
    }
    if (versions_.empty())
        return damaged(from);
    return {};
}

Attempt<void> Parameters::load_activation(const state::StateView& state, const state::Entry& entry)
{
    const auto ids = decode_parameter_ids(entry.value);
    if (entry.key.size() != activation_key(0).size() || !ids)
        return damaged(entry.key);
    const auto profile_file = require(state, profile_key(ids->profile_id));
    if (!profile_file)
        return std::unexpected{profile_file.error()};
    const auto schedule_file = require(state, schedule_key(ids->schedule_id));
    if (!schedule_file)
        return std::unexpected{schedule_file.error()};
    const u64 height = Decoder{BytesView{entry.key}.last(sizeof(u64))}.u64();
    // A version that this build does not have matters only from its height on.
    versions_.emplace(height, read_versions(height, *ids, *profile_file, *schedule_file));
    return {};
}

Attempt<const Versions*> Parameters::at(u64 height) const
{
    auto after = versions_.upper_bound(height);
    const auto& found = after == versions_.begin() ? *after : *std::prev(after);
    if (!found.second)
        return std::unexpected{found.second.error()};
    return &*found.second;
}
} // namespace pawl::chain
