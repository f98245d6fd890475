// Functions of the runtime that compiled code calls for work that is not worth emitting.
#pragma once

#include "engine/runtime/bulk.hpp"

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

/// How many there are.
inline constexpr u32 native_helper_count = static_cast<u32>(NativeHelper::has_type) + 1;

/// Slots of a frame: the next one stands below.
class NativeSlots
{
public:
    explicit NativeSlots(const u64* first) noexcept : first_{first} {}

    [[nodiscard]] u64 operator[](u32 index) const noexcept { return *(first_ - index); }
    /// The low half of a slot: an i32, an index.
    [[nodiscard]] u32 low(u32 index) const noexcept { return static_cast<u32>((*this)[index]); }

private:
    const u64* first_;
};

/// What such a function is given: whose code called, the execution, and the arguments.
struct NativeCall
{
    Instance& instance;
    Execution& execution;
    NativeSlots arguments;
};

/// Does the work of a helper. The execution's gas meter is to be right.
[[nodiscard]] BulkResult call_native_helper(NativeHelper helper, const NativeCall& call);
} // namespace pawl
