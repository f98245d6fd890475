// Where a run stopped, and how deep it may go.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

class trap : public testing::TestWithParam<std::string>
{
protected:
    u32 exported(std::string_view name, const std::vector<ValueType>& params,
                 const std::vector<ValueType>& results, const CodeWriter& code)
    {
        const u32 index = module_.function(module_.type(params, results), {}, code);
        module_.exported(name, ExternKind::function, index);
        return index;
    }

    /// The place `bytes` behind the first instruction of a function without imports before it.
    static Place place(const Instance& instance, u32 function, u32 bytes)
    {
        return {function, instance.module().code[function].code + bytes};
    }

    Laboratory laboratory_{GetParam()};
    ModuleWriter module_;
};

TEST_P(trap, says_where_it_happened_and_who_called)
{
    const CodeWriter before_division = CodeWriter{}.i32_const(1).op(local_get, {0});
    const u32 divide =
        exported("divide", {i32}, {i32}, CodeWriter{}.code(before_division).op(i32_div_u));
    const CodeWriter before_call = CodeWriter{}.op(nop).op(local_get, {0});
    const u32 caller =
        exported("f", {i32}, {i32}, CodeWriter{}.code(before_call).op(call, {divide}));
    const Instance& instance = laboratory_.instantiate(module_);
    const Outcome outcome = laboratory_.run(laboratory_.instantiate(module_), "f", {0}).outcome;
    EXPECT_EQ(outcome.completion, Completion::trapped);
    EXPECT_EQ(outcome.trap, Trap::integer_divide_by_zero);
    EXPECT_TRUE(outcome.results.empty());
    EXPECT_EQ(outcome.backtrace, (std::vector{place(instance, divide, before_division.size()),
                                              place(instance, caller, before_call.size())}));
}

TEST_P(trap, is_placed_past_branches_and_charges)
{
    // The division stands behind a br_if, so in a region of its own, and at the end of a loop.
    const CodeWriter before = CodeWriter{}
                                  .block(block)
                                  .block(loop)
                                  .op(local_get, {0})
                                  .op(br_if, {1})
                                  .i64_const(1)
                                  .i64_const(0);
    exported("f", {i32}, {},
             CodeWriter{}.code(before).op(i64_rem_s).op(drop).op(br, {0}).end().end());
    Instance& instance = laboratory_.instantiate(module_);
    const Outcome outcome = laboratory_.run(instance, "f", {0}).outcome;
    EXPECT_EQ(outcome.backtrace, std::vector{place(instance, 0, before.size())});
    EXPECT_TRUE(laboratory_.run(instance, "f", {1}).outcome.backtrace.empty());
}

TEST_P(trap, in_a_callee_of_another_instance_is_placed_there)
{
    const u32 inner = exported("inner", {}, {}, CodeWriter{}.op(nop).op(unreachable));
    const Instance& base = laboratory_.instantiate(module_);
    laboratory_.imports.instances["base"] = &base;
    ModuleWriter user;
    user.import_function("base", "inner", user.type({}, {}));
    user.exported("f", ExternKind::function,
                  user.function(user.type({}, {}), {}, CodeWriter{}.op(call, {0})));
    Instance& instance = laboratory_.instantiate(user);
    const Outcome outcome = laboratory_.run(instance, "f", {}).outcome;
    EXPECT_EQ(outcome.backtrace, (std::vector{place(base, inner, CodeWriter{}.op(nop).size()),
                                              Place{1, instance.module().code[0].code}}));
}

TEST_P(trap, keeps_only_the_innermost_places)
{
    exported("f", {i32}, {},
             CodeWriter{}
                 .op(local_get, {0})
                 .op(i32_eqz)
                 .block(if_)
                 .op(unreachable)
                 .end()
                 .op(local_get, {0})
                 .i32_const(1)
                 .op(i32_sub)
                 .op(call, {0}));
    Instance& instance = laboratory_.instantiate(module_);
    const auto depth_of = [&](u64 calls)
    { return laboratory_.run(instance, "f", {calls}).outcome.backtrace.size(); };
    EXPECT_EQ(depth_of(0), 1);
    EXPECT_EQ(depth_of(Outcome::max_backtrace - 1), Outcome::max_backtrace);
    EXPECT_EQ(depth_of(Outcome::max_backtrace + 10), Outcome::max_backtrace);
}

TEST_P(trap, leaves_the_instance_usable)
{
    const u32 global = module_.global({.type = i32, .is_mutable = true}, CodeWriter{}.i32_const(0));
    exported("f", {i32}, {i32},
             CodeWriter{}
                 .op(global_get, {global})
                 .i32_const(1)
                 .op(i32_add)
                 .op(global_set, {global})
                 .i32_const(6)
                 .op(local_get, {0})
                 .op(i32_div_u)
                 .op(global_get, {global})
                 .op(i32_add));
    Instance& instance = laboratory_.instantiate(module_);
    EXPECT_EQ(laboratory_.run(instance, "f", {0}).outcome.trap, Trap::integer_divide_by_zero);
    EXPECT_EQ(laboratory_.value(instance, "f", {3}), 2 + 2);
}

/// `f(n)` calls itself n times.
CodeWriter recursion()
{
    return CodeWriter{}
        .op(local_get, {0})
        .block(if_)
        .op(local_get, {0})
        .i32_const(1)
        .op(i32_sub)
        .op(call, {0})
        .end();
}

TEST_P(trap, of_the_logical_stack_comes_at_the_same_depth_whatever_called)
{
    exported("f", {i32}, {}, recursion());
    const AnalysedModule& module = laboratory_.analyse(module_);
    const u32 units = module.plan.functions[0].frame_units;
    EXPECT_EQ(units, 8 + 1 + 2);
    Instance& instance = laboratory_.instantiate(module);
    for (const u32 frames : {1U, 2U, 100U})
    {
        laboratory_.settings.stack_limit = frames * units;
        EXPECT_TRUE(laboratory_.run(instance, "f", {frames - 1}).outcome.returned());
        EXPECT_EQ(laboratory_.run(instance, "f", {frames}).outcome.trap, Trap::stack_exhausted);
        laboratory_.settings.stack_limit = frames * units - 1;
        EXPECT_EQ(laboratory_.run(instance, "f", {frames - 1}).outcome.trap, Trap::stack_exhausted);
    }
}

TEST_P(trap, of_the_logical_stack_pays_for_the_entry_and_yields_to_out_of_gas)
{
    exported("f", {i32}, {}, recursion());
    const AnalysedModule& module = laboratory_.analyse(module_);
    Instance& instance = laboratory_.instantiate(module);
    const u32 units = module.plan.functions[0].frame_units;
    laboratory_.settings.stack_limit = 3 * units;
    const RunResult deepest = laboratory_.run(instance, "f", {2});
    const RunResult trapped = laboratory_.run(instance, "f", {3});
    // The third activation calls, and the fourth pays for its entry before the depth is compared.
    const auto prices = module.plan.prices(module.plan.functions[0]);
    ASSERT_EQ(prices.size(), 2);
    EXPECT_EQ(trapped.outcome.trap, Trap::stack_exhausted);
    EXPECT_EQ(trapped.used, deepest.used + prices[1] + prices[0]);
    EXPECT_EQ(laboratory_.run(instance, "f", {3}, trapped.used).outcome.trap,
              Trap::stack_exhausted);
    const RunResult less = laboratory_.run(instance, "f", {3}, trapped.used - 1);
    EXPECT_EQ(less.outcome.completion, Completion::out_of_gas);
    EXPECT_EQ(less.outcome.trap, Trap::none);
}

TEST_P(trap, of_the_logical_stack_comes_though_every_call_returned_before)
{
    exported("f", {i32}, {}, recursion());
    exported("g", {}, {}, CodeWriter{}.i32_const(9).op(call, {0}).i32_const(9).op(call, {0}));
    const AnalysedModule& module = laboratory_.analyse(module_);
    laboratory_.settings.stack_limit =
        10 * module.plan.functions[0].frame_units + module.plan.functions[1].frame_units;
    EXPECT_TRUE(laboratory_.run(laboratory_.instantiate(module), "g", {}).outcome.returned());
}

INSTANTIATE_TEST_SUITE_P(every_tier, trap, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
