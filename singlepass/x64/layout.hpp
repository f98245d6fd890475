// Where compiled code finds what it reads: displacements in the structures of the runtime.
#pragma once

#include "engine/runtime/instance.hpp"
#include "engine/runtime/native_context.hpp"

#include <cstddef>

namespace pawl::x64::layout
{
// From the context register on.
inline constexpr i32 stack_limit = offsetof(NativeContext, stack_limit);
inline constexpr i32 functions = offsetof(NativeContext, functions);
inline constexpr i32 memories = offsetof(NativeContext, memories);
inline constexpr i32 tables = offsetof(NativeContext, tables);
inline constexpr i32 globals = offsetof(NativeContext, globals);
inline constexpr i32 types = offsetof(NativeContext, types);
inline constexpr i32 stubs = offsetof(NativeContext, stubs);
inline constexpr i32 refill = stubs + offsetof(NativeStubs, refill);
inline constexpr i32 refill_at_entry = stubs + offsetof(NativeStubs, refill_at_entry);
inline constexpr i32 runtime_call = stubs + offsetof(NativeStubs, runtime_call);
inline constexpr i32 foreign_call = stubs + offsetof(NativeStubs, foreign_call);
inline constexpr i32 has_type = stubs + offsetof(NativeStubs, has_type);
inline constexpr i32 own_globals = sizeof(NativeContext);

inline constexpr i32 memory_base = offsetof(MemoryView, base);
inline constexpr i32 memory_bytes = offsetof(MemoryView, bytes);

inline constexpr i32 table_entries = offsetof(TableView, entries);
inline constexpr i32 table_size = offsetof(TableView, size);

inline constexpr i32 function_type = offsetof(FunctionInstance, type);
inline constexpr i32 function_context = offsetof(FunctionInstance, context);
inline constexpr i32 function_code = offsetof(FunctionInstance, code);

inline constexpr i32 global_value = offsetof(GlobalInstance, value);
inline constexpr u32 global_size = sizeof(GlobalInstance);
inline constexpr u32 function_type_size = sizeof(FunctionType);
} // namespace pawl::x64::layout
