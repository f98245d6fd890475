#include "engine/module/module.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace pawl
{
std::string_view name(ExternKind kind) noexcept
{
    constexpr std::array<std::string_view, 4> names{"func", "table", "memory", "global"};
    return names[static_cast<std::size_t>(kind)];
}

std::size_t Module::heap_bytes() const noexcept
{
    const auto flat = [](const auto&... lists) { return (std::span{lists}.size_bytes() + ...); };
    std::size_t sum = flat(bytes, types, canonical_types, imports, functions, tables, memories,
                           globals, exports, elements, data, code, local_runs) +
                      declared.size() / 8;
    for (const FunctionType& type : types)
        sum += flat(type.params, type.results);
    for (const ElementSegment& segment : elements)
        sum += flat(segment.functions, segment.expressions);
    return sum;
}

const Export* Module::find_export(std::string_view export_name, ExternKind kind) const noexcept
{
    const auto found =
        std::ranges::find_if(exports, [&](const Export& candidate)
                             { return candidate.kind == kind && candidate.name == export_name; });
    return found == exports.end() ? nullptr : &*found;
}
} // namespace pawl
