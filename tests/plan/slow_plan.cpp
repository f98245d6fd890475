#include "tests/plan/slow_plan.hpp"

#include "engine/module/instruction.hpp"

#include <algorithm>
#include <set>

namespace pawl
{
namespace
{
struct Arity
{
    u32 in = 0, out = 0;
};

struct Frame
{
    Op kind{};
    Arity arity;
    u32 height_below = 0;      // operands below the block's own
    bool live = true;          // when it opened
    std::optional<u32> resume; // the region that was current then
    std::set<u32> targets;     // heights that live code inside branches to
    u32 loops = 0;             // loops around what is inside
    std::optional<u64> loop;   // its number, if it is a live loop
};

class SlowPlanner
{
public:
    SlowPlanner(const Module& module, u32 defined, const Schedule& schedule)
        : module_{module},
          schedule_{schedule},
          body_{module.code[defined]},
          type_{module.function_type(module.imported_functions + defined)}
    {
    }

    SlowFunctionPlan run()
    {
        frames_.push_back({Op::block, {0, count(type_.results)}, 0, true, std::nullopt, {}, 0, {}});
        open_region(body_.code);
        out_.local_slots = count(type_.params) + body_.local_count;
        pay_units(body_.local_count);
        for (const DecodedInstruction& instruction : read_instructions(module_, body_))
            visit(instruction);
        return std::move(out_);
    }

private:
    static u32 count(const std::vector<ValueType>& types) { return static_cast<u32>(types.size()); }

    bool live() const { return region_.has_value(); }

    void open_region(u32 offset)
    {
        region_ = offset;
        out_.regions.emplace(offset, 0);
    }

    void pay_units(u64 units)
    {
        if (!live())
            return;
        out_.units += units;
        out_.regions[*region_] += units * schedule_.static_unit;
    }

    void take(u32 operands, u32 results)
    {
        if (!live())
            return;
        height_ += results - operands;
        out_.operand_slots = std::max(out_.operand_slots, height_);
    }

    Arity arity_of(const BlockType& block) const
    {
        if (block.type)
            return {count(module_.types[*block.type].params),
                    count(module_.types[*block.type].results)};
        return {0, block.result ? 1U : 0U};
    }

    u32 label_arity(u32 depth) const
    {
        const Frame& frame = frames_[frames_.size() - 1 - depth];
        return frame.kind == Op::loop ? frame.arity.in : frame.arity.out;
    }

    // Live code inside all open frames branches there.
    void target(u32 depth)
    {
        const auto height = static_cast<u32>(frames_.size() - 1 - depth);
        for (Frame& frame : frames_)
            frame.targets.insert(height);
    }

    // Tells all loops around what happens inside them, in dead code too.
    void tell_loops(const DecodedInstruction& at)
    {
        const bool writes = at.op == Op::local_set || at.op == Op::local_tee;
        const u64 local =
            info(at.op).immediate == Immediate::local ? u64{1} << (at.numbers[0] % 64) : 0;
        const bool calls = live() && (at.op == Op::call || at.op == Op::call_indirect);
        for (const Frame& frame : frames_)
            if (frame.loop)
            {
                LoopPlan& loop = out_.loops[*frame.loop];
                loop.used |= local;
                loop.written |= writes ? local : 0;
                loop.calls |= calls;
            }
        if (calls)
            out_.call_weight += u64{1} << (3 * std::min(frames_.back().loops, 4U));
    }

    void visit(const DecodedInstruction& at)
    {
        ++out_.units;
        tell_loops(at);
        if (live())
        {
            out_.regions[*region_] += schedule_[info(at.op).cost];
            if (info(at.op).float_class >= FloatClass::nan_f32)
                out_.nan_sites.push_back(at.offset);
            if (info(at.op).immediate == Immediate::local)
                out_.local_weights[static_cast<u32>(at.numbers[0])] +=
                    u64{1} << (3 * std::min(frames_.back().loops, 4U));
        }
        if (at.op == Op::block || at.op == Op::loop || at.op == Op::if_)
            return open(at);
        if (at.op == Op::else_)
            return alternative(at);
        if (at.op == Op::end)
            return close(at);
        if (live())
            run_live(at);
    }

    void open(const DecodedInstruction& at)
    {
        const Arity arity = arity_of(at.block);
        if (at.op == Op::if_)
            take(1, 0);
        const u32 loops = frames_.back().loops + (at.op == Op::loop ? 1 : 0);
        frames_.push_back({at.op, arity, height_ - arity.in, live(), region_, {}, loops, {}});
        if (live() && at.op == Op::loop)
        {
            frames_.back().loop = out_.loops.size();
            out_.loops.emplace_back();
        }
        if (live() && at.op != Op::block)
            open_region(at.end);
    }

    void alternative(const DecodedInstruction& at)
    {
        const Frame& frame = frames_.back();
        region_.reset();
        if (!frame.live)
            return;
        height_ = frame.height_below + frame.arity.in;
        open_region(at.end);
    }

    void close(const DecodedInstruction& at)
    {
        const Frame frame = frames_.back();
        frames_.pop_back();
        region_.reset();
        if (frames_.empty() || !frame.live)
            return;
        region_ = frame.resume;
        height_ = frame.height_below + frame.arity.out;
        out_.operand_slots = std::max(out_.operand_slots, height_);
        const auto own_height = static_cast<u32>(frames_.size());
        if (!frame.targets.empty() && *frame.targets.begin() < own_height)
            open_region(at.end);
    }

    void call(const FunctionType& type)
    {
        take(count(type.params), count(type.results));
        pay_units(type.params.size() + type.results.size());
    }

    void run_live(const DecodedInstruction& at)
    {
        const auto first = static_cast<u32>(at.numbers[0]);
        switch (at.op)
        {
        case Op::br:
            pay_units(label_arity(first));
            target(first);
            return region_.reset();
        case Op::br_if:
            take(1, 0);
            pay_units(label_arity(first));
            target(first);
            return open_region(at.end);
        case Op::br_table:
            pay_units(at.labels.size() + label_arity(at.labels.back()));
            std::ranges::for_each(at.labels, [&](u32 depth) { target(depth); });
            return region_.reset();
        case Op::return_:
            pay_units(type_.results.size());
            target(static_cast<u32>(frames_.size()) - 1);
            return region_.reset();
        case Op::unreachable:
            return region_.reset();
        case Op::call:
            return call(module_.function_type(first));
        case Op::call_indirect:
            take(1, 0);
            return call(module_.types[first]);
        default:
            return take_fixed(at.op);
        }
    }

    void take_fixed(Op op)
    {
        static const std::map<Op, Arity> own{
            {Op::nop, {0, 0}},        {Op::drop, {1, 0}},        {Op::select, {3, 1}},
            {Op::select_t, {3, 1}},   {Op::local_get, {0, 1}},   {Op::local_set, {1, 0}},
            {Op::local_tee, {1, 1}},  {Op::global_get, {0, 1}},  {Op::global_set, {1, 0}},
            {Op::table_get, {1, 1}},  {Op::table_set, {2, 0}},   {Op::table_size, {0, 1}},
            {Op::table_grow, {2, 1}}, {Op::table_fill, {3, 0}},  {Op::table_copy, {3, 0}},
            {Op::table_init, {3, 0}}, {Op::memory_copy, {3, 0}}, {Op::memory_init, {3, 0}},
            {Op::ref_null, {0, 1}},   {Op::ref_is_null, {1, 1}}, {Op::ref_func, {0, 1}}};
        if (const auto found = own.find(op); found != own.end())
            return take(found->second.in, found->second.out);
        take(static_cast<u32>(info(op).operands.size()), static_cast<u32>(info(op).results.size()));
    }

    const Module& module_;
    const Schedule& schedule_;
    const FunctionBody& body_;
    const FunctionType& type_;
    SlowFunctionPlan out_;
    std::vector<Frame> frames_;
    std::optional<u32> region_;
    u32 height_ = 0;
};
} // namespace

SlowFunctionPlan slow_plan(const Module& module, u32 defined, const Schedule& schedule)
{
    return SlowPlanner{module, defined, schedule}.run();
}
} // namespace pawl
