// The worked examples of docs/semantics.md, number by number.
#include "engine/module/writer.hpp"
#include "engine/plan/analyse.hpp"

#include <gtest/gtest.h>

#include <map>

namespace pawl
{
namespace
{
using enum ValueType;

struct Example
{
    std::map<u32, u64> regions; ///< price by offset from the first instruction
    u32 frame_units = 0;
};

Example analyse_example(const CodeWriter& code, const std::vector<ValueType>& locals)
{
    ModuleWriter module;
    module.memory({1, std::nullopt});
    module.function(module.type({i32}, {i32}), locals, code);
    const auto analysed = analyse(module.bytes(), default_profile(), default_schedule());
    EXPECT_TRUE(analysed.has_value());
    const Plan& plan = analysed->plan;
    Example out;
    for (std::size_t i = 0; i < plan.region_offsets.size(); ++i)
        out.regions[plan.region_offsets[i] - analysed->module.code[0].code] = plan.region_prices[i];
    out.frame_units = plan.functions[0].frame_units;
    return out;
}

TEST(examples, a_loop)
{
    CodeWriter code;
    code.block(Op::block).block(Op::loop);
    code.op(Op::local_get, {0}).op(Op::i32_eqz).op(Op::br_if, {1});
    code.op(Op::local_get, {1}).op(Op::local_get, {0}).op(Op::i32_add).op(Op::local_set, {1});
    code.op(Op::local_get, {0}).i32_const(1).op(Op::i32_sub).op(Op::local_set, {0});
    code.op(Op::br, {0}).end().end().op(Op::local_get, {1});
    const Example loop = analyse_example(code, {i32});
    EXPECT_EQ(loop.regions, (std::map<u32, u64>{{0, 10}, {4, 13}, {9, 20}, {26, 0}}));
    EXPECT_EQ(loop.frame_units, 12U);
}

TEST(examples, a_return_out_of_an_arm)
{
    CodeWriter code;
    code.op(Op::local_get, {0}).block(Op::if_).i32_const(7).op(Op::return_).end().i32_const(1);
    EXPECT_EQ(analyse_example(code, {}).regions, (std::map<u32, u64>{{0, 9}, {4, 13}, {8, 1}}));
}

TEST(examples, dynamic_work)
{
    EXPECT_EQ(default_schedule()[CostClass::memory_fill], 150);
    EXPECT_EQ(default_schedule().unit_price(CostClass::memory_fill) * 100, 100U);
}

TEST(examples, dead_code)
{
    CodeWriter code;
    code.block(Op::block).op(Op::br, {0}).i32_const(1).op(Op::drop).end().op(Op::local_get, {0});
    const Example dead = analyse_example(code, {});
    EXPECT_EQ(dead.regions, (std::map<u32, u64>{{0, 1 + 6 + 1}}));
    EXPECT_EQ(dead.frame_units, 8U + 1 + 1);
}
} // namespace
} // namespace pawl
