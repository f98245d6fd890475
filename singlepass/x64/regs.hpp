// The registers, operand widths and conditions of x86-64, by the numbers that instructions hold.
#pragma once

#include "base/integers.hpp"

namespace pawl::x64
{
/// The general-purpose registers. A narrower use has the same name: the width stands beside it.
enum class Gpr : u8
{
    rax,
    rcx,
    rdx,
    rbx,
    rsp,
    rbp,
    rsi,
    rdi,
    r8,
    r9,
    r10,
    r11,
    r12,
    r13,
    r14,
    r15,
};

/// The vector registers, which hold floats too.
enum class Xmm : u8
{
    xmm0,
    xmm1,
    xmm2,
    xmm3,
    xmm4,
    xmm5,
    xmm6,
    xmm7,
    xmm8,
    xmm9,
    xmm10,
    xmm11,
    xmm12,
    xmm13,
    xmm14,
    xmm15,
};

/// How many registers there are of each kind.
inline constexpr u32 register_count = 16;

/// How many bits an operation takes from its operands; w128 is for vector registers alone.
enum class Width : u8
{
    w8,
    w16,
    w32,
    w64,
    w128,
};
using enum Width;

/// When a conditional instruction acts: the suffixes that the manual gives to Jcc. After a
/// comparison `a` and `b` mean above and below (unsigned), `g` and `l` greater and less (signed).
enum class Condition : u8
{
    o,
    no,
    b,
    ae,
    e,
    ne,
    be,
    a,
    s,
    ns,
    p,
    np,
    l,
    ge,
    le,
    g,
};

/// The number that an instruction holds for it.
[[nodiscard]] constexpr u32 number(Gpr reg) noexcept
{
    return static_cast<u32>(reg);
}
[[nodiscard]] constexpr u32 number(Xmm reg) noexcept
{
    return static_cast<u32>(reg);
}
[[nodiscard]] constexpr u32 number(Condition condition) noexcept
{
    return static_cast<u32>(condition);
}

/// The condition that holds exactly when this one does not.
[[nodiscard]] constexpr Condition inverse(Condition condition) noexcept
{
    return static_cast<Condition>(number(condition) ^ 1);
}

/// The condition that holds after `cmp b, a` when this one holds after `cmp a, b`.
/// Requires: not one of o, no, s and ns, which the flags of the other comparison do not tell.
[[nodiscard]] constexpr Condition swapped(Condition condition) noexcept
{
    switch (condition)
    {
    case Condition::b:
        return Condition::a;
    case Condition::a:
        return Condition::b;
    case Condition::ae:
        return Condition::be;
    case Condition::be:
        return Condition::ae;
    case Condition::l:
        return Condition::g;
    case Condition::g:
        return Condition::l;
    case Condition::ge:
        return Condition::le;
    case Condition::le:
        return Condition::ge;
    default:
        return condition;
    }
}
} // namespace pawl::x64
