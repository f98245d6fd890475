#include "fuzz/generators/program.hpp"

#include "engine/module/writer.hpp"
#include "fuzz/generators/body.hpp"

#include <numeric>
#include <string>

namespace pawl::fuzz
{
namespace
{
CodeWriter zero(ValueType type)
{
    switch (type)
    {
    case ValueType::i32:
        return CodeWriter{}.i32_const(0);
    case ValueType::i64:
        return CodeWriter{}.i64_const(0);
    case ValueType::f32:
        return CodeWriter{}.f32_const(0);
    default:
        return CodeWriter{}.f64_const(0);
    }
}

/// What every program has, whatever is chosen.
ModuleWriter surroundings()
{
    ModuleWriter module;
    for (const FunctionType& type : program_types())
        module.type(type.params, type.results);
    module.table(
        {.element = ValueType::funcref, .limits = {.min = program_table_entries, .max = {}}});
    module.memory({.min = program_memory_pages, .max = program_max_memory_pages});
    for (const GlobalType& global : program_globals())
        module.global(global, zero(global.type));
    Bytes content(program_data_bytes);
    std::iota(content.begin(), content.end(), u8{1});
    module.passive_data(content);
    module.data_count(true);
    return module;
}
} // namespace

Bytes generate_program(BytesView bytes)
{
    Choices choices{bytes};
    std::vector<u32> function_types(1 + choices.below(4));
    for (u32& type : function_types)
        type = choices.below(static_cast<u32>(program_types().size()));

    ModuleWriter module = surroundings();
    std::vector<u32> functions;
    for (u32 function = 0; function < function_types.size(); ++function)
    {
        const Bytes body = BodyGenerator{choices, function_types, function}.generate();
        module.function_raw(function_types[function], body);
        module.exported(std::to_string(function), ExternKind::function, function);
        functions.push_back(function);
    }
    module.passive_elements(functions);
    module.elements(0, functions);
    return module.bytes();
}
} // namespace pawl::fuzz
