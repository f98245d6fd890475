#include "engine/module/sections.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace pawl
{
std::vector<u32> canonical_types(const std::vector<FunctionType>& types)
{
    std::vector<u32> order(types.size());
    std::iota(order.begin(), order.end(), u32{0});
    std::ranges::sort(order, {}, [&](u32 index)
                      { return std::tie(types[index].params, types[index].results, index); });
    std::vector<u32> canonical(types.size());
    for (std::size_t i = 0; i < order.size(); ++i)
    {
        const bool repeats = i != 0 && types[order[i]] == types[order[i - 1]];
        canonical[order[i]] = repeats ? canonical[order[i - 1]] : order[i];
    }
    return canonical;
}

void SectionReader::read(SectionId id, Reader& in)
{
    switch (id)
    {
    case SectionId::custom:
        return custom(in);
    case SectionId::type:
        return types(in);
    case SectionId::import:
        return imports(in);
    case SectionId::function:
        return functions(in);
    case SectionId::table:
        return tables(in);
    case SectionId::memory:
        return memories(in);
    case SectionId::global:
        return globals(in);
    case SectionId::exports:
        return exports(in);
    case SectionId::start:
        return start(in);
    case SectionId::element:
        return elements(in);
    case SectionId::code:
        return code(in);
    case SectionId::data:
        return data(in);
    case SectionId::data_count:
        return data_count(in);
    case SectionId::tag:
        return tags(in);
    }
}

void SectionReader::custom(Reader& in)
{
    const std::string_view custom_name = in.name();
    const u32 begin = in.offset();
    in.skip(in.left());
    if (custom_name == "name" && module_.name_section.end == 0)
        module_.name_section = {begin, in.offset()};
}

void SectionReader::types(Reader& in)
{
    const u32 count = in.count(rules_.limits.types, Code::limit_types);
    module_.types.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        module_.types.push_back(read_function_type(in, rules_));
    module_.canonical_types = canonical_types(module_.types);
}

void SectionReader::imports(Reader& in)
{
    const u32 count = in.count(rules_.limits.imports, Code::limit_imports);
    module_.imports.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
    {
        Import import;
        import.module = name(in);
        import.name = name(in);
        const u32 offset = in.offset();
        import_of_kind(in, import, in.byte(), offset);
        module_.imports.push_back(import);
    }
    module_.imported_functions = static_cast<u32>(module_.functions.size());
    module_.imported_tables = static_cast<u32>(module_.tables.size());
    module_.imported_memories = static_cast<u32>(module_.memories.size());
    module_.imported_globals = static_cast<u32>(module_.globals.size());
    module_.declared.resize(module_.functions.size());
}

void SectionReader::import_of_kind(Reader& in, Import& import, u8 kind, u32 offset)
{
    if (kind == 4)
        return in.fail(off(Feature::exceptions), offset);
    if (kind > 4)
        return in.fail(Code::bad_import_kind, offset);
    import.kind = static_cast<ExternKind>(kind);
    switch (import.kind)
    {
    case ExternKind::function:
        import.index = static_cast<u32>(module_.functions.size());
        module_.functions.push_back(type_index(in));
        return check_count(in, module_.functions.size(), rules_.limits.functions,
                           Code::limit_functions, offset);
    case ExternKind::table:
        import.index = static_cast<u32>(module_.tables.size());
        module_.tables.push_back(read_table_type(in, rules_));
        return check_count(in, module_.tables.size(), rules_.limits.tables, Code::limit_tables,
                           offset);
    case ExternKind::memory:
        import.index = static_cast<u32>(module_.memories.size());
        return add_memory(in);
    case ExternKind::global:
        import.index = static_cast<u32>(module_.globals.size());
        module_.globals.push_back({read_global_type(in, rules_), {}});
        if (module_.globals.back().type.is_mutable)
            require(in, rules_, Feature::mutable_globals, offset);
        return check_count(in, module_.globals.size(), rules_.limits.globals, Code::limit_globals,
                           offset);
    }
}

void SectionReader::functions(Reader& in)
{
    const u32 count =
        in.count(rules_.limits.functions - module_.imported_functions, Code::limit_functions);
    module_.functions.reserve(module_.functions.size() + count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        module_.functions.push_back(type_index(in));
    module_.declared.resize(module_.functions.size());
}

void SectionReader::tables(Reader& in)
{
    const u32 offset = in.offset();
    const u32 count = in.count(rules_.limits.tables - module_.imported_tables, Code::limit_tables);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        table(in);
    if (module_.tables.size() > 1)
        require(in, rules_, Feature::reference_types, offset);
}

void SectionReader::table(Reader& in)
{
    // 0x40 begins a table with an initial value.
    if (in.peek() == 0x40)
        return in.fail(off(Feature::typed_references), in.offset());
    module_.tables.push_back(read_table_type(in, rules_));
}

void SectionReader::memories(Reader& in)
{
    // Every memory is checked on its own, so that a second one is refused as a feature first.
    const u32 count = in.count(0xFFFFFFFF, Code::limit_memories);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        add_memory(in);
}

void SectionReader::add_memory(Reader& in)
{
    const u32 offset = in.offset();
    module_.memories.push_back(read_memory_type(in, rules_));
    if (module_.memories.size() > 1)
        require(in, rules_, Feature::multi_memory, offset);
    check_count(in, module_.memories.size(), rules_.limits.memories, Code::limit_memories, offset);
}

void SectionReader::tags(Reader& in)
{
    in.fail(off(Feature::exceptions), in.offset());
}

void SectionReader::globals(Reader& in)
{
    const u32 count =
        in.count(rules_.limits.globals - module_.imported_globals, Code::limit_globals);
    module_.globals.reserve(module_.globals.size() + count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
    {
        Global global;
        global.type = read_global_type(in, rules_);
        global.init = read_constant_expression(in, module_, rules_, global.type.type);
        module_.globals.push_back(global);
    }
}

void SectionReader::exports(Reader& in)
{
    const u32 begin = in.offset();
    const u32 count = in.count(rules_.limits.exports, Code::limit_exports);
    module_.exports.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
    {
        Export item;
        item.name = name(in);
        const u32 offset = in.offset();
        const u8 kind = in.byte();
        if (kind > 4)
            return in.fail(Code::bad_export_kind, offset);
        if (kind == 4)
            return in.fail(off(Feature::exceptions), offset);
        item.kind = static_cast<ExternKind>(kind);
        item.index = in.leb_u32();
        module_.exports.push_back(item);
        check_export(in, item, offset);
    }
    check_export_names(in, begin);
}

void SectionReader::check_export(Reader& in, const Export& item, u32 offset)
{
    switch (item.kind)
    {
    case ExternKind::function:
        if (item.index >= module_.functions.size())
            return in.fail(Code::unknown_function, offset);
        module_.declared[item.index] = true;
        return;
    case ExternKind::table:
        if (item.index >= module_.tables.size())
            in.fail(Code::unknown_table, offset);
        return;
    case ExternKind::memory:
        if (item.index >= module_.memories.size())
            in.fail(Code::unknown_memory, offset);
        return;
    case ExternKind::global:
        if (item.index >= module_.globals.size())
            return in.fail(Code::unknown_global, offset);
        if (module_.globals[item.index].type.is_mutable)
            require(in, rules_, Feature::mutable_globals, offset);
        return;
    }
}

void SectionReader::check_export_names(Reader& in, u32 offset)
{
    std::vector<std::string_view> names(module_.exports.size());
    std::ranges::transform(module_.exports, names.begin(), &Export::name);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end())
        in.fail(Code::duplicate_export, offset);
}

void SectionReader::start(Reader& in)
{
    const u32 offset = in.offset();
    const u32 function = function_index(in);
    if (in.failed())
        return;
    const FunctionType& type = module_.function_type(function);
    if (!type.params.empty() || !type.results.empty())
        in.fail(Code::bad_start, offset);
    module_.start = function;
}

void SectionReader::finish(Reader& in)
{
    if (module_.code.size() != module_.functions.size() - module_.imported_functions)
        in.fail(Code::function_code_mismatch, in.offset());
    if (module_.data_count && *module_.data_count != module_.data.size())
        in.fail(Code::data_count_mismatch, in.offset());
}

u32 SectionReader::type_index(Reader& in)
{
    const u32 offset = in.offset();
    const u32 index = in.leb_u32();
    if (index >= module_.types.size())
        in.fail(Code::unknown_type, offset);
    return index;
}

u32 SectionReader::function_index(Reader& in)
{
    const u32 offset = in.offset();
    const u32 index = in.leb_u32();
    if (index >= module_.functions.size())
        in.fail(Code::unknown_function, offset);
    return index;
}

std::string_view SectionReader::name(Reader& in)
{
    const u32 offset = in.offset();
    const std::string_view text = in.name();
    if (text.size() > rules_.limits.name_bytes)
        in.fail(Code::limit_name_bytes, offset);
    return text;
}

void SectionReader::check_count(Reader& in, std::size_t count, u32 limit, Code code, u32 offset)
{
    if (count > limit)
        in.fail(code, offset);
}
} // namespace pawl
