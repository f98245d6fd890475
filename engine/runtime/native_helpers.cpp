#include "engine/runtime/native_helpers.hpp"

#include "base/check.hpp"

#include <array>

namespace pawl
{
namespace
{
using Work = BulkResult (*)(const NativeCall&);

Memory& memory(const NativeCall& call, u32 argument)
{
    return *call.instance.memories[call.arguments.low(argument)];
}

Table& table(const NativeCall& call, u32 argument)
{
    return *call.instance.tables[call.arguments.low(argument)];
}

BulkResult grow_memory(const NativeCall& call)
{
    return memory_grow(call.execution, memory(call, 1), call.arguments[0]);
}

BulkResult fill_memory(const NativeCall& call)
{
    const NativeSlots in = call.arguments;
    return memory_fill(call.execution, memory(call, 3), in[0], static_cast<u8>(in[1]), in[2]);
}

BulkResult copy_memory(const NativeCall& call)
{
    const NativeSlots in = call.arguments;
    return memory_copy(call.execution, memory(call, 3), in[0], memory(call, 4), in[1], in[2]);
}

BulkResult initialise_memory(const NativeCall& call)
{
    const NativeSlots in = call.arguments;
    return memory_init(call.execution, call.instance, in.low(3), memory(call, 4), in[0], in.low(1),
                       in.low(2));
}

BulkResult drop_data(const NativeCall& call)
{
    data_drop(call.instance, call.arguments.low(0));
    return {};
}

BulkResult get_entry(const NativeCall& call)
{
    return table_get(table(call, 1), call.arguments[0]);
}

BulkResult set_entry(const NativeCall& call)
{
    return table_set(table(call, 2), call.arguments[0], call.arguments[1]);
}

BulkResult size_of_table(const NativeCall& call)
{
    const Table& of = table(call, 0);
    return BulkResult::gives(as_address(of.type().limits, of.size()));
}

BulkResult grow_table(const NativeCall& call)
{
    return table_grow(call.execution, table(call, 2), call.arguments[0], call.arguments[1]);
}

BulkResult fill_table(const NativeCall& call)
{
    const NativeSlots in = call.arguments;
    return table_fill(call.execution, table(call, 3), in[0], in[1], in[2]);
}

BulkResult copy_table(const NativeCall& call)
{
    const NativeSlots in = call.arguments;
    return table_copy(call.execution, table(call, 3), in[0], table(call, 4), in[1], in[2]);
}

BulkResult initialise_table(const NativeCall& call)
{
    const NativeSlots in = call.arguments;
    return table_init(call.execution, call.instance, in.low(3), table(call, 4), in[0], in.low(1),
                      in.low(2));
}

BulkResult drop_elements(const NativeCall& call)
{
    element_drop(call.instance, call.arguments.low(0));
    return {};
}

BulkResult compare_type(const NativeCall& call)
{
    const FunctionType& expected = call.instance.module().types[call.arguments.low(1)];
    return BulkResult::gives(FunctionInstance::of(call.arguments[0]).has_type(expected) ? 1 : 0);
}

// In the order of NativeHelper.
constexpr std::array<Work, native_helper_count> works{
    grow_memory, fill_memory,      copy_memory,   initialise_memory, drop_data,
    get_entry,   set_entry,        size_of_table, grow_table,        fill_table,
    copy_table,  initialise_table, drop_elements, compare_type,
};
} // namespace

BulkResult call_native_helper(NativeHelper helper, const NativeCall& call)
{
    const auto number = static_cast<u32>(helper);
    PAWL_CHECK(number < native_helper_count, "compiled code calls helpers that there are");
    return works[number](call);
}
} // namespace pawl
