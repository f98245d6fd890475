// Charge regions, static units, stack units and weights, by hand.
#include "engine/module/writer.hpp"
#include "tests/plan/compare.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
using enum ValueType;

constexpr u64 price(CostClass cost)
{
    return static_cast<u64>(cost) + 1; // distinct, so that a sum names its parts
}

/// A schedule whose prices are distinct.
const Schedule& schedule()
{
    static const Schedule distinct = []
    {
        Schedule out = default_schedule();
        for (std::size_t i = 1; i < cost_class_count; ++i)
            out.classes[i] = static_cast<u16>(price(static_cast<CostClass>(i)));
        out.static_unit = 1000;
        return out;
    }();
    return distinct;
}

/// A function planned on its own, with what tests ask of it.
struct Planned
{
    AnalysedModule analysed;

    const FunctionPlan& function() const { return analysed.plan.functions[0]; }
    u32 start() const { return analysed.module.code[0].code; }
    /// Price by the offset within the code where the region opens.
    std::map<u32, u64> regions() const
    {
        std::map<u32, u64> out;
        for (u32 i = 0; i < function().region_count; ++i)
            out[analysed.plan.offsets(function())[i] - start()] =
                analysed.plan.prices(function())[i];
        return out;
    }
};

Planned plan(const CodeWriter& code, const std::vector<ValueType>& params = {},
             const std::vector<ValueType>& results = {}, const std::vector<ValueType>& locals = {})
{
    ModuleWriter module;
    module.memory({1, std::nullopt});
    module.table({funcref, {1, std::nullopt}});
    module.function(module.type(params, results), locals, code);
    auto analysed = analyse(module.bytes(), default_profile(), schedule());
    EXPECT_TRUE(analysed.has_value()) << name(analysed.error().code);
    EXPECT_EQ(first_difference(*analysed, schedule()), "");
    return {std::move(*analysed)};
}

using enum CostClass;

TEST(charge_regions, a_body_without_branches_is_one_region)
{
    CodeWriter code;
    code.i32_const(1).i32_const(2).op(Op::i32_add).op(Op::drop);
    EXPECT_EQ(plan(code).regions(), (std::map<u32, u64>{{0, 2 * price(constant) + price(alu32) +
                                                                price(CostClass::drop)}}));
}

TEST(charge_regions, an_empty_body_has_a_region_without_price)
{
    EXPECT_EQ(plan({}).regions(), (std::map<u32, u64>{{0, 0}}));
}

TEST(charge_regions, a_block_that_nothing_leaves_opens_none)
{
    CodeWriter code;
    code.block(Op::block).op(Op::nop).end().op(Op::nop);
    EXPECT_EQ(plan(code).regions(),
              (std::map<u32, u64>{{0, price(CostClass::block) + 2 * price(CostClass::nop)}}));
}

TEST(charge_regions, a_loop_pays_its_body_each_time_and_itself_once)
{
    CodeWriter code;
    code.block(Op::loop);
    const u32 body = code.size();
    code.op(Op::nop).op(Op::nop).end().op(Op::nop);
    EXPECT_EQ(plan(code).regions(),
              (std::map<u32, u64>{{0, price(CostClass::loop) + price(CostClass::nop)},
                                  {body, 2 * price(CostClass::nop)}}));
}

TEST(charge_regions, each_arm_pays_for_itself_and_the_end_resumes)
{
    CodeWriter code;
    code.i32_const(1).block(Op::if_);
    const u32 first = code.size();
    code.op(Op::nop).op(Op::else_);
    const u32 second = code.size();
    code.op(Op::nop).op(Op::nop).end().op(Op::nop);
    EXPECT_EQ(plan(code).regions(),
              (std::map<u32, u64>{{0, price(constant) + price(branch_if) + price(CostClass::nop)},
                                  {first, price(CostClass::nop)},
                                  {second, 2 * price(CostClass::nop)}}));
}

TEST(charge_regions, a_conditional_branch_opens_one_behind_it_and_one_at_each_end_it_crosses)
{
    CodeWriter code;
    code.block(Op::block).block(Op::block).i32_const(0).op(Op::br_if, {1});
    const u32 behind = code.size();
    code.op(Op::nop).end();
    const u32 inner_end = code.size();
    code.op(Op::nop).end().op(Op::nop);
    EXPECT_EQ(plan(code).regions(),
              (std::map<u32, u64>{{0, 2 * price(CostClass::block) + price(constant) +
                                          price(branch_if) + price(CostClass::nop)},
                                  {behind, price(CostClass::nop)},
                                  {inner_end, price(CostClass::nop)}}));
}

TEST(charge_regions, a_return_crosses_every_end)
{
    CodeWriter code;
    code.block(Op::block).i32_const(0).block(Op::if_);
    const u32 arm = code.size();
    code.op(Op::return_).end();
    const u32 if_end = code.size();
    code.op(Op::nop).end();
    const u32 block_end = code.size();
    code.op(Op::nop);
    EXPECT_EQ(plan(code).regions(),
              (std::map<u32, u64>{{0, price(CostClass::block) + price(constant) + price(branch_if)},
                                  {arm, price(return_values)},
                                  {if_end, price(CostClass::nop)},
                                  {block_end, price(CostClass::nop)}}));
}

TEST(charge_regions, traps_and_calls_cross_no_end)
{
    CodeWriter code;
    code.block(Op::block).op(Op::unreachable).end().op(Op::call, {0}).op(Op::nop);
    EXPECT_EQ(plan(code).regions(),
              (std::map<u32, u64>{{0, price(CostClass::block) + price(CostClass::unreachable) +
                                          price(CostClass::call) + price(CostClass::nop)}}));
}

TEST(charge_regions, dead_code_costs_nothing_and_branches_nowhere)
{
    CodeWriter code;
    code.block(Op::block).op(Op::br, {0}).op(Op::nop).block(Op::block).op(Op::return_).end();
    code.block(Op::loop).i32_const(0).op(Op::br_if, {0}).end().end().op(Op::nop);
    EXPECT_EQ(
        plan(code).regions(),
        (std::map<u32, u64>{{0, price(CostClass::block) + price(branch) + price(CostClass::nop)}}));
}

TEST(charge_regions, an_else_lives_though_the_other_arm_died)
{
    CodeWriter code;
    code.i32_const(0).block(Op::if_);
    const u32 first = code.size();
    code.op(Op::unreachable).op(Op::else_);
    const u32 second = code.size();
    code.op(Op::nop).end();
    EXPECT_EQ(plan(code).regions(), (std::map<u32, u64>{{0, price(constant) + price(branch_if)},
                                                        {first, price(CostClass::unreachable)},
                                                        {second, price(CostClass::nop)}}));
}

TEST(charge_regions, a_back_edge_opens_no_region_at_its_own_end)
{
    CodeWriter code;
    code.block(Op::loop);
    const u32 body = code.size();
    code.i32_const(0).op(Op::br_if, {0});
    const u32 behind = code.size();
    code.end().op(Op::nop);
    EXPECT_EQ(plan(code).regions(),
              (std::map<u32, u64>{{0, price(CostClass::loop) + price(CostClass::nop)},
                                  {body, price(constant) + price(branch_if)},
                                  {behind, 0}}));
}

TEST(static_units, branches_pay_for_what_they_carry_taken_or_not)
{
    CodeWriter code;
    code.block(Op::block, i32).i32_const(1).i32_const(0).op(Op::br_if, {0}).end().op(Op::drop);
    EXPECT_EQ(plan(code).regions().at(0), price(CostClass::block) + 2 * price(constant) +
                                              price(branch_if) + 1000 + price(CostClass::drop));
}

TEST(static_units, a_branch_table_pays_for_its_targets_and_its_default_label)
{
    CodeWriter code;
    code.block(Op::block, i32).i32_const(1).i32_const(0).br_table({0, 0, 0}, 0).end();
    code.op(Op::drop);
    EXPECT_EQ(plan(code).regions().at(0), price(CostClass::block) + 2 * price(constant) +
                                              price(branch_table) + 5000 + price(CostClass::drop));
}

TEST(static_units, locals_calls_and_returns_pay_by_the_slot)
{
    CodeWriter code;
    code.op(Op::local_get, {0}).op(Op::local_get, {1}).op(Op::call, {0}).op(Op::return_);
    const Planned planned = plan(code, {i32, i64}, {i32}, {i32, i32, f64});
    EXPECT_EQ(planned.regions().at(0), 3 * 1000 + 2 * price(local_get) + price(CostClass::call) +
                                           3 * 1000 + price(return_values) + 1000);
}

TEST(frame_units, are_eight_and_the_locals_and_the_most_operands)
{
    CodeWriter code;
    code.i32_const(1).i32_const(2).i32_const(3).op(Op::i32_add).op(Op::i32_add).op(Op::drop);
    const Planned planned = plan(code, {i32, f64}, {}, {i64});
    const FunctionPlan& function = planned.function();
    EXPECT_EQ(function.operand_slots, 3U);
    EXPECT_EQ(function.param_slots, 2U);
    EXPECT_EQ(function.local_slots, 3U);
    EXPECT_EQ(function.frame_units, 14U);
}

TEST(frame_units, ignore_operands_of_dead_code)
{
    CodeWriter code;
    code.i32_const(1).op(Op::drop).op(Op::return_);
    for (int i = 0; i < 20; ++i)
        code.i32_const(1);
    for (int i = 0; i < 20; ++i)
        code.op(Op::drop);
    EXPECT_EQ(plan(code).function().operand_slots, 1U);
}

TEST(local_weights, grow_eightfold_with_each_loop_up_to_the_fourth)
{
    CodeWriter code;
    const auto use = [&] { code.op(Op::local_get, {1}).op(Op::local_set, {0}); };
    use();
    for (int i = 0; i < 5; ++i)
    {
        code.block(Op::loop);
        use();
    }
    for (int i = 0; i < 5; ++i)
        code.end();
    use();
    const Planned planned = plan(code, {}, {}, {i32, i32, i32});
    const auto weights = planned.analysed.plan.weights(planned.function());
    const u32 sum = 2 + 8 + 64 + 512 + 4096 + 4096;
    ASSERT_EQ(weights.size(), 2U);
    EXPECT_EQ(weights[0], (LocalWeight{0, sum}));
    EXPECT_EQ(weights[1], (LocalWeight{1, sum}));
}

TEST(local_weights, of_distant_locals_are_kept_apart)
{
    CodeWriter code;
    for (const u64 local : {700, 300, 700, 5})
        code.op(Op::local_get, {local}).op(Op::drop);
    const Planned planned = plan(code, {}, {}, std::vector<ValueType>(800, i32));
    const auto weights = planned.analysed.plan.weights(planned.function());
    EXPECT_TRUE(std::ranges::equal(
        weights, std::array{LocalWeight{5, 1}, LocalWeight{300, 1}, LocalWeight{700, 2}}));
}

TEST(nan_sites, are_the_live_operations_that_may_make_a_nan)
{
    CodeWriter code;
    code.f32_const(0).f32_const(0);
    const u32 first = code.size();
    code.op(Op::f32_add).op(Op::f32_neg);
    const u32 second = code.size();
    code.op(Op::f32_sqrt).op(Op::drop).op(Op::return_).op(Op::f32_sqrt).op(Op::drop);
    const Planned planned = plan(code);
    const auto sites = planned.analysed.plan.nans(planned.function());
    ASSERT_EQ(sites.size(), 2U);
    EXPECT_EQ(sites[0], planned.start() + first);
    EXPECT_EQ(sites[1], planned.start() + second);
}

TEST(function_units, count_dead_instructions_and_live_static_units)
{
    CodeWriter code;
    code.op(Op::return_);
    for (int i = 0; i < 99; ++i)
        code.op(Op::nop);
    ModuleWriter module;
    module.function(module.type({}, {}), {i32}, code); // 1 + 99 + end, and one local
    Profile profile = default_profile();
    profile.module.limits.function_units = 102;
    EXPECT_TRUE(analyse(module.bytes(), profile, schedule()).has_value());
    profile.module.limits.function_units = 101;
    const auto refused = analyse(module.bytes(), profile, schedule());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Code::limit_function_units);
}

TEST(instantiation_price, is_the_sum_over_what_is_made)
{
    ModuleWriter module;
    module.memory({3, std::nullopt});
    module.table({funcref, {5, std::nullopt}});
    module.global({i32, true}, CodeWriter{}.i32_const(7));
    const u32 function = module.function(module.type({}, {}), {}, {});
    module.elements(0, {function, function});
    module.passive_elements({function});
    module.data(8, as_bytes("four"));
    module.passive_data(as_bytes("free"));
    const auto analysed = analyse(module.bytes(), default_profile(), schedule());
    ASSERT_TRUE(analysed.has_value());
    const auto cost = [](std::string_view operation, u64 units)
    { return charge(schedule().operation(operation), units); };
    EXPECT_EQ(analysed->plan.instantiation_price,
              cost("instantiate", 3) + cost("instantiate_memory", 3) +
                  cost("instantiate_table", 5) + cost("instantiate_global", 0) +
                  cost("instantiate_elements", 2) + cost("instantiate_data", 4));
}
} // namespace
} // namespace pawl
