// How a row of the manual's opcode table is written down: the types of the rows in opcodes.hpp.
#pragma once

#include "singlepass/x64/regs.hpp"

namespace pawl::x64
{
/// A prefix that belongs to the opcode.
enum class Prefix : u8
{
    none = 0,
    p66 = 0x66,
    pf2 = 0xF2,
    pf3 = 0xF3,
    lock = 0xF0,
};

/// The escape bytes before the opcode byte, lowest first.
enum class Map : u32
{
    one_byte = 0,
    p0f = 0x0F,
    p0f38 = 0x380F,
    p0f3a = 0x3A0F,
};

/// One opcode: what the manual prints before "/r".
struct Opcode
{
    Prefix prefix = Prefix::none;
    Map map = Map::one_byte;
    u8 byte = 0;

    /// How many bytes the escape and the opcode byte take.
    [[nodiscard]] constexpr u32 size() const noexcept
    {
        return map == Map::one_byte ? 1 : map == Map::p0f ? 2 : 3;
    }
    /// The escape and the opcode byte, lowest first.
    [[nodiscard]] constexpr u64 bytes() const noexcept
    {
        return static_cast<u64>(map) | u64{byte} << (8 * (size() - 1));
    }
    /// What a VEX prefix says in place of the prefix and of the escape bytes.
    [[nodiscard]] constexpr u32 vex_prefix() const noexcept
    {
        return prefix == Prefix::p66   ? 1
               : prefix == Prefix::pf3 ? 2
               : prefix == Prefix::pf2 ? 3
                                       : 0;
    }
    [[nodiscard]] constexpr u32 vex_map() const noexcept
    {
        return size() == 3 ? (map == Map::p0f38 ? 2 : 3) : 1;
    }
    /// The same in another row: `step` further, as in groups of sixteen conditions.
    [[nodiscard]] constexpr Opcode plus(u32 step) const noexcept
    {
        return {prefix, map, static_cast<u8>(byte + step)};
    }
};

/// An opcode whose byte form is the one named, and whose wider forms are the next one.
struct Sized
{
    Opcode narrow;

    /// The opcode for operands of that width.
    [[nodiscard]] constexpr Opcode at(Width width) const noexcept
    {
        return narrow.plus(width != w8);
    }
};

/// An opcode that the ModRM byte continues: what the manual prints as "/digit".
template <typename Row>
struct Group
{
    Row opcode;
    u8 digit;
};
} // namespace pawl::x64
