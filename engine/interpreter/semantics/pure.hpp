// Instructions whose meaning is a function from operands to results: how such meanings are written
// down and applied. The families beside this file specialise `semantics`, one line an instruction.
#pragma once

#include "engine/interpreter/machine.hpp"

#include <expected>
#include <tuple>

namespace pawl::semantics
{
/// Stands where no pure meaning is written down.
struct None
{
};

/// The meaning of an instruction. Parameter and result types are those of its operands and results,
/// signed or not as its arithmetic needs them.
template <Op op>
inline constexpr None meaning{};

/// Whether the instruction has a pure meaning.
template <Op op>
inline constexpr bool is_pure = !std::same_as<std::remove_cv_t<decltype(meaning<op>)>, None>;

/// A result, or the trap that takes its place.
template <typename T>
using OrTrap = std::expected<T, Trap>;

/// The positive canonical NaN where a result that the specification defines through `nans` is one.
template <FloatClass fl, typename T>
[[nodiscard]] constexpr T canonical(T value) noexcept
{
    if constexpr (fl == FloatClass::nan_f32)
        return value == value ? value : std::bit_cast<float>(0x7FC0'0000U);
    else if constexpr (fl == FloatClass::nan_f64)
        return value == value ? value : std::bit_cast<double>(0x7FF8'0000'0000'0000U);
    else
        return value;
}

template <Op op, typename T>
bool push_result(Machine& machine, T value)
{
    machine.push(canonical<info(op).float_class>(value));
    return true;
}

template <Op op, typename T>
bool push_result(Machine& machine, const OrTrap<T>& value)
{
    if (!value)
        return machine.trap(value.error());
    return push_result<op>(machine, *value);
}

template <Op op, typename F, typename R, typename A>
bool apply(Machine& machine, R (F::*)(A) const)
{
    return push_result<op>(machine, meaning<op>(machine.pop<A>()));
}

template <Op op, typename F, typename R, typename A, typename B>
bool apply(Machine& machine, R (F::*)(A, B) const)
{
    const B second = machine.pop<B>();
    const A first = machine.pop<A>();
    return push_result<op>(machine, meaning<op>(first, second));
}

/// Pops the operands, applies the meaning, pushes the result or traps.
template <Op op>
bool apply(Machine& machine)
{
    using F = std::remove_cv_t<decltype(meaning<op>)>;
    return apply<op, F>(machine, &F::operator());
}
} // namespace pawl::semantics
