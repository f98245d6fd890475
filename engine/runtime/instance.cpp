#include "engine/runtime/instance.hpp"

namespace pawl
{
std::optional<External> Instance::find_export(std::string_view name) const
{
    for (const Export& item : module().exports)
    {
        if (item.name != name)
            continue;
        switch (item.kind)
        {
        case ExternKind::function:
            return functions[item.index];
        case ExternKind::table:
            return tables[item.index];
        case ExternKind::memory:
            return memories[item.index];
        case ExternKind::global:
            return globals[item.index];
        }
    }
    return std::nullopt;
}

std::optional<u32> Instance::find_function(std::string_view name) const
{
    const Export* const found = module().find_export(name, ExternKind::function);
    if (found == nullptr)
        return std::nullopt;
    return found->index;
}
} // namespace pawl
