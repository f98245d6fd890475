// The types of values, by their bytes in the binary format.
#pragma once

#include "base/integers.hpp"

#include <string_view>

namespace pawl
{
/// The type of an operand, a local or a global. Spec: 5.3.1 to 5.3.4.
enum class ValueType : u8
{
    i32 = 0x7F,
    i64 = 0x7E,
    f32 = 0x7D,
    f64 = 0x7C,
    v128 = 0x7B,
    funcref = 0x70,
    externref = 0x6F
};

/// How many 8-byte slots a value of the type takes, on the stack and at every boundary.
[[nodiscard]] constexpr u32 slots(ValueType type) noexcept
{
    return type == ValueType::v128 ? 2 : 1;
}

/// Whether the byte stands for a type that this engine knows.
[[nodiscard]] constexpr bool is_value_type(u8 byte) noexcept
{
    return (byte >= 0x7B && byte <= 0x7F) || byte == 0x70 || byte == 0x6F;
}

/// Whether values of the type are references.
[[nodiscard]] constexpr bool is_reference(ValueType type) noexcept
{
    return type == ValueType::funcref || type == ValueType::externref;
}

/// Whether values of the type are floats. A v128 is not: it has no fixed lanes.
[[nodiscard]] constexpr bool is_float(ValueType type) noexcept
{
    return type == ValueType::f32 || type == ValueType::f64;
}

/// The name in the text format.
[[nodiscard]] constexpr std::string_view name(ValueType type) noexcept
{
    constexpr std::string_view numbers[] = {"v128", "f64", "f32", "i64", "i32"};
    if (is_reference(type))
        return type == ValueType::funcref ? "funcref" : "externref";
    return numbers[static_cast<u8>(type) - 0x7B];
}
} // namespace pawl
