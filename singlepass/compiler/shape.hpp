// What the compiler does with an instruction, read off the instruction table.
#pragma once

#include "singlepass/masm.hpp"

namespace pawl::singlepass
{
/// The instructions that are compiled alike.
enum class Shape : u8
{
    unary,
    binary,
    compare, ///< two operands, a condition
    test,    ///< whether one operand is zero
    load,
    store,
    special ///< a rule of its own
};

/// Whether instructions of the cost class answer yes or no.
[[nodiscard]] constexpr bool compares(CostClass cost) noexcept
{
    return cost == CostClass::compare32 || cost == CostClass::compare64 ||
           cost == CostClass::float_compare;
}

/// Whether all letters are those of numbers in registers of this compiler.
[[nodiscard]] constexpr bool are_scalars(std::string_view types) noexcept
{
    return types.find_first_not_of("iIfFa") == std::string_view::npos;
}

[[nodiscard]] constexpr Shape shape_of(Op op) noexcept
{
    const OpInfo& of = info(op);
    if (op == Op::ref_is_null)
        return Shape::test;
    if (of.special() || !are_scalars(of.operands) || !are_scalars(of.results))
        return Shape::special;
    if (of.immediate == Immediate::memarg && of.feature == Feature::mvp)
        return of.results.empty() ? Shape::store : Shape::load;
    if (of.immediate != Immediate::none || of.results.size() != 1)
        return Shape::special;
    if (of.operands.size() == 2)
        return compares(of.cost) ? Shape::compare : Shape::binary;
    if (of.operands.size() == 1)
        return compares(of.cost) ? Shape::test : Shape::unary;
    return Shape::special;
}

/// Whether the result may be a NaN that the specification leaves open.
[[nodiscard]] constexpr bool makes_nans(Op op) noexcept
{
    return info(op).float_class >= FloatClass::nan_f32;
}

/// Whether bits of a NaN operand show in the result, so that it must be canonical before.
[[nodiscard]] constexpr bool keeps_nan_bits(Op op) noexcept
{
    return info(op).cost == CostClass::float_sign || info(op).cost == CostClass::reinterpret;
}

/// The kind of a type letter of the instruction table.
[[nodiscard]] constexpr Kind kind_of_letter(char letter) noexcept
{
    switch (letter)
    {
    case 'i':
        return Kind::i32;
    case 'f':
        return Kind::f32;
    case 'F':
        return Kind::f64;
    default:
        return Kind::i64;
    }
}

/// The kind of an instruction's only result. Requires: it has one of a fixed type.
template <Op op>
inline constexpr Kind result_kind = kind_of_letter(info(op).results.front());
} // namespace pawl::singlepass
