// References and tables. Spec: 4.4.2 and 4.4.6. `target` is the table that is written, or read
// where none is written; `immediate` the table or segment that is copied from.
#pragma once

#include "engine/interpreter/semantics/execute.hpp"
#include "engine/runtime/constant.hpp"

namespace pawl::semantics
{
inline bool execute(OpTag<Op::ref_null>, Machine& m, const Instruction&)
{
    m.push(u64{0});
    return true;
}

inline bool execute(OpTag<Op::ref_is_null>, Machine& m, const Instruction&)
{
    m.push(m.pop<u64>() == 0);
    return true;
}

inline bool execute(OpTag<Op::ref_func>, Machine& m, const Instruction& step)
{
    m.push(m.instance().functions[step.immediate]->reference());
    return true;
}

inline bool execute(OpTag<Op::table_get>, Machine& m, const Instruction& step)
{
    Table& table = m.table(step.target);
    const u64 index = pop_address(m, table.type().limits);
    if (index >= table.size())
        return m.trap(Trap::table_out_of_bounds);
    m.push(table.entries()[index]);
    return true;
}

inline bool execute(OpTag<Op::table_set>, Machine& m, const Instruction& step)
{
    const u64 value = m.pop<u64>();
    Table& table = m.table(step.target);
    const u64 index = pop_address(m, table.type().limits);
    if (index >= table.size())
        return m.trap(Trap::table_out_of_bounds);
    table.entries()[index] = value;
    return true;
}

inline bool execute(OpTag<Op::table_size>, Machine& m, const Instruction& step)
{
    const Table& table = m.table(step.target);
    push_address(m, table.type().limits, table.size());
    return true;
}

inline bool execute(OpTag<Op::table_grow>, Machine& m, const Instruction& step)
{
    Table& table = m.table(step.target);
    const Limits& limits = table.type().limits;
    const u64 delta = pop_address(m, limits);
    const u64 value = m.pop<u64>();
    if (!table.can_grow(delta))
    {
        push_address(m, limits, growth_failed);
        return true;
    }
    if (!m.charge_dynamic(CostClass::table_grow, delta))
        return false;
    push_address(m, limits, table.size());
    table.grow(delta, value);
    return true;
}

inline bool execute(OpTag<Op::table_fill>, Machine& m, const Instruction& step)
{
    Table& table = m.table(step.target);
    const Limits& limits = table.type().limits;
    const u64 length = pop_address(m, limits);
    const u64 value = m.pop<u64>();
    const u64 at = pop_address(m, limits);
    if (!table.holds(at, length))
        return m.trap(Trap::table_out_of_bounds);
    if (!m.charge_dynamic(CostClass::table_fill, length))
        return false;
    std::ranges::fill(table.entries().subspan(at, length), value);
    return true;
}

inline bool execute(OpTag<Op::table_copy>, Machine& m, const Instruction& step)
{
    Table& source = m.table(step.immediate);
    Table& target = m.table(step.target);
    const u64 length = pop_length(m, target.type().limits, source.type().limits);
    const u64 from = pop_address(m, source.type().limits);
    const u64 to = pop_address(m, target.type().limits);
    if (!source.holds(from, length) || !target.holds(to, length))
        return m.trap(Trap::table_out_of_bounds);
    if (!m.charge_dynamic(CostClass::table_copy, length))
        return false;
    const auto entries = source.entries().subspan(from, length);
    // The ranges may overlap where both are of one table.
    if (from >= to)
        std::ranges::copy(entries, target.entries().begin() + to);
    else
        std::ranges::copy_backward(entries, target.entries().begin() + to + length);
    return true;
}

inline bool execute(OpTag<Op::table_init>, Machine& m, const Instruction& step)
{
    const u32 length = m.pop<u32>();
    const u32 from = m.pop<u32>();
    Table& table = m.table(step.target);
    const u64 to = pop_address(m, table.type().limits);
    const ElementSegment* const segment = m.instance().elements[step.immediate];
    const u32 size = segment == nullptr ? 0 : segment->size();
    if (!table.holds(to, length) || length > size || from > size - length)
        return m.trap(Trap::table_out_of_bounds);
    if (!m.charge_dynamic(CostClass::table_init, length))
        return false;
    for (u32 i = 0; i < length; ++i)
        table.entries()[to + i] = element(m.instance(), *segment, from + i);
    return true;
}

inline bool execute(OpTag<Op::elem_drop>, Machine& m, const Instruction& step)
{
    m.instance().elements[step.immediate] = nullptr;
    return true;
}
} // namespace pawl::semantics
