// C++ values in u64 slots.
#pragma once

#include "base/integers.hpp"

#include <bit>
#include <concepts>

namespace pawl
{
/// A slot that holds the value; 32-bit values are zero-extended.
template <typename T>
[[nodiscard]] constexpr u64 to_slot(T value) noexcept
{
    if constexpr (std::same_as<T, float>)
        return std::bit_cast<u32>(value);
    else if constexpr (std::same_as<T, double>)
        return std::bit_cast<u64>(value);
    else
        return static_cast<std::make_unsigned_t<T>>(value);
}

template <>
[[nodiscard]] constexpr u64 to_slot(bool value) noexcept
{
    return value ? 1 : 0;
}

/// The value that a slot holds.
template <typename T>
[[nodiscard]] constexpr T from_slot(u64 slot) noexcept
{
    if constexpr (std::same_as<T, float>)
        return std::bit_cast<float>(static_cast<u32>(slot));
    else if constexpr (std::same_as<T, double>)
        return std::bit_cast<double>(slot);
    else
        return static_cast<T>(slot);
}
} // namespace pawl
