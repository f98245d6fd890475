// Instructions whose meaning involves the machine: how their families are told apart.
#pragma once

#include "engine/interpreter/machine.hpp"

namespace pawl::semantics
{
/// An instruction as a type, to overload on.
template <Op op>
using OpTag = std::integral_constant<Op, op>;

/// The end of the overloads: instructions of features that analysis does not accept yet.
template <Op op>
bool execute(OpTag<op>, Machine&, const Instruction&)
{
    check_failed("semantics", "analysis accepts only instructions that every tier has", __FILE__,
                 __LINE__);
}
} // namespace pawl::semantics
