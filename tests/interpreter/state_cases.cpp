// Variables, parametric instructions, references, tables and memory as a whole.
#include "metering/schedule.hpp"
#include "tests/interpreter/instruction_case.hpp"

namespace pawl::test
{
namespace
{
using enum ValueType;

u64 dynamic(Op op, u64 units)
{
    return units * default_schedule().unit_price(info(op).cost);
}

/// A case of an instruction that takes its operands from the stack and gives nothing, followed by
/// what shows its effect: one result of type `shown`.
InstructionCase effect(Op op, std::string name, std::vector<u64> operands, CodeWriter code,
                       ValueType shown, u64 expected, std::vector<Op> paid, u64 dynamic_gas)
{
    return {.op = op,
            .name = std::move(name),
            .params = std::vector(operands.size(), i32),
            .results = {shown},
            .code = std::move(code),
            .operands = std::move(operands),
            .expected = {expected},
            .paid = std::move(paid),
            .dynamic = dynamic_gas};
}

/// A case of an instruction that takes i32 operands and gives nothing.
InstructionCase plain(Op op, std::string name, std::vector<u64> operands,
                      std::initializer_list<u64> immediates, u64 dynamic_gas)
{
    return {.op = op,
            .name = std::move(name),
            .params = std::vector(operands.size(), i32),
            .code = CodeWriter{}.op(op, immediates),
            .operands = std::move(operands),
            .paid = {op},
            .dynamic = dynamic_gas};
}

InstructionCase trapping(Op op, std::string name, std::vector<u64> operands,
                         std::initializer_list<u64> immediates, Trap trap)
{
    InstructionCase entry = plain(op, std::move(name), std::move(operands), immediates, 0);
    entry.trap = trap;
    return entry;
}

/// A case of an instruction that gives one i32 for i32 operands.
InstructionCase giving(Op op, std::string name, std::vector<u64> operands,
                       std::initializer_list<u64> immediates, u64 expected, u64 dynamic_gas)
{
    InstructionCase entry =
        plain(op, std::move(name), std::move(operands), immediates, dynamic_gas);
    entry.results = {i32};
    entry.expected = {expected};
    return entry;
}

void add_locals(std::vector<InstructionCase>& cases)
{
    const auto add =
        [&cases](Op op, std::string name, CodeWriter code, u64 expected, std::vector<Op> paid)
    {
        cases.push_back({.op = op,
                         .name = std::move(name),
                         .params = {i64},
                         .results = {i64},
                         .locals = {f32, i64},
                         .pushed = false,
                         .code = std::move(code),
                         .operands = {~u64{0}},
                         .expected = {expected},
                         .paid = std::move(paid),
                         .units = 2});
    };
    using enum Op;
    add(local_get, "identity", CodeWriter{}.op(local_get, {0}), ~u64{0}, {local_get});
    add(local_get, "boundary", CodeWriter{}.op(local_get, {2}), 0, {local_get});
    add(local_set, "identity",
        CodeWriter{}.op(local_get, {0}).op(local_set, {0}).op(local_get, {0}), ~u64{0},
        {local_get, local_set, local_get});
    add(local_set, "boundary",
        CodeWriter{}.op(local_get, {0}).op(local_set, {2}).op(local_get, {2}), ~u64{0},
        {local_get, local_set, local_get});
    add(local_tee, "identity", CodeWriter{}.op(local_get, {0}).op(local_tee, {2}), ~u64{0},
        {local_get, local_tee});
    add(local_tee, "boundary",
        CodeWriter{}.op(local_get, {0}).op(local_tee, {2}).op(drop).op(local_get, {2}), ~u64{0},
        {local_get, local_tee, drop, local_get});
}

void add_globals(std::vector<InstructionCase>& cases)
{
    using enum Op;
    const std::vector<std::pair<ValueType, u64>> globals{
        {i32, 0xFFFF'FFFF}, {i64, ~u64{0}}, {f32, 0xFFA0'0001}, {f64, 0xFFF0'0000'0000'0001}};
    for (u32 index = 0; index < globals.size(); ++index)
    {
        const auto [type, value] = globals[index];
        cases.push_back({.op = global_get,
                         .name = "identity_" + std::string{pawl::name(type)},
                         .results = {type},
                         .code = CodeWriter{}.op(global_get, {index}),
                         .expected = {0},
                         .paid = {global_get}});
        cases.push_back({.op = global_set,
                         .name = "boundary_" + std::string{pawl::name(type)},
                         .params = {type},
                         .results = {type},
                         .code = CodeWriter{}.op(global_set, {index}).op(global_get, {index}),
                         .operands = {value},
                         .expected = {value},
                         .paid = {global_set, global_get}});
    }
}

void add_parametric(std::vector<InstructionCase>& cases)
{
    using enum Op;
    for (const ValueType type : {i64, externref})
        cases.push_back({.op = drop,
                         .name = "of_" + std::string{pawl::name(type)},
                         .params = {type},
                         .code = CodeWriter{}.op(drop),
                         .operands = {7},
                         .paid = {drop}});
    const auto add = [&cases](Op op, std::string name, ValueType type, CodeWriter code,
                              u64 condition, u64 expected)
    {
        cases.push_back({.op = op,
                         .name = std::move(name),
                         .params = {type, type, i32},
                         .results = {type},
                         .code = std::move(code),
                         .operands = {11, 22, condition},
                         .expected = {expected},
                         .paid = {op}});
    };
    const CodeWriter typed = CodeWriter{}.op(select_t, {1, static_cast<u64>(externref)});
    add(select, "first", i64, CodeWriter{}.op(select), 1, 11);
    add(select, "second", i64, CodeWriter{}.op(select), 0, 22);
    add(select, "boundary", i64, CodeWriter{}.op(select), 0x8000'0000, 11);
    add(select_t, "first", externref, typed, 1, 11);
    add(select_t, "second", externref, typed, 0, 22);
    add(select_t, "boundary", externref, typed, 0x8000'0000, 11);
}

void add_references(std::vector<InstructionCase>& cases)
{
    using enum Op;
    for (const ValueType type : {funcref, externref})
        cases.push_back(effect(ref_null, "of_" + std::string{pawl::name(type)}, {},
                               CodeWriter{}.ref_null(type).op(ref_is_null), i32, 1,
                               {ref_null, ref_is_null}, 0));
    for (const u32 function : {doubling_function, empty_function})
        cases.push_back(effect(ref_func, "to_" + std::to_string(function), {},
                               CodeWriter{}.op(ref_func, {function}).op(ref_is_null), i32, 0,
                               {ref_func, ref_is_null}, 0));
    for (const u64 value : {u64{0}, u64{1}, ~u64{0}})
        cases.push_back({.op = ref_is_null,
                         .name = "of_" + std::to_string(value),
                         .params = {externref},
                         .results = {i32},
                         .code = CodeWriter{}.op(ref_is_null),
                         .operands = {value},
                         .expected = {value == 0 ? u64{1} : 0},
                         .paid = {ref_is_null}});
}

void add_single_entries(std::vector<InstructionCase>& cases)
{
    using enum Op;
    for (const u32 index : {0, 3, 4})
    {
        const Trap trap = index < 4 ? Trap::none : Trap::table_out_of_bounds;
        const std::string name = index == 0 ? "identity" : index == 3 ? "boundary" : "beyond";
        cases.push_back({.op = table_get,
                         .name = name,
                         .params = {i32},
                         .results = {externref},
                         .code = CodeWriter{}.op(table_get, {extern_table}),
                         .operands = {index},
                         .expected = {0},
                         .trap = trap,
                         .paid = {table_get}});
        cases.push_back({.op = table_set,
                         .name = name,
                         .params = {i32, externref},
                         .results = {externref},
                         .code = CodeWriter{}
                                     .op(table_set, {extern_table})
                                     .op(local_get, {0})
                                     .op(table_get, {extern_table}),
                         .operands = {index, ~u64{0}},
                         .expected = {~u64{0}},
                         .trap = trap,
                         .paid = {table_set, local_get, table_get}});
    }
}

void add_table_growth(std::vector<InstructionCase>& cases)
{
    using enum Op;
    cases.push_back(giving(table_size, "identity", {}, {function_table}, 4, 0));
    for (const u64 delta : {u64{0}, u64{2}, u64{3}, u64{0xFFFF'FFFF}})
    {
        const bool fits = delta <= 2;
        InstructionCase entry =
            giving(table_grow, "by_" + std::to_string(delta), {9, delta}, {extern_table},
                   fits ? 4 : 0xFFFF'FFFF, fits ? dynamic(table_grow, delta) : 0);
        entry.params = {externref, i32};
        cases.push_back(entry);
        entry.op = table_size;
        entry.name = "after_growth_by_" + std::to_string(delta);
        entry.code.op(drop).op(table_size, {extern_table});
        entry.expected = {fits ? 4 + delta : 4};
        entry.paid = {table_grow, drop, table_size};
        cases.push_back(entry);
    }
}

void add_table_ranges(std::vector<InstructionCase>& cases)
{
    using enum Op;
    const auto out = Trap::table_out_of_bounds;
    const auto fill = [&](std::string name, u64 at, u64 length, Trap trap)
    {
        InstructionCase entry = plain(table_fill, std::move(name), {at, 9, length}, {extern_table},
                                      trap == Trap::none ? dynamic(table_fill, length) : 0);
        entry.params = {i32, externref, i32};
        entry.trap = trap;
        cases.push_back(std::move(entry));
    };
    fill("identity", 4, 0, Trap::none);
    fill("boundary", 2, 2, Trap::none);
    fill("beyond", 3, 2, out);
    fill("far_beyond", 0xFFFF'FFFF, 0xFFFF'FFFF, out);
    fill("nothing_beyond", 5, 0, out);

    cases.push_back(plain(table_copy, "identity", {4, 4, 0}, {function_table, function_table}, 0));
    // The first entry to the last: no longer null.
    cases.push_back(effect(table_copy, "boundary", {3, 0, 1},
                           CodeWriter{}
                               .op(table_copy, {function_table, function_table})
                               .i32_const(3)
                               .op(table_get, {function_table})
                               .op(ref_is_null),
                           i32, 0, {table_copy, i32_const, table_get, ref_is_null},
                           dynamic(table_copy, 1)));
    cases.push_back(
        trapping(table_copy, "to_beyond", {4, 0, 1}, {function_table, function_table}, out));
    cases.push_back(
        trapping(table_copy, "from_beyond", {0, 3, 2}, {function_table, function_table}, out));
}

void add_element_segments(std::vector<InstructionCase>& cases)
{
    using enum Op;
    const auto out = Trap::table_out_of_bounds;
    const std::initializer_list<u64> indices{passive_elements, function_table};
    cases.push_back(plain(table_init, "identity", {4, 2, 0}, indices, 0));
    cases.push_back(effect(table_init, "boundary", {2, 0, 2},
                           CodeWriter{}
                               .op(table_init, indices)
                               .i32_const(3)
                               .op(table_get, {function_table})
                               .op(ref_is_null),
                           i32, 0, {table_init, i32_const, table_get, ref_is_null},
                           dynamic(table_init, 2)));
    cases.push_back(trapping(table_init, "to_beyond", {3, 0, 2}, indices, out));
    cases.push_back(trapping(table_init, "from_beyond", {0, 1, 2}, indices, out));

    cases.push_back(plain(elem_drop, "identity", {}, {passive_elements}, 0));
    InstructionCase twice = plain(elem_drop, "twice", {}, {passive_elements}, 0);
    twice.code.op(elem_drop, {passive_elements});
    twice.paid = {elem_drop, elem_drop};
    cases.push_back(twice);
    InstructionCase used = twice;
    used.name = "then_used";
    used.code.i32_const(0).i32_const(0).i32_const(1).op(table_init, indices);
    used.paid = {elem_drop, elem_drop, i32_const, i32_const, i32_const, table_init};
    used.trap = out;
    cases.push_back(used);
}

void add_memory_growth(std::vector<InstructionCase>& cases)
{
    using enum Op;
    cases.push_back(giving(memory_size, "identity", {}, {0}, 1, 0));
    for (const u64 delta : {u64{0}, u64{2}, u64{3}, u64{0xFFFF'FFFF}})
    {
        const bool fits = delta <= 2;
        InstructionCase entry =
            giving(memory_grow, "by_" + std::to_string(delta), {delta}, {0}, fits ? 1 : 0xFFFF'FFFF,
                   fits ? dynamic(memory_grow, delta) : 0);
        cases.push_back(entry);
        entry.op = memory_size;
        entry.name = "after_growth_by_" + std::to_string(delta);
        entry.code.op(drop).op(memory_size, {0});
        entry.expected = {fits ? 1 + delta : 1};
        entry.paid = {memory_grow, drop, memory_size};
        cases.push_back(entry);
    }
}

void add_memory_ranges(std::vector<InstructionCase>& cases)
{
    using enum Op;
    const auto out = Trap::memory_out_of_bounds;
    const auto shown = [](CodeWriter code)
    { return code.i32_const(memory_end - 8).op(i64_load, {0, 0}); };

    cases.push_back(plain(memory_fill, "identity", {memory_end, 1, 0}, {0}, 0));
    // Only the value's low byte counts.
    cases.push_back(effect(memory_fill, "boundary", {memory_end - 4, 0x1FF, 4},
                           shown(CodeWriter{}.op(memory_fill, {0})), i64, 0xFFFF'FFFF'8483'8281,
                           {memory_fill, i32_const, i64_load}, dynamic(memory_fill, 4)));
    cases.push_back(trapping(memory_fill, "beyond", {memory_end - 7, 0, 8}, {0}, out));
    cases.push_back(trapping(memory_fill, "nothing_beyond", {memory_end + 1, 0, 0}, {0}, out));

    cases.push_back(plain(memory_copy, "identity", {memory_end, memory_end, 0}, {0, 0}, 0));
    cases.push_back(effect(memory_copy, "boundary", {memory_end - 7, memory_end - 8, 7},
                           shown(CodeWriter{}.op(memory_copy, {0, 0})), i64, 0x8786'8584'8382'8181,
                           {memory_copy, i32_const, i64_load}, dynamic(memory_copy, 7)));
    cases.push_back(trapping(memory_copy, "to_beyond", {memory_end - 7, 0, 8}, {0, 0}, out));
    cases.push_back(trapping(memory_copy, "from_beyond", {0, memory_end - 7, 8}, {0, 0}, out));
    cases.push_back(
        trapping(memory_copy, "far_beyond", {0xFFFF'FFFF, 0, 0xFFFF'FFFF}, {0, 0}, out));
}

void add_data_segments(std::vector<InstructionCase>& cases)
{
    using enum Op;
    const auto out = Trap::memory_out_of_bounds;
    const std::initializer_list<u64> indices{passive_data, 0};
    cases.push_back(plain(memory_init, "identity", {memory_end, 4, 0}, indices, 0));
    cases.push_back(effect(
        memory_init, "boundary", {memory_end - 4, 0, 4},
        CodeWriter{}.op(memory_init, indices).i32_const(memory_end - 8).op(i64_load, {0, 0}), i64,
        0x6463'6261'8483'8281, {memory_init, i32_const, i64_load}, dynamic(memory_init, 4)));
    cases.push_back(trapping(memory_init, "to_beyond", {memory_end - 3, 0, 4}, indices, out));
    cases.push_back(trapping(memory_init, "from_beyond", {0, 1, 4}, indices, out));

    cases.push_back(plain(data_drop, "identity", {}, {passive_data}, 0));
    InstructionCase twice = plain(data_drop, "twice", {}, {passive_data}, 0);
    twice.code.op(data_drop, {passive_data});
    twice.paid = {data_drop, data_drop};
    cases.push_back(twice);
    InstructionCase used = twice;
    used.name = "then_used";
    used.code.i32_const(0).i32_const(0).i32_const(1).op(memory_init, indices);
    used.paid = {data_drop, data_drop, i32_const, i32_const, i32_const, memory_init};
    used.trap = out;
    cases.push_back(used);
}
} // namespace

std::vector<InstructionCase> variable_cases()
{
    std::vector<InstructionCase> cases;
    add_locals(cases);
    add_globals(cases);
    add_parametric(cases);
    return cases;
}

std::vector<InstructionCase> memory_cases()
{
    std::vector<InstructionCase> cases;
    add_memory_growth(cases);
    add_memory_ranges(cases);
    add_data_segments(cases);
    return cases;
}

std::vector<InstructionCase> table_cases()
{
    std::vector<InstructionCase> cases;
    add_references(cases);
    add_single_entries(cases);
    add_table_growth(cases);
    add_table_ranges(cases);
    add_element_segments(cases);
    return cases;
}
} // namespace pawl::test
