// What admission says to a module: the same for `Code.Check` and `pawl check`.
#pragma once

#include "contract/abi.hpp"
#include "engine/plan/analyse.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pawl::rpc
{
/// The verdict on one module.
struct Verdict
{
    Bytes32 code_hash;
    std::optional<Rejection> rejection;
    // Of a module that validation accepted:
    u64 functions = 0;
    u64 code_bytes = 0;
    u64 charge_regions = 0;
    u64 instantiation_gas = 0;
    /// Imports that the host set does not satisfy, as `module.name`.
    std::vector<std::string> missing_imports;
};

/// The ABIs that this build has.
[[nodiscard]] std::span<const contract::Abi* const> known_abis();

/// Judges a module. With `host`, it must also be a contract of that ABI; without, imports are held
/// against all known ones and only reported.
[[nodiscard]] Verdict judge(Bytes code, const Profile& profile, const Schedule& schedule,
                            const contract::Abi* host);
} // namespace pawl::rpc
