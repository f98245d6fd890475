// The names that a module gives its functions, for people.
#pragma once

#include "engine/module/module.hpp"

#include <map>
#include <string>

namespace pawl
{
/// Function names from the custom section `name`, views into the module's bytes. What is malformed
/// there ends the reading and fails nothing: the section has no meaning. Spec: 7.4.1.
[[nodiscard]] std::map<u32, std::string_view> function_names(const Module& module);

/// The module's own name from that section; empty where it has none. Spec: 7.4.1.
[[nodiscard]] std::string_view module_name(const Module& module);

/// What people call each function, by index, one name each: that of the section `name`; else of an
/// import `module.name`; else that of its first export; else the module's name with the index, as
/// in `token[7]`, or `wasm[7]` where that has no name either.
[[nodiscard]] std::vector<std::string> function_labels(const Module& module);
} // namespace pawl
