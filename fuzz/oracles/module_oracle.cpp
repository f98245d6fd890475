#include "fuzz/oracles/module_oracle.hpp"

#include "engine/interpreter/interpreter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::fuzz
{
namespace
{
bool same_plan(const Plan& a, const Plan& b)
{
    const auto shape = [](const FunctionPlan& plan)
    {
        return std::tuple{plan.first_region, plan.region_count, plan.frame_units,
                          plan.operand_slots};
    };
    return a.region_offsets == b.region_offsets && a.region_prices == b.region_prices &&
           a.local_weights == b.local_weights && a.nan_sites == b.nan_sites &&
           a.instantiation_price == b.instantiation_price &&
           std::ranges::equal(a.functions, b.functions, {}, shape, shape);
}

Complaint check_function(const AnalysedModule& analysed, std::size_t defined)
{
    const FunctionPlan& plan = analysed.plan.functions[defined];
    const FunctionBody& body = analysed.module.code[defined];
    const auto offsets = analysed.plan.offsets(plan);
    if (offsets.empty() || offsets.front() != body.code)
        return fmt::format("function {}: no region opens at its entry", defined);
    if (offsets.back() >= body.body.end)
        return fmt::format("function {}: a region opens behind its end", defined);
    if (plan.frame_units != 8 + plan.local_slots + plan.operand_slots)
        return fmt::format("function {}: frame units do not add up", defined);
    if (plan.local_slots < plan.param_slots)
        return fmt::format("function {}: fewer locals than parameters", defined);
    return {};
}

Complaint check_rejection(BytesView bytes, Rejection rejection)
{
    if (rejection.offset > bytes.size())
        return fmt::format("rejected at {}, behind the last byte", rejection.offset);
    if (name(rejection.code).empty() || message(rejection.code).empty())
        return "a rejection has no text";
    return {};
}
} // namespace

Complaint check_plan(const AnalysedModule& analysed)
{
    const Plan& plan = analysed.plan;
    if (plan.functions.size() != analysed.module.code.size())
        return "not every function has a plan";
    if (plan.region_offsets.size() != plan.region_prices.size())
        return "not every region has a price";
    u32 next_region = 0;
    for (std::size_t defined = 0; defined < plan.functions.size(); ++defined)
    {
        if (plan.functions[defined].first_region != next_region)
            return fmt::format("function {}: its regions do not follow the last", defined);
        next_region += plan.functions[defined].region_count;
        if (next_region > plan.region_offsets.size())
            return fmt::format("function {}: regions are missing", defined);
        if (const Complaint complaint = check_function(analysed, defined))
            return complaint;
    }
    if (next_region != plan.region_offsets.size())
        return "regions are left over";
    const auto not_rising = std::ranges::adjacent_find(plan.region_offsets, std::greater_equal{});
    if (not_rising != plan.region_offsets.end())
        return fmt::format("two regions open at or behind {}", *not_rising);
    return {};
}

Complaint check_module(BytesView bytes)
{
    const auto first = analyse(to_bytes(bytes), default_profile(), default_schedule());
    if (!first)
        return check_rejection(bytes, first.error());
    const auto second = analyse(to_bytes(bytes), default_profile(), default_schedule());
    if (!second || !same_plan(first->plan, second->plan))
        return "a second analysis differs from the first";
    if (!analyse(to_bytes(bytes), permissive_profile(), default_schedule()))
        return "the permissive profile rejects what the default accepts";
    if (Complaint complaint = check_plan(*first))
        return complaint;
    static_cast<void>(Interpreter{default_schedule()}.prepare(*first));
    return {};
}
} // namespace pawl::fuzz
