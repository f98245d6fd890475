// Modules compiled on several threads: the same bytes come out.
#include "engine/module/writer.hpp"
#include "singlepass/compiler/function_runs.hpp"
#include "singlepass/target.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace pawl::singlepass
{
namespace
{
using enum ValueType;

/// Calls forwards and backwards, traps, cold code, constants and loops; longer than the one before.
CodeWriter body(u32 function, u32 functions)
{
    CodeWriter code;
    code.block(Op::loop).op(Op::local_get, {0}).i32_const(1).op(Op::i32_sub);
    code.op(Op::local_tee, {0}).op(Op::br_if, {0}).end();
    for (u32 i = 0; i < 2 + function % 29; ++i)
    {
        code.op(Op::local_get, {0}).op(Op::call, {(function * 7 + i * 31) % functions});
        code.op(Op::local_get, {0}).op(Op::i32_div_u).op(Op::local_set, {0});
        code.op(Op::local_get, {1}).f64_const(0x4000'0000'0000'0000 + i).op(Op::f64_mul);
        code.op(Op::local_set, {1});
    }
    return code.op(Op::local_get, {0});
}

AnalysedModule module_of(u32 functions)
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {i32});
    for (u32 i = 0; i < functions; ++i)
        module.function(type, {f64}, body(i, functions));
    auto analysed = analyse(module.bytes(), default_profile(), default_schedule());
    EXPECT_TRUE(analysed);
    return std::move(*analysed);
}

const Target& target()
{
    return *native_target();
}
} // namespace

TEST(function_runs, hold_all_functions_in_their_order)
{
    const AnalysedModule analysed = module_of(300);
    for (const u32 most : {1U, 2U, 3U, 7U, 300U, 1000U})
    {
        const auto runs = split_functions(analysed.module, most);
        EXPECT_LE(runs.size(), most);
        u32 next = 0;
        for (const FunctionRun run : runs)
        {
            EXPECT_EQ(run.first, next);
            EXPECT_LT(run.first, run.last);
            next = run.last;
        }
        EXPECT_EQ(next, 300U);
    }
}

TEST(function_runs, have_about_as_many_bytes_each)
{
    const AnalysedModule analysed = module_of(300);
    const auto runs = split_functions(analysed.module, 4);
    ASSERT_EQ(runs.size(), 4U);
    const auto& code = analysed.module.code;
    for (const FunctionRun run : runs)
        EXPECT_NEAR(code[run.last - 1].body.end - code[run.first].body.begin,
                    analysed.module.code_section.size() / 4, 2000);
}

TEST(function_runs, are_not_shorter_than_is_worth_a_thread)
{
    EXPECT_EQ(split_functions(module_of(3).module, 8), (std::vector<FunctionRun>{{0, 3}}));
    EXPECT_EQ(split_functions(module_of(0).module, 8), (std::vector<FunctionRun>{{0, 0}}));
    EXPECT_LT(split_functions(module_of(60).module, 60).size(), 8U);
}

TEST(threads, do_not_change_what_is_compiled)
{
    for (const u32 functions : {0U, 1U, 60U, 400U})
    {
        const AnalysedModule analysed = module_of(functions);
        const CompiledModule alone = target().compile(analysed, 1);
        EXPECT_EQ(alone.functions.size(), functions);
        for (const u32 threads : {2U, 3U, 7U, 64U})
            EXPECT_EQ(target().compile(analysed, threads), alone)
                << functions << " functions on " << threads << " threads";
    }
}

TEST(threads, compile_beside_others_that_do)
{
    const AnalysedModule analysed = module_of(400);
    const CompiledModule alone = target().compile(analysed, 1);
    std::vector<CompiledModule> compiled(3);
    {
        std::vector<std::jthread> threads;
        for (CompiledModule& out : compiled)
            threads.emplace_back([&] { out = target().compile(analysed, 3); });
    }
    for (const CompiledModule& module : compiled)
        EXPECT_EQ(module, alone);
}
} // namespace pawl::singlepass
