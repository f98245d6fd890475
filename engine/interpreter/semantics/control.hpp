// Control, calls, parametric instructions and variables. Spec: 4.4.4, 4.4.5, 4.4.8.
#pragma once

#include "engine/interpreter/semantics/execute.hpp"

namespace pawl::semantics
{
inline bool execute(OpTag<Op::unreachable>, Machine& m, const Instruction&)
{
    return m.trap(Trap::unreachable);
}

// Structure was resolved beforehand; these stand for their price.
inline bool execute(OpTag<Op::nop>, Machine&, const Instruction&)
{
    return true;
}
inline bool execute(OpTag<Op::block>, Machine&, const Instruction&)
{
    return true;
}
inline bool execute(OpTag<Op::loop>, Machine&, const Instruction&)
{
    return true;
}

/// `target`: the else arm, or what follows the end.
inline bool execute(OpTag<Op::if_>, Machine& m, const Instruction& step)
{
    if (m.pop<u32>() == 0)
        m.jump(step.target);
    return true;
}

/// Reached from the then arm. `target`: what follows the end.
inline bool execute(OpTag<Op::else_>, Machine& m, const Instruction& step)
{
    m.jump(step.target);
    return true;
}

/// The function's end.
inline bool execute(OpTag<Op::end>, Machine& m, const Instruction&)
{
    return m.leave();
}

inline bool execute(OpTag<Op::return_>, Machine& m, const Instruction&)
{
    return m.leave();
}

inline bool execute(OpTag<Op::br>, Machine& m, const Instruction& step)
{
    m.branch(step.target);
    return true;
}

inline bool execute(OpTag<Op::br_if>, Machine& m, const Instruction& step)
{
    if (m.pop<u32>() != 0)
        m.branch(step.target);
    return true;
}

/// `target`: the first of its branches; `immediate`: how many stand before the default.
inline bool execute(OpTag<Op::br_table>, Machine& m, const Instruction& step)
{
    const u64 index = m.pop<u32>();
    m.branch(step.target + std::min(index, step.immediate));
    return true;
}

inline bool execute(OpTag<Op::call>, Machine& m, const Instruction& step)
{
    return m.call(*m.instance().functions[step.target]);
}

/// `target`: the table; `immediate`: the type.
inline bool execute(OpTag<Op::call_indirect>, Machine& m, const Instruction& step)
{
    Table& table = m.table(step.target);
    const u64 index = pop_address(m, table.type().limits);
    if (index >= table.size())
        return m.trap(Trap::undefined_element);
    const u64 reference = table.entries()[index];
    if (reference == 0)
        return m.trap(Trap::uninitialized_element);
    const FunctionInstance& function = FunctionInstance::of(reference);
    if (!function.has_type(m.instance().module().types[step.immediate]))
        return m.trap(Trap::indirect_call_type_mismatch);
    return m.call(function);
}

inline bool execute(OpTag<Op::drop>, Machine& m, const Instruction&)
{
    static_cast<void>(m.pop<u64>());
    return true;
}

inline bool execute(OpTag<Op::select>, Machine& m, const Instruction&)
{
    const u32 condition = m.pop<u32>();
    const u64 second = m.pop<u64>();
    if (condition == 0)
        m.top() = second;
    return true;
}

inline bool execute(OpTag<Op::select_t>, Machine& m, const Instruction& step)
{
    return execute(OpTag<Op::select>{}, m, step);
}

inline bool execute(OpTag<Op::local_get>, Machine& m, const Instruction& step)
{
    m.push(m.local(step.immediate));
    return true;
}

inline bool execute(OpTag<Op::local_set>, Machine& m, const Instruction& step)
{
    m.local(step.immediate) = m.pop<u64>();
    return true;
}

inline bool execute(OpTag<Op::local_tee>, Machine& m, const Instruction& step)
{
    m.local(step.immediate) = m.top();
    return true;
}

inline bool execute(OpTag<Op::global_get>, Machine& m, const Instruction& step)
{
    m.push(m.instance().globals[step.immediate]->value[0]);
    return true;
}

inline bool execute(OpTag<Op::global_set>, Machine& m, const Instruction& step)
{
    m.instance().globals[step.immediate]->value[0] = m.pop<u64>();
    return true;
}

/// Constants push what stands in them.
template <Op op>
    requires(info(op).cost == CostClass::constant && !info(op).special())
bool execute(OpTag<op>, Machine& m, const Instruction& step)
{
    m.push(step.immediate);
    return true;
}
} // namespace pawl::semantics
