// What execution sees of the block it happens in.
#pragma once

#include "base/u256.hpp"
#include "determinism/profile.hpp"
#include "metering/schedule.hpp"

#include <string>

namespace pawl::contract
{
/// The facts of a block, and the parameters in force at its height. What it points to outlives it.
struct BlockContext
{
    std::string chain_id;
    u64 height = 0;
    u64 time_ns = 0; ///< nanoseconds since 1970
    Bytes32 proposer;
    u16 semantics_version = 0;
    const Profile* profile = nullptr;
    const Schedule* schedule = nullptr;
    bool unsigned_senders = false; ///< whether a sender may be asserted without proof
    U256 minimum_fee_per_gas;
    Bytes fee_denomination;
};
} // namespace pawl::contract
