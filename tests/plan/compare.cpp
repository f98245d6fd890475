#include "tests/plan/compare.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
std::string compare_function(const AnalysedModule& analysed, u32 index, const Schedule& schedule)
{
    const Plan& plan = analysed.plan;
    const FunctionPlan& fast = plan.functions[index];
    const SlowFunctionPlan slow = slow_plan(analysed.module, index, schedule);

    std::map<u32, u64> regions;
    for (u32 i = 0; i < fast.region_count; ++i)
        regions[plan.offsets(fast)[i]] = plan.prices(fast)[i];
    if (regions != slow.regions || regions.size() != fast.region_count)
        return "regions";
    if (!std::ranges::is_sorted(plan.offsets(fast)))
        return "order of regions";
    std::map<u32, u64> weights;
    for (const LocalWeight& weight : plan.weights(fast))
        weights[weight.local] = weight.weight;
    if (weights != slow.local_weights || weights.size() != fast.weight_count)
        return "weights of locals";
    if (!std::ranges::is_sorted(plan.weights(fast), {}, &LocalWeight::local))
        return "order of locals";
    if (fast.call_weight != slow.call_weight)
        return "weight of calls";
    if (!std::ranges::equal(plan.loops_of(fast), slow.loops))
        return "loops";
    if (!std::ranges::equal(plan.nans(fast), slow.nan_sites))
        return "NaN sites";
    if (fast.operand_slots != slow.operand_slots)
        return "operand slots";
    if (fast.local_slots != slow.local_slots)
        return "local slots";
    if (fast.frame_units != 8 + slow.local_slots + slow.operand_slots)
        return "frame units";
    return {};
}
} // namespace

std::string first_difference(const AnalysedModule& analysed, const Schedule& schedule)
{
    const Plan& plan = analysed.plan;
    if (plan.functions.size() != analysed.module.code.size())
        return "number of functions";
    for (u32 i = 0; i < plan.functions.size(); ++i)
        if (const std::string found = compare_function(analysed, i, schedule); !found.empty())
            return found + " of function " + std::to_string(i);
    if (!std::ranges::is_sorted(plan.region_offsets, std::less_equal{}))
        return "region offsets are not strictly increasing";
    return {};
}
} // namespace pawl
