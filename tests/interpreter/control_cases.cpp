// Control and calls.
#include "tests/interpreter/instruction_case.hpp"

namespace pawl::test
{
namespace
{
using enum ValueType;

/// A case whose code takes an i32 argument from its parameter, where it wants it, and gives an i32.
InstructionCase chosen(Op op, std::string name, CodeWriter code, u64 argument, u64 expected,
                       std::vector<Op> paid, u64 units)
{
    return {.op = op,
            .name = std::move(name),
            .params = {i32},
            .results = {i32},
            .pushed = false,
            .code = std::move(code),
            .operands = {argument},
            .expected = {expected},
            .paid = std::move(paid),
            .units = units};
}

void add_blocks(std::vector<InstructionCase>& cases)
{
    using enum Op;
    cases.push_back({.op = nop, .name = "identity", .code = CodeWriter{}.op(nop), .paid = {nop}});
    cases.push_back({.op = unreachable,
                     .name = "trap",
                     .code = CodeWriter{}.op(unreachable),
                     .trap = Trap::unreachable,
                     .paid = {unreachable}});
    for (const Op op : {block, loop})
    {
        cases.push_back(chosen(op, "identity", CodeWriter{}.block(op, i32).i32_const(7).end(), 0, 7,
                               {op, i32_const}, 0));
        cases.push_back({.op = op,
                         .name = "with_parameters",
                         .params = {i32},
                         .results = {i32},
                         .code = CodeWriter{}.block_of_type(op, doubling_type).op(nop).end(),
                         .operands = {5},
                         .expected = {5},
                         .paid = {op, nop}});
    }
    cases.push_back(chosen(end, "identity", CodeWriter{}.block(block).end().i32_const(1), 0, 1,
                           {block, i32_const}, 0));
    cases.push_back(
        chosen(end, "with_a_value",
               CodeWriter{}.block(block, i32).block(block, i32).i32_const(6).end().end(), 0, 6,
               {block, block, i32_const}, 0));
    const auto count_down = [&cases](std::string name, u64 rounds)
    {
        std::vector<Op> paid{loop};
        for (u64 round = 0; round < rounds; ++round)
            paid.insert(paid.end(), {local_get, i32_const, i32_sub, local_tee, br_if});
        paid.push_back(local_get);
        cases.push_back(chosen(loop, std::move(name),
                               CodeWriter{}
                                   .block(loop)
                                   .op(local_get, {0})
                                   .i32_const(1)
                                   .op(i32_sub)
                                   .op(local_tee, {0})
                                   .op(br_if, {0})
                                   .end()
                                   .op(local_get, {0}),
                               rounds, 0, std::move(paid), 0));
    };
    count_down("once", 1);
    count_down("many_times", 25);
}

void add_ifs(std::vector<InstructionCase>& cases)
{
    using enum Op;
    const CodeWriter both =
        CodeWriter{}.op(local_get, {0}).block(if_, i32).i32_const(1).op(else_).i32_const(2).end();
    for (const u64 condition : {u64{0}, u64{1}, u64{0x8000'0000}})
    {
        const u64 arm = condition == 0 ? 2 : 1;
        for (const Op op : {if_, else_})
            cases.push_back(chosen(op, "by_" + std::to_string(condition), both, condition, arm,
                                   {local_get, if_, i32_const}, 0));
    }
    const CodeWriter one =
        CodeWriter{}.op(local_get, {0}).block(if_).op(nop).end().op(local_get, {0});
    cases.push_back(chosen(if_, "one_arm_taken", one, 1, 1, {local_get, if_, nop, local_get}, 0));
    cases.push_back(chosen(if_, "one_arm_passed", one, 0, 0, {local_get, if_, local_get}, 0));
}

void add_branches(std::vector<InstructionCase>& cases)
{
    using enum Op;
    cases.push_back(chosen(br, "identity",
                           CodeWriter{}.block(block, i32).i32_const(5).op(br, {0}).end(), 0, 5,
                           {block, i32_const, br}, 1));
    cases.push_back(chosen(
        br, "over_operands",
        CodeWriter{}.block(block, i32).i32_const(1).i64_const(2).i32_const(9).op(br, {0}).end(), 0,
        9, {block, i32_const, i64_const, i32_const, br}, 1));
    cases.push_back(chosen(br, "out_of_the_function", CodeWriter{}.i32_const(3).op(br, {0}), 0, 3,
                           {i32_const, br}, 1));
    const CodeWriter conditional = CodeWriter{}
                                       .block(block, i32)
                                       .i32_const(5)
                                       .op(local_get, {0})
                                       .op(br_if, {0})
                                       .op(drop)
                                       .i32_const(6)
                                       .end();
    cases.push_back(chosen(br_if, "taken", conditional, 0xFFFF'FFFF, 5,
                           {block, i32_const, local_get, br_if}, 1));
    cases.push_back(chosen(br_if, "passed", conditional, 0, 6,
                           {block, i32_const, local_get, br_if, drop, i32_const}, 1));
    cases.push_back(chosen(return_, "identity", CodeWriter{}.i32_const(4).op(return_), 0, 4,
                           {i32_const, return_}, 1));
    cases.push_back(
        chosen(return_, "over_operands",
               CodeWriter{}.block(block).i64_const(1).i32_const(8).op(return_).end().i32_const(9),
               0, 8, {block, i64_const, i32_const, return_}, 1));
}

void add_branch_tables(std::vector<InstructionCase>& cases)
{
    using enum Op;
    const CodeWriter three = CodeWriter{}
                                 .block(block)
                                 .block(block)
                                 .block(block)
                                 .op(local_get, {0})
                                 .br_table({0, 1}, 2)
                                 .end()
                                 .i32_const(10)
                                 .op(return_)
                                 .end()
                                 .i32_const(20)
                                 .op(return_)
                                 .end()
                                 .i32_const(30);
    const std::vector<Op> before{block, block, block, local_get, br_table};
    const auto after = [&before](std::vector<Op> more)
    {
        more.insert(more.begin(), before.begin(), before.end());
        return more;
    };
    // Three targets are three units; a return of one value is one.
    cases.push_back(chosen(br_table, "first", three, 0, 10, after({i32_const, return_}), 4));
    cases.push_back(chosen(br_table, "second", three, 1, 20, after({i32_const, return_}), 4));
    cases.push_back(chosen(br_table, "default", three, 2, 30, after({i32_const}), 3));
    cases.push_back(chosen(br_table, "boundary", three, 0xFFFF'FFFF, 30, after({i32_const}), 3));
    cases.push_back(
        chosen(br_table, "with_a_value",
               CodeWriter{}.block(block, i32).i32_const(7).op(local_get, {0}).br_table({}, 0).end(),
               1, 7, {block, i32_const, local_get, br_table}, 2));
}
} // namespace

std::vector<InstructionCase> control_cases()
{
    std::vector<InstructionCase> cases;
    add_blocks(cases);
    add_ifs(cases);
    add_branches(cases);
    add_branch_tables(cases);
    return cases;
}

std::vector<InstructionCase> call_cases()
{
    using enum Op;
    std::vector<InstructionCase> cases;
    const std::vector<Op> doubling{local_get, i32_const, i32_mul};
    const auto add = [&cases](Op op, std::string name, std::initializer_list<u64> immediates,
                              std::vector<u64> operands, std::vector<u64> expected,
                              std::vector<Op> called, u64 units, Trap trap)
    {
        called.insert(called.begin(), op);
        cases.push_back({.op = op,
                         .name = std::move(name),
                         .params = std::vector(operands.size(), i32),
                         .results = std::vector(expected.size(), i32),
                         .code = CodeWriter{}.op(op, immediates),
                         .operands = std::move(operands),
                         .expected = std::move(expected),
                         .trap = trap,
                         .paid = std::move(called),
                         .units = units});
    };
    add(call, "identity", {doubling_function}, {21}, {42}, doubling, 2, Trap::none);
    add(call, "boundary", {empty_function}, {}, {}, {}, 0, Trap::none);
    add(call, "stack_exhausted", {huge_function}, {}, {}, {}, huge_locals, Trap::stack_exhausted);

    const auto indirect = [&](std::string name, u64 index, std::vector<Op> called, Trap trap)
    {
        add(call_indirect, std::move(name), {doubling_type, function_table}, {21, index}, {42},
            std::move(called), 2, trap);
    };
    indirect("identity", 0, doubling, Trap::none);
    indirect("null", 1, {}, Trap::uninitialized_element);
    indirect("another_type", 2, {}, Trap::indirect_call_type_mismatch);
    indirect("beyond", 4, {}, Trap::undefined_element);
    indirect("far_beyond", 0xFFFF'FFFF, {}, Trap::undefined_element);
    return cases;
}
} // namespace pawl::test
