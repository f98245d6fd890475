#include "fuzz/generators/program.hpp"

#include "fuzz/generators/body.hpp"

namespace pawl::fuzz
{
namespace
{
// Section numbers. Spec: 5.5.2.
constexpr u8 type_section = 1, function_section = 3, table_section = 4, memory_section = 5,
             global_section = 6, export_section = 7, element_section = 9, code_section = 10,
             data_section = 11, data_count_section = 12;

WasmWriter types()
{
    WasmWriter out;
    out.leb(program_types().size());
    for (const FunctionType& type : program_types())
        out.byte(0x60).types(type.params).types(type.results);
    return out;
}

WasmWriter functions(std::span<const u32> function_types)
{
    WasmWriter out;
    out.leb(function_types.size());
    for (const u32 type : function_types)
        out.leb(type);
    return out;
}

WasmWriter globals()
{
    WasmWriter out;
    out.leb(program_globals().size());
    for (const GlobalType& global : program_globals())
    {
        out.type(global.type).byte(1);
        switch (global.type)
        {
        case ValueType::i32:
            out.op(Op::i32_const).leb(0);
            break;
        case ValueType::i64:
            out.op(Op::i64_const).leb(0);
            break;
        case ValueType::f32:
            out.op(Op::f32_const).little_endian(0, 4);
            break;
        default:
            out.op(Op::f64_const).little_endian(0, 8);
        }
        out.op(Op::end);
    }
    return out;
}

WasmWriter exports(std::size_t functions)
{
    WasmWriter out;
    out.leb(functions);
    for (std::size_t index = 0; index < functions; ++index)
        out.name(std::to_string(index)).byte(0).leb(index);
    return out;
}

// One active segment, so that indirect calls find functions, and one passive.
WasmWriter elements(std::size_t functions)
{
    WasmWriter indices;
    indices.leb(functions);
    for (std::size_t index = 0; index < functions; ++index)
        indices.leb(index);
    WasmWriter out;
    out.leb(2);
    out.byte(1).byte(0).raw(indices.bytes());
    out.byte(0).op(Op::i32_const).leb(0).op(Op::end).raw(indices.bytes());
    return out;
}

WasmWriter data()
{
    Bytes content(program_data_bytes);
    for (std::size_t i = 0; i < content.size(); ++i)
        content[i] = static_cast<u8>(i * 7);
    WasmWriter out;
    out.leb(1).byte(1).sized(content);
    return out;
}

WasmWriter code(Choices& choices, std::span<const u32> function_types)
{
    WasmWriter out;
    out.leb(function_types.size());
    for (u32 function = 0; function < function_types.size(); ++function)
        out.sized(BodyGenerator{choices, function_types, function}.generate());
    return out;
}
} // namespace

Bytes generate_program(BytesView bytes)
{
    Choices choices{bytes};
    std::vector<u32> function_types(1 + choices.below(4));
    for (u32& type : function_types)
        type = choices.below(static_cast<u32>(program_types().size()));
    WasmWriter table, memory;
    table.leb(1).type(ValueType::funcref).byte(0).leb(program_table_entries);
    memory.leb(1).byte(1).leb(program_memory_pages).leb(program_max_memory_pages);

    WasmWriter out = begin_module();
    out.section(type_section, types())
        .section(function_section, functions(function_types))
        .section(table_section, table)
        .section(memory_section, memory)
        .section(global_section, globals())
        .section(export_section, exports(function_types.size()))
        .section(element_section, elements(function_types.size()))
        .section(data_count_section, WasmWriter{}.leb(1))
        .section(code_section, code(choices, function_types))
        .section(data_section, data());
    return std::move(out).take();
}
} // namespace pawl::fuzz
