#include "engine/validate/local_types.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
// How many locals are written out for a body: enough for every compiler's code, and linear.
u32 affordable(const FunctionBody& body) noexcept
{
    return 64 + 4 * body.body.size();
}
} // namespace

void LocalTypes::reset(const FunctionType& type, const FunctionBody& body)
{
    type_ = &type;
    body_ = &body;
    declared_slots_ = 0;
    param_slots_ = 0;
    for (const ValueType param : type.params)
        param_slots_ += slots(param);
    const u32 params = static_cast<u32>(type.params.size());
    const u32 end = params + std::min(body.local_count, affordable(body));
    if (types_.size() < end)
        types_.resize(end);
    std::ranges::copy(type.params, types_.begin());
    written_ = params;
    for (u32 i = 0; i < body.run_count; ++i)
    {
        const LocalRun& run = module_.local_runs[body.first_run + i];
        const u32 count = std::min(run.count, end - written_);
        std::fill_n(types_.begin() + written_, count, run.type);
        written_ += count;
        declared_slots_ += run.count * slots(run.type);
    }
}

std::optional<ValueType> LocalTypes::search(u32 index) const noexcept
{
    const u64 params = type_->params.size();
    if (index >= params + body_->local_count)
        return std::nullopt;
    const auto* const runs = module_.local_runs.data() + body_->first_run;
    const auto* run = std::upper_bound(runs, runs + body_->run_count, index - params,
                                       [](u64 place, const LocalRun& candidate)
                                       { return place < candidate.end; });
    return run->type;
}
} // namespace pawl
