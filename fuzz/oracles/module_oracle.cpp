#include "fuzz/oracles/module_oracle.hpp"

#include "engine/interpreter/interpreter.hpp"
#include "engine/runtime/instantiate.hpp"
#include "engine/runtime/link.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::fuzz
{
namespace
{
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

/// Brings the module to life, where it needs nothing from outside: what was validated is read again
/// by those who trust it, and they abort where they disagree with the validator.
void instantiate(const AnalysedModule& analysed)
{
    constexpr u64 gas = 100'000'000;
    const Interpreter interpreter{default_schedule()};
    const auto executable = interpreter.prepare(analysed);
    const auto imports = resolve_imports(analysed.module, {});
    if (!imports)
        return;
    MemoryPool memories;
    GasMeter meter{gas};
    Execution execution;
    execution.gas = &meter;
    execution.schedule = &default_schedule();
    execution.runner = &interpreter;
    execution.stack_limit = default_profile().stack_units;
    InstanceGroup group{memories};
    static_cast<void>(group.instantiate(analysed, *executable, *imports,
                                        default_profile().module.limits, execution));
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
    if (!second || second->plan != first->plan)
        return "a second analysis differs from the first";
    if (!analyse(to_bytes(bytes), permissive_profile(), default_schedule()))
        return "the permissive profile rejects what the default accepts";
    if (Complaint complaint = check_plan(*first))
        return complaint;
    instantiate(*first);
    return {};
}
} // namespace pawl::fuzz
