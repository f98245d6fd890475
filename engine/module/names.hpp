// The names that a module gives its functions, for people.
#pragma once

#include "engine/module/module.hpp"

#include <map>

namespace pawl
{
/// Function names from the custom section `name`, views into the module's bytes. What is malformed
/// there ends the reading and fails nothing: the section has no meaning. Spec: 7.4.1.
[[nodiscard]] std::map<u32, std::string_view> function_names(const Module& module);
} // namespace pawl
