#include "engine/module/module.hpp"

#include <algorithm>
#include <array>

namespace pawl
{
std::string_view name(ExternKind kind) noexcept
{
    constexpr std::array<std::string_view, 4> names{"func", "table", "memory", "global"};
    return names[static_cast<std::size_t>(kind)];
}

const Export* Module::find_export(std::string_view export_name, ExternKind kind) const noexcept
{
    const auto found =
        std::ranges::find_if(exports, [&](const Export& candidate)
                             { return candidate.kind == kind && candidate.name == export_name; });
    return found == exports.end() ? nullptr : &*found;
}
} // namespace pawl
