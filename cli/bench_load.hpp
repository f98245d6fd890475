// How long compiled code takes to load.
#pragma once

#include "cli/bench.hpp"
#include "engine/tier.hpp"

namespace pawl::cli
{
/// Seconds, medians.
struct LoadTimes
{
    double from_file = 0; ///< from an artifact on disk to code that can be called
    double resident = 0;  ///< from the cache in memory
};

/// Keeps the module's artifact in a folder made for it, and loads that.
[[nodiscard]] LoadTimes measure_load(const AnalysedModule& module, const CompilingTier& tier,
                                     const Rules& rules, unsigned repeat);
} // namespace pawl::cli
