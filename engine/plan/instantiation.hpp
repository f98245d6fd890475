// The one static charge of instantiation.
#pragma once

#include "engine/module/module.hpp"
#include "metering/schedule.hpp"

namespace pawl
{
/// What instantiating the module costs, whatever is cached: docs/semantics.md. At most 2^62.
[[nodiscard]] u64 instantiation_price(const Module& module, const Schedule& schedule);
} // namespace pawl
