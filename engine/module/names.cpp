#include "engine/module/names.hpp"

#include "engine/module/reader.hpp"

namespace pawl
{
namespace
{
constexpr u8 module_subsection = 0, function_subsection = 1;

// The content of the first subsection of this kind; an empty range where there is none.
ByteRange find_subsection(const Module& module, u8 wanted)
{
    Reader in{module.bytes, module.name_section.begin, module.name_section.end};
    while (in.more())
    {
        const u8 id = in.byte();
        const u32 size = in.leb_u32();
        const u32 begin = in.offset();
        in.skip(size);
        if (!in.failed() && id == wanted)
            return {begin, begin + size};
    }
    return {};
}

std::map<u32, std::string_view> read_name_map(Reader in, std::size_t functions)
{
    std::map<u32, std::string_view> out;
    const u32 count = in.leb_u32();
    for (u32 i = 0; i < count; ++i)
    {
        const u32 function = in.leb_u32();
        const std::string_view name = in.name();
        if (in.failed())
            break;
        if (function < functions)
            out.emplace(function, name);
    }
    return out;
}
} // namespace

std::map<u32, std::string_view> function_names(const Module& module)
{
    const ByteRange names = find_subsection(module, function_subsection);
    if (names.size() == 0)
        return {};
    return read_name_map({module.bytes, names.begin, names.end}, module.functions.size());
}

std::string_view module_name(const Module& module)
{
    const ByteRange range = find_subsection(module, module_subsection);
    Reader in{module.bytes, range.begin, range.end};
    const std::string_view name = in.name();
    return in.failed() ? std::string_view{} : name;
}

std::vector<std::string> function_labels(const Module& module)
{
    std::vector<std::string> out(module.functions.size());
    for (const auto& [function, name] : function_names(module))
        out[function] = name;
    u32 imported = 0;
    for (const Import& import : module.imports)
        if (import.kind == ExternKind::function)
        {
            std::string& label = out[imported++];
            if (label.empty())
                label.append(import.module).append(".").append(import.name);
        }
    for (const Export& entry : module.exports)
        if (entry.kind == ExternKind::function && out[entry.index].empty())
            out[entry.index] = entry.name;
    const std::string_view own = module_name(module);
    for (std::size_t i = 0; i < out.size(); ++i)
        if (out[i].empty())
            out[i].append(own.empty() ? "wasm" : own).append("[" + std::to_string(i) + "]");
    return out;
}
} // namespace pawl
