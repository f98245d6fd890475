// Constant expressions: initial values of globals, offsets and entries of segments.
#pragma once

#include "engine/runtime/instance.hpp"

namespace pawl
{
/// The value, in slots, of a constant expression of a validated module. Globals and functions that
/// it names are there already. Spec: 3.3.10.
[[nodiscard]] std::array<u64, 2> evaluate(const Instance& instance,
                                          const ConstantExpression& expression);

/// The reference at an index of an element segment. Made when it is asked for: a segment may have
/// more entries than any run will use.
[[nodiscard]] u64 element(const Instance& instance, const ElementSegment& segment,
                          std::size_t index);
} // namespace pawl
