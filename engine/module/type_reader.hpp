// Reads types, with the features and limits of a profile applied. Failures are the reader's.
#pragma once

#include "engine/module/limits.hpp"
#include "engine/module/module.hpp"
#include "engine/module/reader.hpp"

namespace pawl
{
/// A value type. Spec: 5.3.4.
[[nodiscard]] ValueType read_value_type(Reader& in, const ModuleRules& rules);

/// A reference type, as tables and element segments have them. Spec: 5.3.3.
[[nodiscard]] ValueType read_reference_type(Reader& in, const ModuleRules& rules);

/// A heap type that this build knows, as the type of a reference to it. Spec: 5.3.2.
[[nodiscard]] ValueType read_heap_type(Reader& in, const ModuleRules& rules);

/// A function type with its form byte. Spec: 5.3.6.
[[nodiscard]] FunctionType read_function_type(Reader& in, const ModuleRules& rules);

/// A table type. Spec: 5.3.9.
[[nodiscard]] TableType read_table_type(Reader& in, const ModuleRules& rules);

/// A memory type. Spec: 5.3.8.
[[nodiscard]] MemoryType read_memory_type(Reader& in, const ModuleRules& rules);

/// A global type. Spec: 5.3.10.
[[nodiscard]] GlobalType read_global_type(Reader& in, const ModuleRules& rules);

/// Fails unless the profile allows the feature; `offset` is where it is used.
void require(Reader& in, const ModuleRules& rules, Feature feature, u32 offset);
} // namespace pawl
