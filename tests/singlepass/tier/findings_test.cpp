// What comparing tiers on random programs has found, made small.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"
#include "tests/laboratory/test_hosts.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

class findings : public testing::TestWithParam<std::string>
{
protected:
    /// What a function of these results, which has a memory, comes to.
    std::vector<u64> results(const CodeWriter& code, const std::vector<ValueType>& types,
                             const std::vector<ValueType>& locals = {}, const Bytes& memory = {})
    {
        ModuleWriter module;
        module.memory({.min = 1, .max = {}});
        module.exported("f", ExternKind::function,
                        module.function(module.type({}, types), locals, code));
        Instance& instance = laboratory_.instantiate(module);
        std::ranges::copy(memory, instance.memories.front()->data());
        return laboratory_.run(instance, "f", {}).outcome.results;
    }

    Laboratory laboratory_{GetParam()};
};

TEST_P(findings, the_least_number_is_subtracted)
{
    CodeWriter code;
    code.op(memory_size, {0}).op(local_get, {0}).i64_const(INT32_MIN).op(i64_sub);
    EXPECT_EQ(results(code, {i32, i64}, {i64}), (std::vector<u64>{1, u64{1} << 31}));
}

// A register that the running instruction has taken belongs to no operand yet: looking for one to
// spill must not find the lowest operand there.
TEST_P(findings, constants_below_survive_a_shortage_of_registers)
{
    CodeWriter code;
    code.i64_const(-1);
    constexpr int registers = 7;
    for (int i = 0; i < registers; ++i)
        code.op(memory_size, {0});
    code.i64_const(136).i64_const(139).op(i64_le_u);
    for (int i = 0; i < registers; ++i)
        code.op(i32_add);
    EXPECT_EQ(results(code, {i64, i32}), (std::vector<u64>{~u64{0}, registers + 1}));
}

// A popped operand that moves to the register that an instruction wants leaves the one it had.
// How many operands are below decides which registers they come from.
TEST_P(findings, operands_of_a_division_move_where_all_registers_are_taken)
{
    constexpr u32 homes = 9;
    for (u32 below = 0; below < 6; ++below)
    {
        CodeWriter code;
        for (u32 i = 0; i < below; ++i)
            code.op(memory_size, {0});
        code.i32_const(0).op(i32_load, {0, 0}).i32_const(4).op(i32_load, {0, 0});
        code.op(i32_div_u);
        for (u32 i = 0; i < below; ++i)
            code.op(i32_add);
        for (u32 i = 0; i < homes; ++i)
            code.op(local_get, {i}).op(i32_add);
        EXPECT_EQ(results(code, {i32}, std::vector(homes, i32), {100, 0, 0, 0, 7}),
                  (std::vector<u64>{100 / 7 + below}));
    }
}

// Operands that part from a local which is set are operands like any other: what is set comes
// from a slot, for which one of them has to give its register up.
TEST_P(findings, operands_that_part_from_a_local_can_be_spilled)
{
    constexpr u32 homes = 9, uses = 8, local = homes, other = homes + 1;
    for (u32 aliases = 1; aliases < 6; ++aliases)
    {
        CodeWriter code;
        code.i32_const(5).op(local_set, {local}).i32_const(7).op(local_set, {other});
        for (u32 i = 0; i < aliases; ++i)
            code.op(local_get, {local});
        code.op(local_get, {other}).op(local_set, {local}).op(local_get, {local});
        for (u32 i = 0; i < aliases; ++i)
            code.op(i32_add);
        for (u32 i = 0; i < homes * uses; ++i)
            code.op(local_get, {i % homes}).op(i32_add);
        EXPECT_EQ(results(code, {i32}, std::vector(homes + 2, i32)),
                  (std::vector<u64>{5 * aliases + 7}));
    }
}

// The index of a function may look like an instruction that sets a local.
TEST_P(findings, a_function_reference_sets_no_local)
{
    for (const u32 function : {0x21U, 0x22U})
    {
        ModuleWriter module;
        const u32 type = module.type({}, {i64});
        const u32 locals = info(drop).bytes + 1;
        CodeWriter code;
        code.i64_const(42).op(local_set, {locals - 1});
        code.op(ref_func, {function}).op(drop).op(local_get, {locals - 1});
        for (u32 i = 0; i < function; ++i)
            module.function(type, {}, CodeWriter{}.i64_const(0));
        const u32 f = module.function(type, std::vector(locals, i64), code);
        module.elements(0, {f});
        module.table({.element = funcref, .limits = {.min = 1, .max = {}}});
        module.exported("f", ExternKind::function, f);
        EXPECT_EQ(laboratory_.value(laboratory_.instantiate(module), "f"), 42U);
    }
}

// Making the sum of the other operand canonical must not reach a NaN that nothing computed.
TEST_P(findings, a_selected_nan_keeps_its_bits)
{
    constexpr u32 payload = 0xFFFF'FFFF;
    for (const bool flags : {false, true})
        for (const bool first : {false, true})
        {
            CodeWriter sum, code;
            sum.op(local_get, {0}).op(local_get, {0}).op(f32_add);
            code.code(first ? CodeWriter{}.f32_const(payload) : sum);
            code.code(first ? sum : CodeWriter{}.f32_const(payload));
            code.op(local_get, {1}).i32_const(first ? 0 : 1);
            code.op(flags ? i32_eq : i32_xor);
            if (!flags)
                code.op(i32_eqz);
            code.op(select);
            EXPECT_EQ(results(code, {f32}, {f32, i32}), std::vector<u64>{payload});
        }
}

// The frame for which there was no room is not one of those that called the host.
TEST_P(findings, an_exhausted_callback_is_placed_at_the_call_of_the_host)
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {i32});
    const u32 invoke = module.import_function("test", "invoke", type);
    const u32 main = module.function(type, {}, CodeWriter{}.op(local_get, {0}).op(call, {invoke}));
    const u32 callback = module.function(type, {i64, i64}, CodeWriter{}.op(local_get, {0}));
    module.exported("main", ExternKind::function, main);
    module.exported("callback", ExternKind::function, callback);
    HostNotes notes;
    laboratory_.imports.hosts = &test_hosts();
    laboratory_.settings.host_state = &notes;
    Instance& instance = laboratory_.instantiate(module);
    const auto units = [&](u32 function)
    { return instance.plan().functions[function - 1].frame_units; };
    laboratory_.settings.stack_limit = units(main) + units(callback) - 1;
    const Outcome outcome = laboratory_.run(instance, "main", {7}).outcome;
    EXPECT_EQ(outcome.trap, Trap::stack_exhausted);
    ASSERT_EQ(outcome.backtrace.size(), 1u);
    EXPECT_EQ(outcome.backtrace.front().function, main);
}

// Two arguments that change places do it over a spare register, each in its own width. How many
// operands are below them decides which registers they come from.
TEST_P(findings, narrow_and_wide_arguments_change_places)
{
    constexpr u64 wide = 0x0123'4567'89AB'CDEF;
    for (u32 below = 0; below < 8; ++below)
    {
        ModuleWriter module;
        module.memory({.min = 1, .max = {}});
        const u32 second =
            module.function(module.type({i32, i64}, {i64}), {}, CodeWriter{}.op(local_get, {1}));
        CodeWriter code;
        for (u32 i = 0; i < below; ++i)
            code.op(memory_size, {0});
        code.i32_const(0).op(i32_load, {0, 0}).i32_const(8).op(i64_load, {0, 0});
        code.op(call, {second}).op(local_set, {0});
        for (u32 i = 0; i < below; ++i)
            code.op(drop);
        code.op(local_get, {0});
        module.exported("f", ExternKind::function,
                        module.function(module.type({}, {i64}), {i64}, code));
        Instance& instance = laboratory_.instantiate(module);
        std::memcpy(instance.memories.front()->data() + 8, &wide, sizeof wide);
        EXPECT_EQ(laboratory_.value(instance, "f"), wide) << below;
    }
}

INSTANTIATE_TEST_SUITE_P(every_tier, findings, testing::ValuesIn(tiers()),
                         [](const auto& suite) { return suite.param; });
} // namespace
} // namespace pawl::test
