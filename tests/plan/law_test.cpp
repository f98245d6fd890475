// Random structured programs: their plans against the slow rules, and walks through them against
// the law: what regions charge is what the instructions passed cost, if the walk returns.
#include "engine/module/instruction.hpp"
#include "engine/module/writer.hpp"
#include "tests/plan/compare.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pawl
{
namespace
{
using enum ValueType;

class Generator
{
public:
    explicit Generator(u64 seed) : random_{seed} {}

    CodeWriter program()
    {
        sequence(0);
        return std::move(code_);
    }

    u32 below(u32 bound) { return static_cast<u32>(random_() % bound); }

private:
    static constexpr u32 deepest = 6;

    void sequence(u32 depth)
    {
        for (u32 n = below(6); n > 0 && budget_ > 0; --n, --budget_)
            instruction(depth);
    }

    void instruction(u32 depth)
    {
        const u32 kind = below(100);
        if (kind < 30)
            code_.op(Op::nop);
        else if (kind < 40)
            code_.op(Op::local_get, {below(2)}).op(Op::local_set, {below(2)});
        else if (kind < 65 && depth < deepest)
            block(depth, kind);
        else if (kind < 80)
            code_.op(Op::local_get, {0}).op(Op::br_if, {below(depth + 1)});
        else if (kind < 86)
            code_.op(Op::br, {below(depth + 1)});
        else if (kind < 91)
            code_.op(Op::local_get, {0})
                .br_table({below(depth + 1), below(depth + 1), below(depth + 1)}, below(depth + 1));
        else
            code_.op(kind < 95 ? Op::return_ : kind < 97 ? Op::unreachable : Op::nop);
    }

    void block(u32 depth, u32 kind)
    {
        const Op op = kind < 50 ? Op::block : kind < 57 ? Op::loop : Op::if_;
        if (op == Op::if_)
            code_.op(Op::local_get, {0});
        code_.block(op);
        sequence(depth + 1);
        if (op == Op::if_ && below(2) == 0)
        {
            code_.op(Op::else_);
            sequence(depth + 1);
        }
        code_.end();
    }

    std::mt19937_64 random_;
    CodeWriter code_;
    int budget_ = 60;
};

/// A walk through a function that takes arbitrary turns.
class Walk
{
public:
    Walk(const AnalysedModule& analysed, Generator& turns)
        : code_{read_instructions(analysed.module, analysed.module.code[0])}, turns_{turns}
    {
        const FunctionPlan& function = analysed.plan.functions[0];
        for (u32 i = 0; i < function.region_count; ++i)
            prices_[analysed.plan.offsets(function)[i]] = analysed.plan.prices(function)[i];
        match();
    }

    /// Whether it returned; otherwise it trapped or took too long.
    bool run(u32 steps)
    {
        naive = 2 * u64{default_schedule().static_unit}; // two locals
        enter(0);
        while (steps-- > 0 && !trapped_ && at_ < code_.size())
            step();
        return !trapped_ && at_ >= code_.size();
    }

    u64 paid = 0;
    u64 naive = 0;

private:
    void match()
    {
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < code_.size(); ++i)
        {
            const Op op = code_[i].op;
            if (op == Op::block || op == Op::loop || op == Op::if_)
                open.push_back(i);
            else if (op == Op::else_)
                else_[open.back()] = i;
            else if (op == Op::end && !open.empty())
            {
                end_[open.back()] = i;
                open.pop_back();
            }
        }
    }

    // Goes on at an instruction, paying the region that opens there.
    void enter(std::size_t next)
    {
        at_ = next;
        if (next < code_.size())
            if (const auto region = prices_.find(code_[next].offset); region != prices_.end())
                paid += region->second;
    }

    void branch(u32 depth)
    {
        if (depth >= frames_.size())
            return void(at_ = code_.size());
        frames_.resize(frames_.size() - depth);
        const std::size_t target = frames_.back();
        if (code_[target].op == Op::loop)
            return enter(target + 1);
        frames_.pop_back();
        enter(end_[target] + 1);
    }

    void choose_arm()
    {
        const std::size_t opened = at_;
        frames_.push_back(opened);
        if (turns_.below(2) == 0)
            return enter(opened + 1);
        if (const auto other = else_.find(opened); other != else_.end())
            return enter(other->second + 1);
        frames_.pop_back();
        enter(end_[opened] + 1);
    }

    void step()
    {
        const DecodedInstruction& now = code_[at_];
        naive += default_schedule()[info(now.op).cost];
        switch (now.op)
        {
        case Op::block:
        case Op::loop:
            frames_.push_back(at_);
            return enter(at_ + 1);
        case Op::if_:
            return choose_arm();
        case Op::else_:
            enter(end_[frames_.back()] + 1);
            return frames_.pop_back();
        case Op::end:
            if (!frames_.empty())
                frames_.pop_back();
            return enter(at_ + 1);
        case Op::br:
            return branch(static_cast<u32>(now.numbers[0]));
        case Op::br_if:
            return turns_.below(2) == 0 ? branch(static_cast<u32>(now.numbers[0])) : enter(at_ + 1);
        case Op::br_table:
            naive += now.labels.size() * default_schedule().static_unit;
            return branch(now.labels[turns_.below(static_cast<u32>(now.labels.size()))]);
        case Op::return_:
            return void(at_ = code_.size());
        case Op::unreachable:
            return void(trapped_ = true);
        default:
            return enter(at_ + 1);
        }
    }

    std::vector<DecodedInstruction> code_;
    Generator& turns_;
    std::map<u32, u64> prices_;
    std::map<std::size_t, std::size_t> end_, else_;
    std::vector<std::size_t> frames_; // by the instruction that opened them
    std::size_t at_ = 0;
    bool trapped_ = false;
};

TEST(law, regions_charge_what_instructions_cost)
{
    constexpr u64 programs = 4000;
    const u64 base = std::random_device{}();
    RecordProperty("seed", std::to_string(base));
    u32 returned = 0;
    for (u64 seed = base; seed < base + programs; ++seed)
    {
        Generator random{seed};
        ModuleWriter module;
        module.function(module.type({}, {}), {i32, i32}, random.program());
        const auto analysed = analyse(module.bytes(), default_profile(), default_schedule());
        ASSERT_TRUE(analysed.has_value()) << "seed " << seed;
        ASSERT_EQ(first_difference(*analysed, default_schedule()), "") << "seed " << seed;
        for (int i = 0; i < 6; ++i)
        {
            Walk walk{*analysed, random};
            const bool normal = walk.run(300);
            ASSERT_GE(walk.paid, walk.naive) << "seed " << seed;
            if (!normal)
                continue;
            ASSERT_EQ(walk.paid, walk.naive) << "seed " << seed;
            ++returned;
        }
    }
    EXPECT_GT(returned, programs);
}
} // namespace
} // namespace pawl
