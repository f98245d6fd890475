#include "engine/validate/value_rules.hpp"

namespace pawl
{
namespace
{
// In the flags of a memarg: alignment below, then whether a memory index follows. Spec: 5.4.6.
constexpr u32 memory_flag = 64;
constexpr u32 highest_flags = 127;
} // namespace

ValueRules::ValueRules(const Module& module, const ModuleRules& rules,
                       const InstructionTable& table)
    : TypeStack{module.bytes, rules.limits.operands},
      module_{module},
      rules_{rules},
      table_{table},
      locals_{module},
      has_memory_{!module.memories.empty()},
      address_{module.memory_address()}
{
}

u32 ValueRules::read_function()
{
    const u32 index = in_.leb_u32();
    if (index < module_.functions.size()) [[likely]]
        return index;
    fail(Code::unknown_function);
    return 0;
}

GlobalType ValueRules::read_global()
{
    const u32 index = in_.leb_u32();
    if (index < module_.globals.size()) [[likely]]
        return module_.globals[index].type;
    fail(Code::unknown_global);
    return {};
}

TableType ValueRules::read_table()
{
    const u32 index = in_.leb_u32();
    if (index < module_.tables.size())
        return module_.tables[index];
    fail(Code::unknown_table);
    return {};
}

ValueType ValueRules::read_element()
{
    const u32 index = in_.leb_u32();
    if (index < module_.elements.size())
        return module_.elements[index].type;
    fail(Code::unknown_element);
    return unknown_type;
}

ValueType ValueRules::read_memory()
{
    const u32 index = in_.leb_u32();
    if (index < module_.memories.size())
        return module_.memories[index].limits.address;
    fail(Code::unknown_memory);
    return unknown_type;
}

void ValueRules::read_data()
{
    const u32 index = in_.leb_u32();
    if (!module_.data_count)
        return fail(Code::data_count_missing);
    if (index >= *module_.data_count)
        fail(Code::unknown_data);
}

void ValueRules::refuse_access(u32 flags)
{
    if (flags > highest_flags)
        fail(Code::bad_memarg);
    else if ((flags & memory_flag) != 0)
        fail(off(Feature::multi_memory));
    else
        fail(has_memory_ ? Code::alignment_too_large : Code::unknown_memory);
}

void ValueRules::select()
{
    pop(ValueType::i32);
    const ValueType second = pop_any();
    const ValueType first = pop_any();
    if (is_reference(first) || is_reference(second))
        fail(Code::select_type);
    else if (first != second && first != unknown_type && second != unknown_type)
        fail(Code::type_mismatch);
    push(first == unknown_type ? second : first);
}

void ValueRules::typed_select()
{
    const u32 count = in_.leb_u32();
    if (count != 1)
        return fail(Code::wrong_arity);
    const ValueType type = read_value_type(in_, rules_);
    pop(ValueType::i32);
    pop(type);
    pop(type);
    push(type);
}

void ValueRules::set_global()
{
    const GlobalType global = read_global();
    if (!global.is_mutable)
        fail(Code::immutable_global);
    pop(global.type);
}

void ValueRules::test_null()
{
    const ValueType operand = pop_any();
    if (operand != unknown_type && !is_reference(operand))
        fail(Code::type_mismatch);
    push(ValueType::i32);
}

void ValueRules::reference_function()
{
    const u32 function = read_function();
    if (!in_.failed() && !module_.declared[function])
        fail(Code::undeclared_reference);
    push(ValueType::funcref);
}

// Of the operands of a copy, the length has the narrower of the two types of addresses.
void ValueRules::pop_copy(ValueType destination, ValueType source)
{
    const bool wide = destination == ValueType::i64 && source == ValueType::i64;
    const std::array operands{destination, source, wide ? ValueType::i64 : ValueType::i32};
    pop(operands);
}
} // namespace pawl
