// What the neutral compiler asks of a machine, as the recorder writes it down. Registers: t
// temporaries, a homes that callers keep, b homes that callees keep, u and f the same for floats.
#include "engine/module/writer.hpp"
#include "singlepass/compiler/function_compiler.hpp"
#include "singlepass/recorder/masm.hpp"

#include <gtest/gtest.h>

namespace pawl::singlepass
{
namespace
{
using enum ValueType;

static_assert(MacroAssembler<recorder::Masm>);

/// A schedule in which everything that is not free costs 1, so that traces show instructions.
const Schedule& one_each()
{
    static const Schedule schedule = []
    {
        Schedule out = default_schedule();
        out.classes.fill(1);
        out.classes[static_cast<std::size_t>(CostClass::free)] = 0;
        out.static_unit = 0;
        return out;
    }();
    return schedule;
}

std::string trace(const ModuleWriter& module, u32 function = 0)
{
    const auto analysed = analyse(module.bytes(), default_profile(), one_each());
    if (!analysed)
        return "refused: " + std::string{name(analysed.error().code)};
    recorder::Masm masm;
    std::vector<u32> sites(analysed->plan.region_offsets.size());
    FunctionCompiler compiler{*analysed, masm, sites};
    compiler.compile(function);
    return masm.text();
}

using Types_ = std::vector<ValueType>;

/// The trace of one function, with a memory, without its first and last lines.
std::string trace(const CodeWriter& code, const Types_& params, const Types_& results,
                  const Types_& locals = {})
{
    ModuleWriter module;
    module.memory({1, std::nullopt});
    module.function(module.type(params, results), locals, code);
    const std::string all = trace(module);
    const std::size_t first = all.find('\n', all.find("enter")) + 1;
    return all.substr(first, all.rfind("end\n") - first);
}

CodeWriter get(u32 local)
{
    CodeWriter code;
    code.op(Op::local_get, {local});
    return code;
}

TEST(singlepass_compiler, results_go_straight_to_the_local_that_is_set_next)
{
    CodeWriter code;
    code.code(get(0)).code(get(1)).op(Op::i32_add).op(Op::local_set, {0});
    EXPECT_EQ(trace(code, {i32, i32}, {}), "a0 = i32.add a0, a1\n"
                                           "L0:\n"
                                           "leave\n");
}

TEST(singlepass_compiler, a_loop_keeps_its_locals_in_registers)
{
    CodeWriter code;
    code.block(Op::loop).code(get(1)).code(get(0)).op(Op::i32_load, {2, 8}).op(Op::i32_add);
    code.op(Op::local_set, {1}).code(get(0)).i32_const(4).op(Op::i32_add).op(Op::local_tee, {0});
    code.op(Op::br_if, {0}).end();
    EXPECT_EQ(trace(code, {i32}, {}, {i32}), "a1 = zero\n"
                                             "L0:\n"
                                             "charge 10, checked\n"
                                             "t0 = i32.load (a0 + 8)\n"
                                             "a1 = i32.add a1, t0\n"
                                             "a0 = a0 + 4\n"
                                             "? a0\n"
                                             "if true go L0\n"
                                             "L1:\n"
                                             "leave\n");
}

TEST(singlepass_compiler, operands_keep_the_value_that_a_local_had)
{
    CodeWriter swap;
    swap.code(get(0)).code(get(1)).op(Op::local_set, {0}).op(Op::local_set, {1});
    EXPECT_EQ(trace(swap, {i32, i32}, {}), "t0 = a0\n"
                                           "a0 = a1\n"
                                           "a1 = t0\n"
                                           "L0:\n"
                                           "leave\n");
}

CodeWriter sum(u32 local, int constant)
{
    CodeWriter code;
    code.code(get(local)).i32_const(constant).op(Op::i32_add);
    return code;
}

TEST(singlepass_compiler, a_local_and_a_constant_are_added_where_they_are_wanted)
{
    CodeWriter loads;
    loads.code(sum(0, 8)).op(Op::i32_load, {2, 0});
    loads.code(sum(0, 8)).op(Op::i32_load, {2, 4}).op(Op::i32_store, {2, 0});
    EXPECT_EQ(trace(loads, {i32}, {}), "t0 = i32.load (a0 + 8 in 32 bits)\n"
                                       "t1 = a0 + 8\n"
                                       "t1 = i32.load (t1 + 4)\n"
                                       "i32.store (t0 + 0), t1\n"
                                       "L0:\n"
                                       "leave\n");
    CodeWriter sets;
    sets.code(sum(0, 1)).op(Op::local_set, {0}).code(sum(0, 2)).op(Op::local_set, {1});
    EXPECT_EQ(trace(sets, {i32, i32}, {}), "a0 = a0 + 1\n"
                                           "a1 = a0 + 2\n"
                                           "L0:\n"
                                           "leave\n");
}

TEST(singlepass_compiler, a_sum_keeps_the_value_that_its_local_had)
{
    CodeWriter code;
    code.code(sum(0, 5)).code(get(0)).code(sum(0, 6)).code(get(1)).op(Op::local_set, {0});
    code.op(Op::drop).op(Op::drop).op(Op::local_set, {1});
    EXPECT_EQ(trace(code, {i32, i32}, {}), "t0 = a0 + 6\n"
                                           "t1 = a0\n"
                                           "t2 = a0 + 5\n"
                                           "a0 = a1\n"
                                           "a1 = t2\n"
                                           "L0:\n"
                                           "leave\n");
    CodeWriter across;
    across.code(sum(0, 5)).block(Op::block).op(Op::nop).end().op(Op::local_set, {0});
    EXPECT_EQ(trace(across, {i32}, {}), "spare = a0 + 5\n"
                                        "[1] = spare\n"
                                        "a0 = [1]\n"
                                        "L0:\n"
                                        "leave\n");
}

TEST(singlepass_compiler, sums_are_passed_as_arguments_without_a_temporary)
{
    ModuleWriter module;
    CodeWriter code;
    for (u32 local = 0; local < 3; ++local)
        for (int use = 0; use < 9; ++use)
            code.code(get(local)).op(Op::drop);
    code.code(sum(1, 1)).code(sum(0, 2)).code(sum(2, 3)).code(sum(0, 4)).op(Op::call, {0});
    module.function(module.type({i32, i32, i32, i32}, {}), {}, code);
    const std::string text = trace(module);
    EXPECT_EQ(text.substr(text.find("spare =")), "spare = b0 + 4\n"
                                                 "argument 3 = spare\n"
                                                 "a0 = b1 + 1\n"
                                                 "a1 = b0 + 2\n"
                                                 "a2 = a2 + 3\n"
                                                 "call 0\n"
                                                 "L0:\n"
                                                 "leave\n"
                                                 "end\n");
}

TEST(singlepass_compiler, a_comparison_is_fused_with_what_tests_it)
{
    CodeWriter code;
    code.code(get(0))
        .code(get(1))
        .op(Op::i32_lt_s)
        .op(Op::i32_eqz)
        .block(Op::if_)
        .op(Op::nop)
        .end();
    code.code(get(0)).code(get(1)).code(get(0)).code(get(1)).op(Op::i32_gt_u).op(Op::select);
    EXPECT_EQ(trace(code, {i32, i32}, {i32}), "? i32.lt_s a0, a1\n"
                                              "if true go L0\n"
                                              "charge 1\n"
                                              "L0:\n"
                                              "L1:\n"
                                              "? i32.gt_u a0, a1\n"
                                              "t0 = true ? a0 : a1\n"
                                              "L2:\n"
                                              "leave\n");
}

TEST(singlepass_compiler, what_callers_keep_is_stored_once_and_loaded_when_it_is_needed)
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {});
    CodeWriter code;
    for (int call = 0; call < 2; ++call)
        code.code(get(0)).op(Op::call, {0});
    for (u32 local = 0; local < 4; ++local)
        for (int use = 0; use < 7; ++use)
            code.code(get(local)).op(Op::drop);
    code.code(get(2)).op(Op::call, {0}).code(get(2)).op(Op::drop);
    code.code(get(1)).code(get(1)).op(Op::i32_add).op(Op::local_set, {0});
    module.function(type, {i32, i32, i32}, code);
    EXPECT_EQ(trace(module), "function of 14 units, saves b0 b1\n"
                             "enter for 68\n"
                             "b0 = a0\n"
                             "b1 = zero\n"
                             "a0 = zero\n"
                             "a1 = zero\n"
                             "[2] = a0\n"
                             "[3] = a1\n"
                             "a0 = b0\n"
                             "call 0\n"
                             "a0 = b0\n"
                             "call 0\n"
                             "a0 = [2]\n"
                             "call 0\n"
                             "b0 = i32.add b1, b1\n"
                             "L0:\n"
                             "leave\n"
                             "end\n");
}

TEST(singlepass_compiler, operands_below_arguments_settle)
{
    ModuleWriter module;
    CodeWriter code;
    code.code(get(0)).i32_const(1).op(Op::i32_sub).code(get(0)).code(get(0)).op(Op::call, {0});
    code.op(Op::i32_add);
    module.function(module.type({i32, i32}, {i32}), {}, code);
    EXPECT_EQ(trace(module), "function of 13 units, saves b0\n"
                             "enter for 7\n"
                             "b0 = a0\n"
                             "t0 = i32.sub b0, 1\n"
                             "[2] = t0\n"
                             "a0 = b0\n"
                             "a1 = b0\n"
                             "call 0\n"
                             "t0 = i32.add t0, [2]\n"
                             "L0:\n"
                             "leave\n"
                             "end\n");
}

TEST(singlepass_compiler, both_arms_leave_their_value_in_one_register)
{
    CodeWriter code;
    code.code(get(0)).block(Op::if_, i32).i32_const(7).op(Op::else_).code(get(0)).end();
    EXPECT_EQ(trace(code, {i32}, {i32}), "? a0\n"
                                         "if false go L0\n"
                                         "charge 1\n"
                                         "t0 = 7\n"
                                         "go L1\n"
                                         "L0:\n"
                                         "charge 1\n"
                                         "t0 = a0\n"
                                         "L1:\n"
                                         "L2:\n"
                                         "leave\n");
}

TEST(singlepass_compiler, instructions_with_registers_of_their_own_get_them)
{
    CodeWriter code;
    code.code(get(0)).i32_const(3).op(Op::i32_mul);
    code.code(get(1)).code(get(0)).op(Op::i32_div_s).op(Op::i32_add);
    EXPECT_EQ(trace(code, {i32, i32}, {i32}), "t0 = i32.mul a0, 3\n"
                                              "t1 = t0\n"
                                              "t0 = a1\n"
                                              "t2 = t1\n"
                                              "t0 = i32.div_s t0, a0\n"
                                              "t2 = i32.add t2, t0\n"
                                              "t0 = t2\n"
                                              "L0:\n"
                                              "leave\n");
}

TEST(singlepass_compiler, too_many_operands_go_to_slots_the_lowest_first)
{
    CodeWriter code;
    for (int i = 0; i < 9; ++i)
        code.code(get(0)).i32_const(i).op(Op::i32_xor);
    for (int i = 0; i < 8; ++i)
        code.op(Op::i32_or);
    const std::string out = trace(code, {i32, i32, i32}, {i32});
    EXPECT_NE(out.find("[3] = t0\n"), std::string::npos) << out;
    EXPECT_NE(out.find("t1 = [3]\n"), std::string::npos) << out;
}

TEST(singlepass_compiler, nans_become_canonical_where_they_can_be_seen)
{
    CodeWriter code;
    code.code(get(0)).code(get(1)).op(Op::f64_mul).code(get(0)).op(Op::f64_add);
    code.op(Op::local_set, {0}).code(get(0)).code(get(1)).op(Op::f64_lt);
    EXPECT_EQ(trace(code, {f64, f64}, {i32}), "u0 = f64.mul f0, f1\n"
                                              "f0 = f64.add u0, f0\n"
                                              "canonicalise f0\n"
                                              "? f64.lt f0, f1\n"
                                              "t0 = true\n"
                                              "L0:\n"
                                              "leave\n");
}

TEST(singlepass_compiler, dead_code_is_passed_over)
{
    CodeWriter code;
    code.block(Op::block).op(Op::br, {0}).block(Op::loop).op(Op::unreachable).br_table({0, 1}, 2);
    code.end().f64_const(1).op(Op::drop).end().op(Op::nop);
    EXPECT_EQ(trace(code, {}, {}), "go L0\n"
                                   "L0:\n"
                                   "L1:\n"
                                   "leave\n");
}

TEST(singlepass_compiler, branches_with_several_values_move_them_on_their_way_only)
{
    ModuleWriter module;
    const u32 pair = module.type({}, {i32, i32});
    CodeWriter code;
    code.block_of_type(Op::block, pair).i32_const(9).i32_const(1).i32_const(2).code(get(0));
    code.op(Op::br_if, {0}).op(Op::drop).op(Op::drop).i32_const(3).end().op(Op::drop);
    module.function(module.type({i32}, {i32}), {}, code);
    EXPECT_EQ(trace(module), "function of 13 units\n"
                             "enter for 7\n"
                             "t0 = a0\n"
                             "[2] = 1\n"
                             "[3] = 2\n"
                             "? t0\n"
                             "if false go L0\n"
                             "[1..2] = [2..3]\n"
                             "go L1\n"
                             "L0:\n"
                             "charge 3\n"
                             "[1] = 9\n"
                             "[2] = 3\n"
                             "L1:\n"
                             "t0 = [1]\n"
                             "L2:\n"
                             "leave\n"
                             "end\n");
}

TEST(singlepass_compiler, a_switch_with_a_value_jumps_with_it_in_its_register)
{
    CodeWriter code;
    code.block(Op::block, i32).block(Op::block, i32).i32_const(5).code(get(0)).br_table({0, 1}, 0);
    code.end().op(Op::drop).i32_const(6).end();
    EXPECT_EQ(trace(code, {i32}, {i32}), "t0 = a0\n"
                                         "t1 = t0\n"
                                         "t0 = 5\n"
                                         "by t1 go L0 L1 L0\n"
                                         "L0:\n"
                                         "charge 2\n"
                                         "t0 = 6\n"
                                         "L1:\n"
                                         "L2:\n"
                                         "leave\n");
}
} // namespace
} // namespace pawl::singlepass
