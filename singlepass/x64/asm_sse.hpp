// Floats and vectors.
#pragma once

#include "singlepass/x64/asm_control.hpp"
#include "singlepass/x64/opcodes_sse.hpp"

namespace pawl::x64
{
/// Either a vector register or memory, where an instruction takes both.
template <typename T>
concept XmmOrMemory = std::same_as<T, Xmm> || std::same_as<T, Mem>;

/// Instructions on vector registers. Where a width says which float, it is w32 or w64.
class SseInstructions : public ControlInstructions
{
public:
    using ControlInstructions::ControlInstructions;
    using ControlInstructions::load;
    using ControlInstructions::mov;
    using ControlInstructions::store;
    using ControlInstructions::zero;

    // Moves.

    /// All of a register.
    [[gnu::always_inline]] void mov(Xmm to, Xmm from) noexcept { sse(movaps, to, from); }
    /// The bits of a general-purpose register; what stands above them is cleared.
    [[gnu::always_inline]] void mov(Width width, Xmm to, Gpr from) noexcept
    {
        emit(opcode::mov_xmm_rm, width, operand(to, width), operand(from, width));
    }
    [[gnu::always_inline]] void mov(Width width, Gpr to, Xmm from) noexcept
    {
        emit(opcode::mov_rm_xmm, width, operand(from, width), operand(to, width));
    }
    /// Loads w32, w64 or w128, and clears what stands above. No alignment is asked for.
    [[gnu::always_inline]] void load(Width width, Xmm to, const Mem& from) noexcept
    {
        sse(width == w32 ? movss : width == w64 ? movsd : movups, to, from);
    }
    [[gnu::always_inline]] void store(Width width, const Mem& to, Xmm from) noexcept
    {
        store(width == w32 ? movss_store : width == w64 ? movsd_store : movups_store, to, from);
    }
    [[gnu::always_inline]] void store(SseStore row, const Mem& to, Xmm from) noexcept
    {
        emit(row.opcode, w32, operand(from, w32), to);
    }
    [[gnu::always_inline]] void zero(Xmm to) noexcept { logic(Logic::xor_, w32, to, to); }

    // Any row of opcodes_sse.hpp.

    [[gnu::always_inline]] void sse(Sse row, Xmm to, const XmmOrMemory auto& from) noexcept
    {
        emit(row.opcode, w32, operand(to, w32), operand(from, w32));
    }
    [[gnu::always_inline]] void sse(SseImmediate row, Xmm to, const XmmOrMemory auto& from,
                                    u8 value) noexcept
    {
        emit(row.opcode, w32, operand(to, w32), operand(from, w32), Immediate::byte(value));
    }
    [[gnu::always_inline]] void sse(SseShift row, Xmm to, u8 count) noexcept
    {
        emit(row.opcode, w32, digit(row.digit), operand(to, w32), Immediate::byte(count));
    }

    // Floats, by width.

    [[gnu::always_inline]] void scalar(Scalar op, Width width, Xmm to,
                                       const XmmOrMemory auto& from) noexcept
    {
        sse(Sse{{width == w64 ? Prefix::pf2 : Prefix::pf3, Map::p0f, static_cast<u8>(op)}}, to,
            from);
    }
    [[gnu::always_inline]] void logic(Logic op, Width width, Xmm to,
                                      const XmmOrMemory auto& from) noexcept
    {
        sse(Sse{{width == w64 ? Prefix::p66 : Prefix::none, Map::p0f, static_cast<u8>(op)}}, to,
            from);
    }
    /// Compares as `cmp` does unsigned numbers; where either is a NaN, p holds, and b and e do too.
    [[gnu::always_inline]] void ucomi(Width width, Xmm first,
                                      const XmmOrMemory auto& second) noexcept
    {
        sse(width == w64 ? ucomisd : ucomiss, first, second);
    }
    [[gnu::always_inline]] void round(Rounding rounding, Width width, Xmm to,
                                      const XmmOrMemory auto& from) noexcept
    {
        sse(width == w64 ? roundsd : roundss, to, from, static_cast<u8>(rounding));
    }
    /// The sign bits of all floats of that width, as an integer.
    [[gnu::always_inline]] void movmsk(Width width, Gpr to, Xmm from) noexcept
    {
        emit(width == w64 ? opcode::movmskpd : opcode::movmskps, w32, operand(to, w32),
             operand(from, w32));
    }
    /// The float of width `to_width` nearest to the one of the other width.
    [[gnu::always_inline]] void cvt_float(Width to_width, Xmm to,
                                          const XmmOrMemory auto& from) noexcept
    {
        sse(to_width == w64 ? cvtss2sd : cvtsd2ss, to, from);
    }
    /// From a signed integer. Keeps the upper bits of `to`, and so waits for them.
    [[gnu::always_inline]] void cvt_from_int(Width to_width, Width from_width, Xmm to,
                                             const RegisterOrMemory auto& from) noexcept
    {
        emit(to_width == w64 ? opcode::cvtsi2sd : opcode::cvtsi2ss, from_width, operand(to, w32),
             operand(from, from_width));
    }
    /// To a signed integer, towards zero. Where it has none, the one whose sign bit alone is set.
    [[gnu::always_inline]] void cvtt_to_int(Width to_width, Width from_width, Gpr to,
                                            const XmmOrMemory auto& from) noexcept
    {
        emit(from_width == w64 ? opcode::cvttsd2si : opcode::cvttss2si, to_width,
             operand(to, to_width), operand(from, w32));
    }
};
} // namespace pawl::x64
