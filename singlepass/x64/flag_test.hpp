// Conditions of WebAssembly, as the flags of x86-64 show them.
#pragma once

#include "singlepass/x64/regs.hpp"

namespace pawl::x64
{
/// What the flags must show: a condition of the machine by its number, or one of the two that take
/// two of them. Neighbours are the inverse of one another.
enum class FlagTest : u8
{
    ordered_equal = 0x14,       ///< e and np
    unordered_or_unequal = 0x15 ///< ne or p
};

[[nodiscard]] constexpr FlagTest flag_test(Condition condition) noexcept
{
    return static_cast<FlagTest>(condition);
}
/// Whether one condition of the machine is all of it.
[[nodiscard]] constexpr bool is_single(FlagTest test) noexcept
{
    return test < FlagTest::ordered_equal;
}
/// Requires: is_single(test).
[[nodiscard]] constexpr Condition single(FlagTest test) noexcept
{
    return static_cast<Condition>(test);
}
/// The test that holds exactly when this one does not.
[[nodiscard]] constexpr FlagTest inverse(FlagTest test) noexcept
{
    return static_cast<FlagTest>(static_cast<u8>(test) ^ 1);
}
} // namespace pawl::x64
