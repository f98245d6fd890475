// The chain's parameters, which stand in its state, and those in force at a height.
#pragma once

#include "base/u256.hpp"
#include "chain/block.hpp"
#include "chain/failure.hpp"

#include <string_view>

namespace pawl::chain
{
/// Names of parameters in state.
// Consensus: changing these forks the network.
namespace parameter
{
inline constexpr std::string_view chain_id = "chain_id";
inline constexpr std::string_view unsigned_senders = "unsigned_senders";
inline constexpr std::string_view fee_denomination = "fee_denomination";
inline constexpr std::string_view minimum_fee_per_gas = "minimum_fee_per_gas";
} // namespace parameter

/// Where the activation of a height is kept.
[[nodiscard]] Bytes activation_key(u64 height);
/// Where a profile's or a schedule's file is kept.
[[nodiscard]] Bytes profile_key(const Bytes32& id);
[[nodiscard]] Bytes schedule_key(const Bytes32& id);
} // namespace pawl::chain
