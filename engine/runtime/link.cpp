#include "engine/runtime/link.hpp"

namespace pawl
{
namespace
{
/// Spec: 3.5.3. `size` is what the provided thing has now.
bool limits_match(u64 size, const Limits& provided, const Limits& wanted)
{
    if (provided.address != wanted.address || size < wanted.min)
        return false;
    return !wanted.max || (provided.max && *provided.max <= *wanted.max);
}

/// Whether what is provided may stand for what a module imports. Spec: 3.5.
struct ImportMatch
{
    const Module& module;
    const Import& import;

    bool operator()(const FunctionInstance* provided) const
    {
        return import.kind == ExternKind::function &&
               provided->has_type(module.function_type(import.index));
    }
    bool operator()(const Table* provided) const
    {
        if (import.kind != ExternKind::table)
            return false;
        const TableType& wanted = module.tables[import.index];
        return provided->type().element == wanted.element &&
               limits_match(provided->size(), provided->type().limits, wanted.limits);
    }
    bool operator()(const Memory* provided) const
    {
        return import.kind == ExternKind::memory &&
               limits_match(provided->pages(), provided->type().limits,
                            module.memories[import.index].limits);
    }
    bool operator()(const GlobalInstance* provided) const
    {
        return import.kind == ExternKind::global &&
               provided->type == module.globals[import.index].type;
    }
};

std::optional<External> find_import(const Import& import, const ImportSource& source)
{
    const auto instance = source.instances.find(import.module);
    if (instance != source.instances.end())
        return instance->second->find_export(import.name);
    if (source.hosts == nullptr)
        return std::nullopt;
    const FunctionInstance* const function = source.hosts->find(import.module, import.name);
    if (function == nullptr)
        return std::nullopt;
    return function;
}

std::expected<External, LinkError> resolve(const Module& module, u32 index,
                                           const ImportSource& source)
{
    const Import& import = module.imports[index];
    const auto found = find_import(import, source);
    if (!found)
        return std::unexpected{LinkError{Code::unknown_import, index}};
    if (!std::visit(ImportMatch{module, import}, *found))
        return std::unexpected{LinkError{Code::import_type_mismatch, index}};
    return *found;
}
} // namespace

std::expected<std::vector<External>, LinkError> resolve_imports(const Module& module,
                                                                const ImportSource& source)
{
    std::vector<External> resolved;
    resolved.reserve(module.imports.size());
    for (u32 index = 0; index < module.imports.size(); ++index)
    {
        const auto external = resolve(module, index, source);
        if (!external)
            return std::unexpected{external.error()};
        resolved.push_back(*external);
    }
    return resolved;
}

std::vector<LinkError> unresolved_imports(const Module& module, const HostTable& hosts)
{
    std::vector<LinkError> errors;
    for (u32 index = 0; index < module.imports.size(); ++index)
    {
        const auto external =
            resolve(module, index, ImportSource{.hosts = &hosts, .instances = {}});
        if (!external)
            errors.push_back(external.error());
    }
    return errors;
}
} // namespace pawl
