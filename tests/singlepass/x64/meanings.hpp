// What an instruction is to give: the interpreter's pure meanings, applied to bits.
#pragma once

#include "engine/interpreter/semantics/convert.hpp"
#include "engine/interpreter/semantics/integer.hpp"
#include "engine/interpreter/semantics/real.hpp"

namespace pawl::x64
{
/// The bits of a result, or the trap in its place.
struct Result
{
    Trap trap = Trap::none;
    u64 bits = 0;
    bool is_nan = false;
};

template <typename T>
[[nodiscard]] T from_bits(u64 bits)
{
    if constexpr (std::same_as<T, float>)
        return std::bit_cast<float>(static_cast<u32>(bits));
    else if constexpr (std::same_as<T, double>)
        return std::bit_cast<double>(bits);
    else
        return static_cast<T>(bits);
}

template <typename T>
[[nodiscard]] Result result_of(T value)
{
    if constexpr (std::same_as<T, float>)
        return {.bits = std::bit_cast<u32>(value), .is_nan = value != value};
    else if constexpr (std::same_as<T, double>)
        return {.bits = std::bit_cast<u64>(value), .is_nan = value != value};
    else if constexpr (sizeof(T) == sizeof(u32))
        return {.bits = static_cast<u32>(value)};
    else
        return {.bits = static_cast<u64>(value)};
}
template <typename T>
[[nodiscard]] Result result_of(const semantics::OrTrap<T>& value)
{
    if (!value)
        return {.trap = value.error()};
    return result_of(*value);
}

template <typename F, typename R, typename A>
[[nodiscard]] Result apply(const F& meaning, R (F::*)(A) const, u64 a, u64)
{
    return result_of(meaning(from_bits<A>(a)));
}
template <typename F, typename R, typename A, typename B>
[[nodiscard]] Result apply(const F& meaning, R (F::*)(A, B) const, u64 a, u64 b)
{
    return result_of(meaning(from_bits<A>(a), from_bits<B>(b)));
}

/// What the instruction gives for operands, the second of which only counts where there are two.
template <Op op>
[[nodiscard]] Result expected(u64 a, u64 b = 0)
{
    using F = std::remove_cv_t<decltype(semantics::meaning<op>)>;
    return apply<F>(semantics::meaning<op>, &F::operator(), a, b);
}
} // namespace pawl::x64
