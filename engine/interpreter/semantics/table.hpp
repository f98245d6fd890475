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
    Table& table = m.table(step.target);
    return give(m, table_get(table, pop_address(m, table.type().limits)));
}

inline bool execute(OpTag<Op::table_set>, Machine& m, const Instruction& step)
{
    const u64 value = m.pop<u64>();
    Table& table = m.table(step.target);
    return finish(m, table_set(table, pop_address(m, table.type().limits), value));
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
    const u64 delta = pop_address(m, table.type().limits);
    const u64 value = m.pop<u64>();
    return give(m, table_grow(m.execution(), table, value, delta));
}

inline bool execute(OpTag<Op::table_fill>, Machine& m, const Instruction& step)
{
    Table& table = m.table(step.target);
    const Limits& limits = table.type().limits;
    const u64 length = pop_address(m, limits);
    const u64 value = m.pop<u64>();
    const u64 at = pop_address(m, limits);
    return finish(m, table_fill(m.execution(), table, at, value, length));
}

inline bool execute(OpTag<Op::table_copy>, Machine& m, const Instruction& step)
{
    Table& source = m.table(step.immediate);
    Table& target = m.table(step.target);
    const u64 length = pop_length(m, target.type().limits, source.type().limits);
    const u64 from = pop_address(m, source.type().limits);
    const u64 to = pop_address(m, target.type().limits);
    return finish(m, table_copy(m.execution(), target, to, source, from, length));
}

inline bool execute(OpTag<Op::table_init>, Machine& m, const Instruction& step)
{
    const u32 length = m.pop<u32>();
    const u32 from = m.pop<u32>();
    Table& target = m.table(step.target);
    const u64 to = pop_address(m, target.type().limits);
    const auto segment = static_cast<u32>(step.immediate);
    return finish(m, table_init(m.execution(), m.instance(), segment, target, to, from, length));
}

inline bool execute(OpTag<Op::elem_drop>, Machine& m, const Instruction& step)
{
    element_drop(m.instance(), static_cast<u32>(step.immediate));
    return true;
}
} // namespace pawl::semantics
