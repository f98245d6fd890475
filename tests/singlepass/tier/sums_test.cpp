// A local and a constant that are added where they are wanted, executed.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

CodeWriter get(u32 local)
{
    CodeWriter code;
    code.op(local_get, {local});
    return code;
}

CodeWriter sum(u32 local, int constant)
{
    CodeWriter code;
    code.code(get(local)).i32_const(constant).op(i32_add);
    return code;
}

class sums : public testing::TestWithParam<std::string>
{
protected:
    using Types = std::vector<ValueType>;

    RunResult run(const CodeWriter& code, const Types& params, const Types& results,
                  std::initializer_list<u64> arguments, const Types& locals = {})
    {
        ModuleWriter module;
        module.memory({.min = 1, .max = {}});
        module.exported("f", ExternKind::function,
                        module.function(module.type(params, results), locals, code));
        Instance& instance = laboratory_.instantiate(module);
        for (u32 i = 0; i < 64; ++i)
            instance.memories.front()->data()[i] = static_cast<u8>(i);
        return laboratory_.run(instance, "f", arguments);
    }
    std::vector<u64> results(const CodeWriter& code, const Types& params, const Types& results,
                             std::initializer_list<u64> arguments, const Types& locals = {})
    {
        return run(code, params, results, arguments, locals).outcome.results;
    }

    Laboratory laboratory_{GetParam()};
};

// Whatever home each local has, and whatever argument its sum becomes: in every rotation some go to
// their own home, some change places, some go to slots.
TEST_P(sums, are_arguments)
{
    constexpr u32 count = 7;
    constexpr std::array<u32, count> weights{3, 5, 7, 11, 13, 17, 19};
    const Types params(count, i32);
    ModuleWriter module;
    CodeWriter mix;
    for (u32 i = 0; i < count; ++i)
    {
        mix.code(get(i)).i32_const(static_cast<int>(weights[i])).op(i32_mul);
        if (i != 0)
            mix.op(i32_add);
    }
    const u32 type = module.type(params, {i32});
    const u32 mixing = module.function(type, {}, mix);
    for (u32 turn = 0; turn < count; ++turn)
        for (const bool plain : {false, true})
        {
            CodeWriter code;
            for (u32 local = 0; local < count; ++local)
                for (u32 use = 0; use < 10 + local; ++use)
                    code.code(get(local)).op(drop);
            for (u32 i = 0; i < count; ++i)
            {
                const u32 local = (i * 3 + turn) % count;
                code.code(plain && i % 2 == 0 ? get(local) : sum(local, static_cast<int>(i) - 3));
            }
            code.op(call, {mixing});
            module.exported("f" + std::to_string(turn) + (plain ? "p" : ""), ExternKind::function,
                            module.function(type, {}, code));
        }
    Instance& instance = laboratory_.instantiate(module);
    for (u32 turn = 0; turn < count; ++turn)
        for (const bool plain : {false, true})
        {
            u32 expected = 0;
            for (u32 i = 0; i < count; ++i)
            {
                const u32 local = (i * 3 + turn) % count;
                expected += weights[i] * (100 * local + (plain && i % 2 == 0 ? 0 : i - 3));
            }
            EXPECT_EQ(laboratory_.value(instance, "f" + std::to_string(turn) + (plain ? "p" : ""),
                                        {0, 100, 200, 300, 400, 500, 600}),
                      expected)
                << "turn " << turn;
        }
}

TEST_P(sums, keep_the_value_that_a_local_had)
{
    CodeWriter code;
    code.code(sum(0, -1)).code(sum(0, INT32_MIN)).code(sum(0, 7)).op(local_set, {0});
    code.code(get(0)).code(sum(0, 1)).op(local_tee, {0}).code(get(0));
    EXPECT_EQ(results(code, {i32}, {i32, i32, i32, i32, i32}, {0}),
              (std::vector<u64>{0xFFFF'FFFF, 0x8000'0000, 7, 8, 8}));
}

TEST_P(sums, stand_below_a_pending_condition)
{
    CodeWriter select_one;
    select_one.code(sum(0, 5)).code(sum(1, 9)).code(get(0)).code(get(1)).op(i32_lt_s).op(select);
    EXPECT_EQ(results(select_one, {i32, i32}, {i32}, {1, 2}), (std::vector<u64>{6}));
    EXPECT_EQ(results(select_one, {i32, i32}, {i32}, {3, 2}), (std::vector<u64>{11}));
    CodeWriter branch;
    branch.code(sum(0, 5)).code(get(0)).code(get(1)).op(i32_gt_u).block(if_, i32);
    branch.code(sum(0, 100)).op(else_).code(sum(1, 200)).end().op(i32_add);
    EXPECT_EQ(results(branch, {i32, i32}, {i32}, {1, 2}), (std::vector<u64>{6 + 202}));
    EXPECT_EQ(results(branch, {i32, i32}, {i32}, {3, 2}), (std::vector<u64>{8 + 103}));
}

TEST_P(sums, are_carried_by_branches)
{
    CodeWriter maybe;
    maybe.block(block, i32).code(sum(0, 5)).code(get(1)).op(br_if, {0}).op(drop).code(sum(1, 40));
    maybe.end();
    EXPECT_EQ(results(maybe, {i32, i32}, {i32}, {1, 1}), (std::vector<u64>{6}));
    EXPECT_EQ(results(maybe, {i32, i32}, {i32}, {1, 0}), (std::vector<u64>{40}));
    CodeWriter table;
    table.block(block, i32).block(block, i32).code(sum(0, 5)).code(sum(1, -1)).br_table({0}, 1);
    table.end().i32_const(1000).op(i32_add).end();
    EXPECT_EQ(results(table, {i32, i32}, {i32}, {1, 1}), (std::vector<u64>{1006}));
    EXPECT_EQ(results(table, {i32, i32}, {i32}, {1, 2}), (std::vector<u64>{6}));
    CodeWriter loops;
    loops.block(loop).code(sum(0, -1)).op(local_tee, {0}).op(br_if, {0}).end().code(sum(0, 3));
    EXPECT_EQ(results(loops, {i32}, {i32}, {9}), (std::vector<u64>{3}));
}

TEST_P(sums, divide_and_shift_in_registers_of_their_own)
{
    CodeWriter code;
    code.code(sum(0, 10)).code(sum(1, 1)).op(i32_div_u).code(sum(1, -2)).code(sum(0, -80));
    code.op(i32_rotl).op(i32_add);
    EXPECT_EQ(results(code, {i32, i32}, {i32}, {90, 4}),
              (std::vector<u64>{100 / 5 + (u64{2} << 10)}));
}

TEST_P(sums, are_addresses_of_32_bits)
{
    const auto load = [&](int constant, u32 offset, u64 base)
    {
        CodeWriter code;
        // The upper half of the base is not zero before it is cut.
        code.code(get(0)).op(i32_wrap_i64).op(local_set, {1});
        code.code(sum(1, constant)).op(i32_load8_u, {0, offset});
        return run(code, {i64}, {i32}, {u64{0xABCD} << 32 | base}, {i32});
    };
    EXPECT_EQ(load(-4, 0, 10).outcome.results, (std::vector<u64>{6}));
    EXPECT_EQ(load(4, 0, 10).outcome.results, (std::vector<u64>{14}));
    EXPECT_EQ(load(8, 0, 0xFFFF'FFFE).outcome.results, (std::vector<u64>{6}));
    EXPECT_EQ(load(8, 5, 0xFFFF'FFFE).outcome.results, (std::vector<u64>{11}));
    for (const auto& [constant, offset, base] :
         {std::tuple{-4, 0U, u64{2}}, std::tuple{-4, 8U, u64{2}}, std::tuple{1, 0U, u64{65535}},
          std::tuple{INT32_MIN, 0U, u64{0}}})
        EXPECT_EQ(load(constant, offset, base).outcome.trap, Trap::memory_out_of_bounds);
    CodeWriter stores;
    stores.code(sum(0, -4)).code(sum(0, 3)).op(i32_store8, {0, 0});
    stores.code(sum(0, -8)).op(i32_load, {0, 4});
    EXPECT_EQ(results(stores, {i32}, {i32}, {12}), (std::vector<u64>{0x0B0A'090F}))
        << "bytes 8 to 11 with 15 in the first";
}

TEST_P(sums, outlive_a_call)
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {i32});
    CodeWriter twice;
    twice.code(get(0)).code(get(0)).op(i32_add);
    const u32 doubling = module.function(type, {}, twice);
    CodeWriter code;
    for (int use = 0; use < 20; ++use)
        for (u32 local = 0; local < 7; ++local)
            code.code(get(local)).op(drop);
    for (u32 local = 0; local < 7; ++local)
        code.op(local_get, {0})
            .i32_const(static_cast<int>(local))
            .op(i32_add)
            .op(local_set, {local});
    for (u32 local = 0; local < 7; ++local)
        code.code(sum(local, 1000));
    code.code(sum(5, 1)).op(call, {doubling});
    for (int i = 0; i < 7; ++i)
        code.op(i32_add);
    module.exported("f", ExternKind::function, module.function(type, Types(6, i32), code));
    Instance& instance = laboratory_.instantiate(module);
    u32 expected = 2 * (10 + 5 + 1);
    for (u32 local = 0; local < 7; ++local)
        expected += 10 + local + 1000;
    EXPECT_EQ(laboratory_.value(instance, "f", {10}), expected);
}

INSTANTIATE_TEST_SUITE_P(every_tier, sums, testing::ValuesIn(tiers()),
                         [](const auto& suite) { return suite.param; });
} // namespace
} // namespace pawl::test
