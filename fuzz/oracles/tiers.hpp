// Two tiers must agree about everything that can be observed.
#pragma once

#include "engine/tier.hpp"
#include "fuzz/oracles/verdict.hpp"

namespace pawl::fuzz
{
/// Runs every exported function of a module without imports on both tiers, each in fresh instances,
/// with at most `limit` gas. How they end, their gas, and unless they ran out of gas the trap and
/// its places, results, memories, globals and tables are the same.
[[nodiscard]] Complaint check_tiers(const AnalysedModule& analysed, const Tier& reference,
                                    const Tier& other, u64 limit);
} // namespace pawl::fuzz
