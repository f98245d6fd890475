// Reads the expressions that initialise globals, offsets and elements.
#pragma once

#include "engine/module/type_reader.hpp"

namespace pawl
{
/// Reads and validates one constant expression of the given type. It may use the globals that stand
/// in the module so far. References to functions are declared. Spec: 3.4.16, 5.4.9.
[[nodiscard]] ConstantExpression read_constant_expression(Reader& in, Module& module,
                                                          const ModuleRules& rules, ValueType type);
} // namespace pawl
