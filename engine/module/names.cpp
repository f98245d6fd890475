#include "engine/module/names.hpp"

#include "engine/module/reader.hpp"

namespace pawl
{
namespace
{
constexpr u8 function_subsection = 1;

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
    Reader in{module.bytes, module.name_section.begin, module.name_section.end};
    while (in.more())
    {
        const u8 id = in.byte();
        const u32 size = in.leb_u32();
        const u32 begin = in.offset();
        in.skip(size);
        if (!in.failed() && id == function_subsection)
            return read_name_map({module.bytes, begin, begin + size}, module.functions.size());
    }
    return {};
}
} // namespace pawl
