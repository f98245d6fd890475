// The vector instructions that can be emitted, as in the opcode tables of the manual (Intel SDM,
// volume 2). They come in the legacy encoding, which leaves the upper bits of a register alone.
#pragma once

#include "singlepass/x64/opcode.hpp"

namespace pawl::x64
{
/// Arithmetic on the lowest float of a register: F3 0F xx for w32 (ss), F2 0F xx for w64 (sd).
/// What stands above it in the destination stays.
enum class Scalar : u8
{
    sqrt = 0x51,
    add = 0x58,
    mul = 0x59,
    sub = 0x5C,
    min = 0x5D,
    div = 0x5E,
    max = 0x5F,
};

/// Operations on all bits of registers: 0F xx for w32 (ps), 66 0F xx for w64 (pd). The bits are the
/// same; the width says what kind of float the processor keeps them ready for.
enum class Logic : u8
{
    and_ = 0x54,
    andn = 0x55,
    or_ = 0x56,
    xor_ = 0x57,
};

/// How roundss and roundsd round: the lowest bits of their constant. 8 keeps the inexact flag down.
enum class Rounding : u8
{
    nearest_even = 8 | 0,
    down = 8 | 1,
    up = 8 | 2,
    to_zero = 8 | 3,
};

/// A row of `xmm, xmm/m`.
struct Sse
{
    Opcode opcode;
};

/// A row of `xmm, xmm/m, imm8`.
struct SseImmediate
{
    Opcode opcode;
};

/// A row of `xmm, imm8`, with a digit.
struct SseShift
{
    Opcode opcode;
    u8 digit;
};

/// A row of `xmm/m, xmm`: the destination is memory.
struct SseStore
{
    Opcode opcode;
};

// One line an instruction: what stands here can be emitted.

inline constexpr Sse movups{{Prefix::none, Map::p0f, 0x10}};
inline constexpr Sse movss{{Prefix::pf3, Map::p0f, 0x10}}; // keeps the upper bits but from memory
inline constexpr Sse movsd{{Prefix::pf2, Map::p0f, 0x10}}; // the same
inline constexpr Sse movaps{{Prefix::none, Map::p0f, 0x28}};
inline constexpr Sse movq{{Prefix::pf3, Map::p0f, 0x7E}}; // clears the upper half
inline constexpr Sse pcmpeqd{{Prefix::p66, Map::p0f, 0x76}};
inline constexpr Sse cvtss2sd{{Prefix::pf3, Map::p0f, 0x5A}};
inline constexpr Sse cvtsd2ss{{Prefix::pf2, Map::p0f, 0x5A}};
inline constexpr Sse ucomiss{{Prefix::none, Map::p0f, 0x2E}};
inline constexpr Sse ucomisd{{Prefix::p66, Map::p0f, 0x2E}};

inline constexpr SseImmediate roundss{{Prefix::p66, Map::p0f3a, 0x0A}};
inline constexpr SseImmediate roundsd{{Prefix::p66, Map::p0f3a, 0x0B}};

inline constexpr SseShift psrld{{Prefix::p66, Map::p0f, 0x72}, 2};
inline constexpr SseShift pslld{{Prefix::p66, Map::p0f, 0x72}, 6};
inline constexpr SseShift psrlq{{Prefix::p66, Map::p0f, 0x73}, 2};
inline constexpr SseShift psllq{{Prefix::p66, Map::p0f, 0x73}, 6};

inline constexpr SseStore movups_store{{Prefix::none, Map::p0f, 0x11}};
inline constexpr SseStore movss_store{{Prefix::pf3, Map::p0f, 0x11}};
inline constexpr SseStore movsd_store{{Prefix::pf2, Map::p0f, 0x11}};
inline constexpr SseStore movaps_store{{Prefix::none, Map::p0f, 0x29}};
inline constexpr SseStore movd_store{{Prefix::p66, Map::p0f, 0x7E}};
inline constexpr SseStore movq_store{{Prefix::p66, Map::p0f, 0xD6}};

namespace opcode
{
// Between a vector register and a general-purpose one, whose width REX.W says.
inline constexpr Opcode mov_xmm_rm{Prefix::p66, Map::p0f, 0x6E}; // movd, movq
inline constexpr Opcode mov_rm_xmm{Prefix::p66, Map::p0f, 0x7E};
inline constexpr Opcode cvtsi2ss{Prefix::pf3, Map::p0f, 0x2A};
inline constexpr Opcode cvtsi2sd{Prefix::pf2, Map::p0f, 0x2A};
inline constexpr Opcode cvttss2si{Prefix::pf3, Map::p0f, 0x2C};
inline constexpr Opcode cvttsd2si{Prefix::pf2, Map::p0f, 0x2C};
inline constexpr Opcode movmskps{Prefix::none, Map::p0f, 0x50};
inline constexpr Opcode movmskpd{Prefix::p66, Map::p0f, 0x50};
} // namespace opcode
} // namespace pawl::x64
