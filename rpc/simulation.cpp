#include "rpc/simulation.hpp"

#include <algorithm>

namespace pawl::rpc
{
using chain::Attempt;

u64 bounded_gas(u64 asked, const Profile& profile)
{
    return asked == 0 ? profile.block_gas : std::min(asked, profile.block_gas);
}

Attempt<Simulated> simulate(const chain::Chain& chain, const std::string& sender,
                            const v1::Action& action, contract::Scheme scheme, u64 gas_limit,
                            std::optional<u64> height, const Cancelled& cancelled)
{
    const auto from = read_bytes32("sender", sender);
    if (!from)
        return std::unexpected{from.error()};
    auto what = read_action(action);
    if (!what)
        return std::unexpected{what.error()};
    const auto state = chain.at(height, &cancelled);
    if (!state)
        return std::unexpected{state.error()};
    const contract::BlockContext& next = state->next_block();
    auto outcome =
        state->simulate({*from, *std::move(what), scheme, bounded_gas(gas_limit, *next.profile)});
    if (!outcome)
        return std::unexpected{outcome.error()};
    return Simulated{{state->height(), state->root()},
                     *std::move(outcome),
                     next.minimum_fee_per_gas,
                     {next.semantics_version, next.profile->id, next.schedule->id}};
}
} // namespace pawl::rpc
