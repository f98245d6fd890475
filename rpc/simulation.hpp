// Runs that change nothing: dry runs and estimates.
#pragma once

#include "chain/chain.hpp"
#include "rpc/convert.hpp"
#include "rpc/reactor.hpp"

namespace pawl::rpc
{
/// What a simulation came to, and on which state.
struct Simulated
{
    At at;
    contract::TxOutcome outcome;
    /// The chain's price of a unit of gas.
    U256 fee_per_gas;
    chain::ParameterIds parameters;
};

/// The height that a request names, if it does.
template <typename Request>
[[nodiscard]] std::optional<u64> height_of(const Request& request)
{
    return request.has_height() ? std::optional{u64{request.height()}} : std::nullopt;
}

/// The gas limit of a run that nobody pays for: what was asked, at most a block's.
[[nodiscard]] u64 bounded_gas(u64 asked, const Profile& profile);

/// Runs an action as the first transaction after a block.
[[nodiscard]] chain::Attempt<Simulated> simulate(const chain::Chain& chain,
                                                 const std::string& sender,
                                                 const v1::Action& action, contract::Scheme scheme,
                                                 u64 gas_limit, std::optional<u64> height,
                                                 const Cancelled& cancelled);

/// The same for the requests, which have these fields in common.
template <typename Request>
[[nodiscard]] chain::Attempt<Simulated> simulate(const chain::Chain& chain, const Request& request,
                                                 contract::Scheme scheme, u64 gas_limit,
                                                 const Cancelled& cancelled)
{
    return simulate(chain, request.sender(), request.action(), scheme, gas_limit,
                    height_of(request), cancelled);
}
} // namespace pawl::rpc
