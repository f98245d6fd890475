// Gas of whole programs: every limit, and where charges fall.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

class gas : public testing::TestWithParam<std::string>
{
protected:
    /// `f(n)`: n rounds, each of which calls, fills n bytes of memory and takes an arm; then it
    /// divides by 0 where n is odd.
    ModuleWriter program()
    {
        ModuleWriter module;
        module.memory({.min = 1, .max = {}});
        const u32 type = module.type({i32}, {});
        const u32 fill = module.function(
            type, {i64, i64},
            CodeWriter{}.i32_const(0).i32_const(7).op(local_get, {0}).op(memory_fill, {0}));
        const CodeWriter round = CodeWriter{}
                                     .op(local_get, {0})
                                     .op(call, {fill})
                                     .op(local_get, {1})
                                     .i32_const(1)
                                     .op(i32_and)
                                     .block(if_)
                                     .op(nop)
                                     .op(nop)
                                     .op(else_)
                                     .op(nop)
                                     .end();
        const CodeWriter last = CodeWriter{}
                                    .i32_const(1)
                                    .op(local_get, {0})
                                    .i32_const(1)
                                    .op(i32_and)
                                    .i32_const(1)
                                    .op(i32_xor)
                                    .op(i32_div_u)
                                    .op(drop);
        const u32 f = module.function(type, {i32},
                                      CodeWriter{}
                                          .block(loop)
                                          .code(round)
                                          .op(local_get, {1})
                                          .i32_const(1)
                                          .op(i32_add)
                                          .op(local_tee, {1})
                                          .op(local_get, {0})
                                          .op(i32_lt_u)
                                          .op(br_if, {0})
                                          .end()
                                          .code(last));
        module.exported("f", ExternKind::function, f);
        return module;
    }

    RunResult run(const AnalysedModule& module, u64 argument, u64 limit = max_gas_limit)
    {
        laboratory_.forget_instances();
        return laboratory_.run(laboratory_.instantiate(module), "f", {argument}, limit);
    }

    Laboratory laboratory_{GetParam()};
};

TEST_P(gas, is_the_sum_of_what_was_executed)
{
    const AnalysedModule& module = laboratory_.analyse(program());
    for (const u64 rounds : {2, 4, 100})
    {
        const RunResult result = run(module, rounds);
        EXPECT_TRUE(result.outcome.returned());
        EXPECT_TRUE(result.follows_the_law());
    }
}

TEST_P(gas, runs_out_at_every_limit_below_the_need_before_any_trap)
{
    const AnalysedModule& module = laboratory_.analyse(program());
    for (const u64 rounds : {2, 3})
    {
        const RunResult full = run(module, rounds);
        EXPECT_EQ(full.outcome.trap, rounds == 3 ? Trap::integer_divide_by_zero : Trap::none);
        for (u64 limit = 0; limit < full.used; ++limit)
        {
            const RunResult less = run(module, rounds, limit);
            ASSERT_EQ(less.outcome.completion, Completion::out_of_gas) << limit;
            ASSERT_EQ(less.outcome.trap, Trap::none) << limit;
            ASSERT_EQ(less.used, limit);
        }
        const RunResult exact = run(module, rounds, full.used);
        EXPECT_EQ(exact.outcome.completion, full.outcome.completion);
        EXPECT_EQ(exact.outcome.trap, full.outcome.trap);
        EXPECT_EQ(exact.used, full.used);
    }
}

TEST_P(gas, follows_the_schedule_and_regions_do_not)
{
    std::string file{default_schedule_file()};
    const auto replace = [&file](const std::string& line, const std::string& by)
    {
        const auto at = file.find(line);
        ASSERT_NE(at, std::string::npos);
        file.replace(at, line.size(), by);
    };
    replace("instruction.memory_fill = 150 + 1\n", "instruction.memory_fill = 1150 + 3\n");
    replace("static_unit = 2\n", "static_unit = 0\n");
    const auto dearer = parse_schedule(file);
    ASSERT_TRUE(dearer);
    Laboratory other{GetParam(), *dearer};
    const AnalysedModule& theirs = other.analyse(program());
    const AnalysedModule& ours = laboratory_.analyse(program());
    EXPECT_EQ(theirs.plan.region_offsets, ours.plan.region_offsets);
    const u64 before = run(ours, 4).used;
    const RunResult after = other.run(other.instantiate(theirs), "f", {4});
    EXPECT_TRUE(after.follows_the_law());
    // Four rounds: a fill of 4 bytes each, a call's parameter and two locals without their units;
    // the entry's one local.
    EXPECT_EQ(after.used, before + 4 * (1000 + 4 * 2) - 2 * (4 * 3 + 1));
}

INSTANTIATE_TEST_SUITE_P(every_tier, gas, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
