// Two tiers must agree about everything that can be observed.
#pragma once

#include "fuzz/oracles/stage.hpp"
#include "fuzz/oracles/verdict.hpp"

#include <map>

namespace pawl::fuzz
{
/// What comparing came to.
struct Tally
{
    u64 runs = 0;    ///< on each tier
    u64 results = 0; ///< values that calls returned
    std::map<Completion, u64> endings;
};

/// Runs a program on both tiers: instantiates it, calls every function of its last module, then
/// once more one of them with gas that runs out somewhere. How each run ends, its gas, what it told
/// host functions and when, and unless it ran out of gas the trap and its places, results,
/// memories, globals and tables are the same. The observer sees the reference's steps.
[[nodiscard]] Complaint check_tiers(const AnalysedProgram& program, const Tier& reference,
                                    const Tier& other, Tally& tally,
                                    StepObserver* observer = nullptr);
} // namespace pawl::fuzz
