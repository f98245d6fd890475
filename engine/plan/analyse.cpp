#include "engine/plan/analyse.hpp"

#include "engine/module/decode.hpp"
#include "engine/plan/instantiation.hpp"
#include "engine/plan/local_ranking.hpp"
#include "engine/plan/loop_uses.hpp"
#include "engine/validate/body_driver.hpp"
#include "metering/charge_regions.hpp"

#include <algorithm>
#include <optional>

namespace pawl
{
namespace
{
// The analyses that ride on validation.
class Planner
{
public:
    struct Frame
    {
        ChargeRegions::Frame charge;
        u32 loops = 0; ///< open loops inside it, itself included
    };

    Planner(const Module& module, const Schedule& schedule)
        : regions_{schedule, module.code_section.size()}
    {
        functions_.reserve(module.code.size());
    }

    void enter(Frame& frame, u32 offset)
    {
        frame = {};
        loops_ = 0;
        regions_.enter(offset);
        locals_.enter();
    }
    void instruction(Op op) noexcept { regions_.instruction(op); }
    void units(u64 count) noexcept { regions_.units(count); }
    void local(u32 index)
    {
        locals_.use(index);
        uses_.use(index);
    }
    void write(u32 index) noexcept { uses_.write(index); }
    void call() noexcept
    {
        locals_.call();
        uses_.call();
    }
    void nan_site(u32 offset) { nan_sites_.push_back(offset); }

    void open(Frame& frame, FrameKind kind, u32 offset)
    {
        if (kind == FrameKind::loop)
        {
            enter_loops(loops_ + 1);
            uses_.open();
        }
        frame.loops = loops_;
        regions_.open(frame.charge, kind, offset);
    }
    void alternative(Frame& frame, u32 offset)
    {
        enter_loops(frame.loops);
        regions_.alternative(offset);
    }
    void close(Frame& closed, Frame& parent, u32 height, u32 offset)
    {
        if (closed.loops != parent.loops)
            uses_.close();
        enter_loops(parent.loops);
        regions_.close(closed.charge, parent.charge, height, offset);
    }
    void branch(Frame& innermost, u32 height) { ChargeRegions::branch(innermost.charge, height); }
    void split(u32 offset) { regions_.split(offset); }
    void stop()
    {
        locals_.stop();
        regions_.stop();
    }

    /// Adds a function that passed; its static size in units.
    u64 leave(const BodyFacts& facts);

    Plan take() &&;

private:
    void enter_loops(u32 loops) noexcept
    {
        loops_ = loops;
        locals_.set_depth(loops);
    }

    ChargeRegions regions_;
    LocalRanking locals_;
    LoopUses uses_;
    u32 loops_ = 0;
    std::vector<u32> nan_sites_;
    std::vector<LocalWeight> weights_;
    std::vector<FunctionPlan> functions_;
};

// Stack units of every frame beside its slots. Consensus: changing this forks the network.
constexpr u32 frame_base_units = 8;

u64 Planner::leave(const BodyFacts& facts)
{
    FunctionPlan plan;
    if (!functions_.empty())
    {
        const FunctionPlan& last = functions_.back();
        plan.first_region = last.first_region + last.region_count;
        plan.first_weight = last.first_weight + last.weight_count;
        plan.first_nan_site = last.first_nan_site + last.nan_site_count;
        plan.first_loop = last.first_loop + last.loop_count;
    }
    locals_.leave(facts.param_slots + facts.declared_slots, weights_);
    plan.region_count = regions_.count() - plan.first_region;
    plan.weight_count = static_cast<u32>(weights_.size()) - plan.first_weight;
    plan.nan_site_count = static_cast<u32>(nan_sites_.size()) - plan.first_nan_site;
    plan.call_weight = locals_.calls();
    plan.loop_count = uses_.count() - plan.first_loop;
    plan.operand_slots = facts.operand_slots;
    plan.param_slots = facts.param_slots;
    plan.local_slots = facts.param_slots + facts.declared_slots;
    plan.frame_units = frame_base_units + plan.local_slots + plan.operand_slots;
    plan.nesting = facts.nesting;
    const u64 units = regions_.leave();
    plan.units = static_cast<u32>(std::min(units, u64{0xFFFFFFFF}));
    functions_.push_back(plan);
    return units;
}

Plan Planner::take() &&
{
    Plan out;
    out.functions = std::move(functions_);
    out.region_offsets = regions_.take_offsets();
    out.region_prices = regions_.take_prices();
    out.local_weights = std::move(weights_);
    out.loops = uses_.take();
    out.nan_sites = std::move(nan_sites_);
    return out;
}

// What an instruction table is made of.
struct TableKey
{
    FeatureSet features;
    bool floats = false;
    ValueType address{};
    bool operator==(const TableKey&) const noexcept = default;
};

// The table of the thread's last module, where it serves: making one takes a small module's time.
const InstructionTable& table_for(const ModuleRules& rules, ValueType address)
{
    thread_local TableKey key;
    thread_local std::optional<InstructionTable> table;
    const TableKey wanted{rules.features, rules.floats, address};
    if (!table || key != wanted)
    {
        table.emplace(rules, address);
        key = wanted;
    }
    return *table;
}

Expected<Plan> plan_bodies(const Module& module, const ModuleRules& rules, const Schedule& schedule)
{
    const InstructionTable& table = table_for(rules, module.memory_address());
    Planner planner{module, schedule};
    BodyDriver<Planner> driver{module, rules, table, planner};
    for (u32 i = 0; i < module.code.size(); ++i)
    {
        const auto facts = driver.run(i);
        if (!facts)
            return std::unexpected{facts.error()};
        const u32 place = module.code[i].body.begin;
        if (planner.leave(*facts) > rules.limits.function_units)
            return reject(Code::limit_function_units, place);
        const u64 units = u64{frame_base_units} + facts->param_slots + facts->declared_slots +
                          facts->operand_slots;
        if (units > rules.limits.frame_units)
            return reject(Code::limit_frame_units, place);
    }
    return std::move(planner).take();
}
} // namespace

Expected<AnalysedModule> analyse(Bytes bytes, const Profile& profile, const Schedule& schedule)
{
    auto module = decode(std::move(bytes), profile.module);
    if (!module)
        return std::unexpected{module.error()};
    auto plan = plan_bodies(*module, profile.module, schedule);
    if (!plan)
        return std::unexpected{plan.error()};
    plan->schedule_id = schedule.id;
    plan->profile_id = profile.id;
    plan->instantiation_price = instantiation_price(*module, schedule);
    return AnalysedModule{std::move(*module), std::move(*plan)};
}
} // namespace pawl
