// Linking: finding what a module imports.
#pragma once

#include "engine/runtime/instance.hpp"

#include <expected>

namespace pawl
{
/// Where imports are looked up: instances under the names they were registered by, then hosts.
struct ImportSource
{
    const HostTable* hosts = nullptr;
    std::map<std::string, const Instance*, std::less<>> instances;
};

/// Why a module cannot be linked.
struct LinkError
{
    Code code{};    ///< unknown_import or import_type_mismatch
    u32 import = 0; ///< which one, in the module's order
};

/// What the module imports, in its order.
[[nodiscard]] std::expected<std::vector<External>, LinkError>
resolve_imports(const Module& module, const ImportSource& source);

/// The imports that the hosts alone do not satisfy, for reports on a module.
[[nodiscard]] std::vector<LinkError> unresolved_imports(const Module& module,
                                                        const HostTable& hosts);
} // namespace pawl
