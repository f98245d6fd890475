// Constant expressions: initial values of globals, offsets and entries of segments.
#pragma once

#include "engine/runtime/instance.hpp"

namespace pawl
{
/// The value, in slots, of a constant expression of a validated module. Globals and functions that
/// it names are there already. Spec: 3.3.10.
[[nodiscard]] std::array<u64, 2> evaluate(const Instance& instance,
                                          const ConstantExpression& expression);
} // namespace pawl
