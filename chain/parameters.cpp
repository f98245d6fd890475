#include "chain/parameters.hpp"

#include "base/codec.hpp"
#include "state/keys.hpp"

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
} // namespace pawl::chain
