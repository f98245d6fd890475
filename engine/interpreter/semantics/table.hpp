// References and tables. Spec: 4.4.2 and 4.4.6. `target` is the table that is written, or read
// where none is written; `immediate` the table or segment that is copied from.
#pragma once

#include "engine/interpreter/semantics/execute.hpp"

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
    const u32 index = m.pop<u32>();
    Table& table = m.table(step.target);
    if (index >= table.size())
        return m.trap(Trap::table_out_of_bounds);
    m.push(table.entries()[index]);
    return true;
}

inline bool execute(OpTag<Op::table_set>, Machine& m, const Instruction& step)
{
    const u64 value = m.pop<u64>();
    const u32 index = m.pop<u32>();
    Table& table = m.table(step.target);
    if (index >= table.size())
        return m.trap(Trap::table_out_of_bounds);
    table.entries()[index] = value;
    return true;
}

inline bool execute(OpTag<Op::table_size>, Machine& m, const Instruction& step)
{
    m.push(static_cast<u32>(m.table(step.target).size()));
    return true;
}

inline bool execute(OpTag<Op::table_grow>, Machine& m, const Instruction& step)
{
    const u32 delta = m.pop<u32>();
    const u64 value = m.pop<u64>();
    Table& table = m.table(step.target);
    if (!table.can_grow(delta))
    {
        m.push(~u32{0});
        return true;
    }
    if (!m.charge_dynamic(CostClass::table_grow, delta))
        return false;
    m.push(static_cast<u32>(table.size()));
    table.grow(delta, value);
    return true;
}

inline bool execute(OpTag<Op::table_fill>, Machine& m, const Instruction& step)
{
    const u32 length = m.pop<u32>();
    const u64 value = m.pop<u64>();
    const u32 at = m.pop<u32>();
    Table& table = m.table(step.target);
    if (!table.holds(at, length))
        return m.trap(Trap::table_out_of_bounds);
    if (!m.charge_dynamic(CostClass::table_fill, length))
        return false;
    std::ranges::fill(table.entries().subspan(at, length), value);
    return true;
}

inline bool execute(OpTag<Op::table_copy>, Machine& m, const Instruction& step)
{
    const u32 length = m.pop<u32>();
    const u32 from = m.pop<u32>();
    const u32 to = m.pop<u32>();
    Table& source = m.table(step.immediate);
    Table& target = m.table(step.target);
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
    const u32 to = m.pop<u32>();
    const std::vector<u64>& segment = m.instance().elements[step.immediate];
    Table& table = m.table(step.target);
    if (!table.holds(to, length) || length > segment.size() || from > segment.size() - length)
        return m.trap(Trap::table_out_of_bounds);
    if (!m.charge_dynamic(CostClass::table_init, length))
        return false;
    std::ranges::copy(std::span{segment}.subspan(from, length), table.entries().begin() + to);
    return true;
}

inline bool execute(OpTag<Op::elem_drop>, Machine& m, const Instruction& step)
{
    m.instance().elements[step.immediate] = {};
    return true;
}
} // namespace pawl::semantics
