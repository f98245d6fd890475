// Functions of the runtime that compiled code calls for work that is not worth emitting.
#pragma once

#include "base/integers.hpp"

namespace pawl
{
/// One such function. Arguments are u64 slots: the instruction's operands in their order, then its
/// immediates in the order of the encoding (indices of memories, tables and segments). Each
/// checks, charges and acts as the instruction of its name does: EXECUTION, "Order of effects".
enum class NativeHelper : u8
{
    memory_grow,
    memory_fill,
    memory_copy,
    memory_init,
    data_drop,
    table_get,
    table_set,
    table_size,
    table_grow,
    table_fill,
    table_copy,
    table_init,
    element_drop,
    has_type ///< function reference, type index of the module: whether a call may go there
};
} // namespace pawl
