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
    if (limits.address == ValueType::i64)
        m.push(value);
    else
        m.push(static_cast<u32>(value));
}

/// Pops the length of a copy, which has the narrower of two types of addresses.
inline u64 pop_length(Machine& m, const Limits& to, const Limits& from)
{
    return pop_address(m, to.address == ValueType::i64 ? from : to);
}

/// What growing gives where it is not possible.
inline constexpr u64 growth_failed = ~u64{0};

/// The end of the overloads: instructions of features that analysis does not accept yet.
template <Op op>
bool execute(OpTag<op>, Machine&, const Instruction&)
{
    check_failed("semantics", "analysis accepts only instructions that every tier has", __FILE__,
                 __LINE__);
}
} // namespace pawl::semantics
