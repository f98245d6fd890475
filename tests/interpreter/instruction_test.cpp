// Every instruction: result, trap, gas as a sum, use after a branch, and every limit below its
// price.
#include "engine/module/features.hpp"
#include "tests/interpreter/instruction_case.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace pawl::test
{
namespace
{
std::vector<InstructionCase> all_cases()
{
    std::vector<InstructionCase> all;
    for (auto* const make : {numeric_cases, constant_cases, load_cases, store_cases, variable_cases,
                             memory_cases, table_cases, control_cases, call_cases})
        std::ranges::move(make(), std::back_inserter(all));
    return all;
}

const std::map<Op, std::vector<InstructionCase>>& cases_by_instruction()
{
    static const auto cases = []
    {
        std::map<Op, std::vector<InstructionCase>> by_instruction;
        for (InstructionCase& entry : all_cases())
            by_instruction[entry.op].push_back(std::move(entry));
        return by_instruction;
    }();
    return cases;
}

void add_functions(ModuleWriter& module)
{
    using enum ValueType;
    module.type({i32}, {i32});
    module.type({}, {});
    module.function(doubling_type, {},
                    CodeWriter{}.op(Op::local_get, {0}).i32_const(2).op(Op::i32_mul));
    module.function(empty_type, {}, CodeWriter{});
    module.function(empty_type, std::vector<ValueType>(huge_locals, i32), CodeWriter{});
}

void add_state(ModuleWriter& module)
{
    using enum ValueType;
    module.table({.element = funcref, .limits = {.min = 4, .max = 6}});
    module.table({.element = externref, .limits = {.min = 4, .max = 6}});
    module.memory({.min = 1, .max = 3});
    module.global({.type = i32, .is_mutable = true}, CodeWriter{}.i32_const(0));
    module.global({.type = i64, .is_mutable = true}, CodeWriter{}.i64_const(0));
    module.global({.type = f32, .is_mutable = true}, CodeWriter{}.f32_const(0));
    module.global({.type = f64, .is_mutable = true}, CodeWriter{}.f64_const(0));
    module.elements(0, {doubling_function});
    module.elements(2, {empty_function});
    module.passive_elements({doubling_function, empty_function});
    module.data(memory_end - 8, Bytes{0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88});
    module.passive_data(as_bytes("abcd"));
    module.data_count(true);
}

/// Operands straight from the parameters, then the code.
CodeWriter straight(const InstructionCase& entry)
{
    CodeWriter code;
    for (u32 i = 0; entry.pushed && i < entry.params.size(); ++i)
        code.op(Op::local_get, {i});
    return code;
}

/// Each operand out of a block that a branch leaves; a branch alone where the code takes none.
CodeWriter branched(const InstructionCase& entry)
{
    CodeWriter code;
    if (!entry.pushed || entry.params.empty())
        code.block(Op::block).op(Op::br, {0}).end();
    for (u32 i = 0; entry.pushed && i < entry.params.size(); ++i)
        code.block(Op::block, entry.params[i]).op(Op::local_get, {i}).op(Op::br, {0}).end();
    return code;
}

u64 price(Op op)
{
    return default_schedule()[info(op).cost];
}

u64 price_of(const InstructionCase& entry)
{
    u64 sum = entry.dynamic + entry.units * default_schedule().static_unit;
    for (const Op op : entry.paid)
        sum += price(op);
    return sum + (entry.pushed ? entry.params.size() : 0) * price(Op::local_get);
}

u64 price_of_branches(const InstructionCase& entry)
{
    if (!entry.pushed || entry.params.empty())
        return price(Op::block) + price(Op::br);
    return entry.params.size() *
           (price(Op::block) + price(Op::br) + default_schedule().static_unit);
}

class instruction : public testing::TestWithParam<std::tuple<std::string, Op>>
{
protected:
    instruction()
    {
        // Enough for everything but the huge function.
        laboratory_.settings.stack_limit = huge_locals;
    }

    [[nodiscard]] static const std::vector<InstructionCase>& cases()
    {
        return cases_by_instruction().at(std::get<Op>(GetParam()));
    }

    const AnalysedModule& module(const InstructionCase& entry, CodeWriter code)
    {
        ModuleWriter module;
        add_functions(module);
        add_state(module);
        const u32 type = module.type(entry.params, entry.results);
        module.exported("f", ExternKind::function,
                        module.function(type, entry.locals, code.code(entry.code)));
        return laboratory_.analyse(module);
    }

    RunResult run(const AnalysedModule& module, const InstructionCase& entry,
                  u64 limit = max_gas_limit)
    {
        laboratory_.forget_instances();
        return laboratory_.run(laboratory_.instantiate(module), "f", entry.operands, limit);
    }

    void check(const InstructionCase& entry, CodeWriter operands, u64 gas)
    {
        const RunResult run = this->run(module(entry, std::move(operands)), entry);
        EXPECT_EQ(name(run.outcome.trap), name(entry.trap));
        EXPECT_EQ(run.used, gas);
        if (entry.trap != Trap::none)
        {
            EXPECT_EQ(run.outcome.completion, Completion::trapped);
            EXPECT_GE(run.used, run.sum.value_or(0));
            return;
        }
        EXPECT_EQ(run.outcome.completion, Completion::returned);
        EXPECT_EQ(run.outcome.results, entry.expected);
        EXPECT_TRUE(run.follows_the_law());
    }

    Laboratory laboratory_{std::get<std::string>(GetParam())};
};

TEST_P(instruction, comes_to_its_result_or_trap_at_its_price)
{
    for (const InstructionCase& entry : cases())
    {
        SCOPED_TRACE(entry.name);
        check(entry, straight(entry), price_of(entry));
    }
}

TEST_P(instruction, comes_to_the_same_after_a_branch)
{
    for (const InstructionCase& entry : cases())
    {
        SCOPED_TRACE(entry.name);
        check(entry, branched(entry), price_of(entry) + price_of_branches(entry));
    }
}

TEST_P(instruction, runs_out_of_gas_with_any_limit_below_its_price_whatever_else_it_does)
{
    for (const InstructionCase& entry : cases())
    {
        SCOPED_TRACE(entry.name);
        const AnalysedModule& analysed = module(entry, straight(entry));
        const u64 needed = price_of(entry);
        // Growth costs more than anyone would try one by one.
        const u64 step = needed / 256 + 1;
        for (u64 limit = 0; limit < needed; limit += limit + step < needed ? step : 1)
        {
            const RunResult run = this->run(analysed, entry, limit);
            ASSERT_EQ(run.outcome.completion, Completion::out_of_gas) << limit;
            ASSERT_EQ(run.outcome.trap, Trap::none) << limit;
            ASSERT_EQ(run.used, limit);
        }
        EXPECT_EQ(name(run(analysed, entry, needed).outcome.trap), name(entry.trap));
        EXPECT_NE(run(analysed, entry, needed).outcome.completion, Completion::out_of_gas);
    }
}

std::vector<Op> instructions()
{
    std::vector<Op> all;
    for (const auto& [op, cases] : cases_by_instruction())
        all.push_back(op);
    return all;
}

std::string identifier(Op op)
{
    std::string id{info(op).text};
    std::ranges::replace_if(id, [](char c) { return std::isalnum(c) == 0; }, '_');
    return op == Op::select_t ? id + "_t" : id;
}

INSTANTIATE_TEST_SUITE_P(every, instruction,
                         testing::Combine(testing::ValuesIn(tiers()),
                                          testing::ValuesIn(instructions())),
                         [](const auto& parameter)
                         {
                             return std::get<std::string>(parameter.param) + "_" +
                                    identifier(std::get<Op>(parameter.param));
                         });

TEST(instruction_cases, cover_every_instruction_of_the_features_that_are_implemented)
{
    for (std::size_t number = 0; number < op_count; ++number)
    {
        const Op op = static_cast<Op>(number);
        const auto cases = cases_by_instruction().find(op);
        const bool covered = cases != cases_by_instruction().end();
        EXPECT_EQ(covered, implemented_features.has(info(op).feature)) << info(op).text;
        if (!covered)
            continue;
        const bool may_trap = std::ranges::any_of(cases->second, [](const InstructionCase& entry)
                                                  { return entry.trap != Trap::none; });
        EXPECT_TRUE(may_trap || !info(op).traps) << info(op).text;
        EXPECT_GE(cases->second.size(), 1U + (op != Op::nop && op != Op::unreachable))
            << info(op).text;
    }
}
} // namespace
} // namespace pawl::test
