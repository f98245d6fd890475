// Registers, by numbers that mean something only to one instruction set.
#pragma once

#include "base/integers.hpp"

#include <bit>

namespace pawl::singlepass
{
/// A register: 0 to 31 integer, 32 to 63 float. Within a file, the machine's own numbers.
enum class Reg : u8
{
};

/// No register.
inline constexpr Reg no_reg{0xFF};

/// How many registers of one file there may be.
inline constexpr u32 file_registers = 32;

[[nodiscard]] constexpr Reg integer_reg(u32 number) noexcept
{
    return static_cast<Reg>(number);
}
[[nodiscard]] constexpr Reg float_reg(u32 number) noexcept
{
    return static_cast<Reg>(file_registers + number);
}
/// The machine's number of the register within its file.
[[nodiscard]] constexpr u32 number(Reg reg) noexcept
{
    return static_cast<u32>(reg) % file_registers;
}
[[nodiscard]] constexpr bool is_float(Reg reg) noexcept
{
    return static_cast<u32>(reg) >= file_registers;
}

/// A set of registers of both files.
class RegSet
{
public:
    constexpr RegSet() = default;
    /// The set of some registers.
    template <typename... Regs>
        requires(sizeof...(Regs) != 0)
    constexpr explicit RegSet(Regs... regs) noexcept : bits_{(bit(regs) | ...)}
    {
    }

    [[nodiscard]] static constexpr RegSet integers() noexcept { return from(0xFFFFFFFF); }
    [[nodiscard]] static constexpr RegSet floats() noexcept { return from(~u64{0xFFFFFFFF}); }

    [[nodiscard]] constexpr bool has(Reg reg) const noexcept { return (bits_ & bit(reg)) != 0; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr u32 size() const noexcept
    {
        return static_cast<u32>(std::popcount(bits_));
    }
    /// The register of the lowest number. Requires: not empty.
    [[nodiscard]] constexpr Reg first() const noexcept
    {
        return static_cast<Reg>(std::countr_zero(bits_));
    }
    constexpr void add(Reg reg) noexcept { bits_ |= bit(reg); }
    constexpr void remove(Reg reg) noexcept { bits_ &= ~bit(reg); }
    /// Removes and gives the register of the lowest number. Requires: not empty.
    constexpr Reg take_first() noexcept
    {
        const Reg reg = first();
        bits_ &= bits_ - 1;
        return reg;
    }

    friend constexpr RegSet operator|(RegSet a, RegSet b) noexcept
    {
        return from(a.bits_ | b.bits_);
    }
    friend constexpr RegSet operator&(RegSet a, RegSet b) noexcept
    {
        return from(a.bits_ & b.bits_);
    }
    friend constexpr RegSet operator-(RegSet a, RegSet b) noexcept
    {
        return from(a.bits_ & ~b.bits_);
    }
    constexpr RegSet& operator|=(RegSet other) noexcept { return *this = *this | other; }
    constexpr RegSet& operator&=(RegSet other) noexcept { return *this = *this & other; }
    constexpr RegSet& operator-=(RegSet other) noexcept { return *this = *this - other; }
    constexpr bool operator==(const RegSet&) const noexcept = default;

private:
    [[nodiscard]] static constexpr u64 bit(Reg reg) noexcept
    {
        return u64{1} << static_cast<u32>(reg);
    }
    [[nodiscard]] static constexpr RegSet from(u64 bits) noexcept
    {
        RegSet out;
        out.bits_ = bits;
        return out;
    }

    u64 bits_ = 0;
};
} // namespace pawl::singlepass
