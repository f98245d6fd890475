// Bytes to module.
#pragma once

#include "base/expected.hpp"
#include "engine/module/limits.hpp"
#include "engine/module/module.hpp"

namespace pawl
{
/// Decodes a module and validates all of it but the instructions of function bodies. Limits are
/// checked before memory is taken for what they limit.
[[nodiscard]] Expected<Module> decode(Bytes bytes, const ModuleRules& rules);
} // namespace pawl
