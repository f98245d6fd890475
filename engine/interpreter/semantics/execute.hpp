// Instructions whose meaning involves the machine: how their families are told apart.
#pragma once

#include "engine/interpreter/machine.hpp"

namespace pawl::semantics
{
/// An instruction as a type, to overload on.
template <Op op>
using OpTag = std::integral_constant<Op, op>;

/// The value on top of the stack that is an address in, or a count of, what has these limits.
inline u64 pop_address(Machine& m, const Limits& limits)
{
    return limits.address == ValueType::i64 ? m.pop<u64>() : m.pop<u32>();
}

/// Pushes such a value; of one that has no place in 32 bits, the low ones.
inline void push_address(Machine& m, const Limits& limits, u64 value)
{
    m.push(as_address(limits, value));
}

/// Pops the length of a copy, which has the narrower of two types of addresses.
inline u64 pop_length(Machine& m, const Limits& to, const Limits& from)
{
    return pop_address(m, to.address == ValueType::i64 ? from : to);
}

/// Ends the run where the runtime did not do an instruction.
inline bool finish(Machine& m, const BulkResult& result)
{
    return result.returned() || m.stop(result);
}

/// The same, and pushes what the instruction gives.
inline bool give(Machine& m, const BulkResult& result)
{
    if (result.returned())
        m.push(result.value);
    return finish(m, result);
}

/// The end of the overloads: instructions of features that analysis does not accept yet.
template <Op op>
bool execute(OpTag<op>, Machine&, const Instruction&)
{
    check_failed("semantics", "analysis accepts only instructions that every tier has", __FILE__,
                 __LINE__);
}
} // namespace pawl::semantics
