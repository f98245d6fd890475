// The rules of docs/semantics.md once more, written to be read and not to be fast, so that the plan
// of the one-pass analysis has something to be compared with.
#pragma once

#include "engine/plan/analyse.hpp"

#include <map>

namespace pawl
{
/// What the slow implementation says of one function.
struct SlowFunctionPlan
{
    std::map<u32, u64> regions; ///< price by the offset where the region opens
    u64 units = 0;              ///< instructions, dead ones too, and static units
    u32 operand_slots = 0;
    u32 local_slots = 0;
    std::map<u32, u64> local_weights;
    u64 call_weight = 0;
    std::vector<LoopPlan> loops;
    std::vector<u32> nan_sites;
};

/// Plans one function of a validated module. Only types of one slot are known.
[[nodiscard]] SlowFunctionPlan slow_plan(const Module& module, u32 defined,
                                         const Schedule& schedule);
} // namespace pawl
