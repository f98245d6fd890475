// Puts the parts of one instruction together: prefixes, REX or VEX, opcode, ModRM, SIB,
// displacement, immediate. What instructions there are is said in opcodes.hpp.
#pragma once

#include "singlepass/x64/code_buffer.hpp"
#include "singlepass/x64/mem.hpp"
#include "singlepass/x64/opcode.hpp"

#include <array>
#include <utility>

namespace pawl::x64
{
/// What ModRM says of a register: its number, or a digit of the opcode.
struct Operand
{
    u32 number;
    /// Four bytes of registers are called ah to bh unless there is a REX prefix.
    bool wants_rex = false;
};
[[nodiscard]] constexpr Operand operand(Gpr reg, Width width) noexcept
{
    return {number(reg), width == w8 && number(reg) >= 4};
}
[[nodiscard]] constexpr Operand operand(Xmm reg, Width) noexcept
{
    return {number(reg)};
}
[[nodiscard]] constexpr Operand digit(u32 value) noexcept
{
    return {value};
}
[[nodiscard]] constexpr const Mem& operand(const Mem& memory, Width) noexcept
{
    return memory;
}

/// A constant at the end of an instruction.
struct Immediate
{
    u32 bits = 0;
    u32 size = 0;

    /// One byte, which instructions extend by its sign where it stands for more.
    [[nodiscard]] static constexpr Immediate byte(i32 value) noexcept
    {
        return {static_cast<u32>(value), 1};
    }
    /// As many bytes as an operand of that width takes, but four for eight: those are extended.
    [[nodiscard]] static constexpr Immediate full(Width width, i32 value) noexcept
    {
        return {static_cast<u32>(value), width == w8 ? 1U : width == w16 ? 2U : 4U};
    }
    [[nodiscard]] static constexpr bool fits_byte(i32 value) noexcept
    {
        return value == static_cast<i8>(value);
    }
};

/// What a register adds to an instruction where it stands. It is looked up, because that takes half
/// as many steps as working it out.
struct Share
{
    /// REX in the low byte: its high bit, with the bits that make a prefix of it, or nothing where
    /// that is clear. ModRM or SIB in the high byte: its other bits.
    u32 bits = 0;
    /// As a base: 1 if there must be a displacement, since without one rbp's bits mean rip.
    u16 displacement = 0;
    /// As a base: 1 if there must be a SIB, since rsp's bits announce one.
    u16 sib = 0;
};
using Shares = std::array<Share, register_count>;

/// The shares of all registers where the high bit stands at `rex_bit` and the others at `shift`.
consteval Shares shares(u32 rex_bit, u32 shift)
{
    Shares all{};
    for (u32 reg = 0; reg < register_count; ++reg)
    {
        const u32 low = reg & 7;
        const u32 rex = reg < 8 ? 0 : 0x40 | rex_bit;
        all[reg] = {rex | low << (8 + shift), low == number(Gpr::rbp), low == number(Gpr::rsp)};
    }
    return all;
}
inline constexpr Shares in_reg = shares(4, 3);   // REX.R, ModRM.reg
inline constexpr Shares in_index = shares(2, 3); // REX.X, SIB.index
inline constexpr Shares in_rm = shares(1, 0);    // REX.B, ModRM.rm, SIB.base

/// Up to eight bytes of an instruction under construction, lowest first.
struct Word
{
    u64 bits = 0;
    u32 used = 0; // bits

    /// Requires: there is room. What `more` has above `count` is zero, or nothing comes after it.
    [[gnu::always_inline]] constexpr void append(u64 more, u32 count) noexcept
    {
        bits |= more << used;
        used += 8 * count;
    }
    [[gnu::always_inline]] constexpr void append(Word more) noexcept
    {
        append(more.bits, more.used / 8);
    }
    [[gnu::always_inline]] constexpr void append_if(bool present, u32 byte) noexcept
    {
        append(present ? byte : 0, present);
    }
    [[gnu::always_inline]] constexpr void append(Immediate immediate) noexcept
    {
        append(immediate.bits, immediate.size);
    }

    [[gnu::always_inline]] constexpr void address_prefixes(const Mem& memory) noexcept
    {
        append_if(memory.gs_, 0x65);
        append_if(memory.narrow_, 0x67);
    }
    /// What stands before the opcode. REX is 0100WRXB, where W means 64 bits and the others are the
    /// high bits of numbers; there is none where it would say nothing. Only the low byte of `rex`
    /// counts.
    [[gnu::always_inline]] constexpr void prefixes(Opcode opcode, Width width, u32 rex) noexcept
    {
        append_if(width == w16, 0x66);
        append_if(opcode.prefix != Prefix::none, static_cast<u32>(opcode.prefix));
        rex |= width == w64 ? 0x48 : 0;
        bits |= u64{rex & 0xFF} << used;
        used += rex >> 3 & 8;
    }
};

/// A code buffer that knows how instructions are laid out. Everything is inlined into the caller,
/// where most of it is constant; what is not is computed without branches.
class Encoder : public CodeBuffer
{
public:
    using CodeBuffer::CodeBuffer;

protected:
    /// An instruction without operands, or with a constant alone.
    [[gnu::always_inline]] void emit(Opcode opcode, Width width, Immediate immediate = {}) noexcept
    {
        Word head;
        head.prefixes(opcode, width, 0);
        Word body = opcode_of(opcode, 0);
        body.append(immediate);
        finish(head, body);
    }

    /// An instruction with a register in the low bits of its opcode.
    [[gnu::always_inline]] void emit_short(Opcode opcode, Width width, Gpr reg,
                                           Immediate immediate = {}) noexcept
    {
        const Share share = in_rm[number(reg)];
        Word head;
        head.prefixes(opcode, width, share.bits);
        Word body = opcode_of(opcode, share.bits >> 8);
        body.append(immediate);
        finish(head, body);
    }

    /// An instruction of two registers: `reg` in ModRM.reg, `rm` in ModRM.rm.
    [[gnu::always_inline]] void emit(Opcode opcode, Width width, Operand reg, Operand rm,
                                     Immediate immediate = {}) noexcept
    {
        const u32 bits = in_reg[reg.number].bits | in_rm[rm.number].bits;
        Word head;
        head.prefixes(opcode, width, bits | forced_rex(reg.wants_rex || rm.wants_rex));
        Word body = opcode_of(opcode, 0);
        body.append(modrm(bits | two_registers), 1);
        body.append(immediate);
        finish(head, body);
    }

    /// An instruction of a register and memory.
    [[gnu::always_inline]] void emit(Opcode opcode, Width width, Operand reg, const Mem& rm,
                                     Immediate immediate = {}) noexcept
    {
        const u32 rex = in_reg[reg.number].bits | in_rm[rm.base_].bits | in_index[rm.index_].bits;
        Word head;
        head.address_prefixes(rm);
        // With these, all that comes before the displacement may take nine bytes.
        if (opcode.size() == 3 || width == w16)
            finish(std::exchange(head, {}), {});
        head.prefixes(opcode, width, rex | forced_rex(reg.wants_rex));
        finish(head, opcode_of(opcode, 0), reg, rm, immediate);
    }

    /// An instruction of three operands with a VEX prefix: `second` is the one that VEX holds.
    [[gnu::always_inline]] void emit_vex(Opcode opcode, Width width, Operand reg, Operand second,
                                         Operand rm, Immediate immediate = {}) noexcept
    {
        const u32 bits = in_reg[reg.number].bits | in_rm[rm.number].bits;
        Word body = vex(opcode, width, second, bits);
        body.append(modrm(bits | two_registers), 1);
        body.append(immediate);
        finish({}, body);
    }
    [[gnu::always_inline]] void emit_vex(Opcode opcode, Width width, Operand reg, Operand second,
                                         const Mem& rm, Immediate immediate = {}) noexcept
    {
        const u32 rex = in_reg[reg.number].bits | in_rm[rm.base_].bits | in_index[rm.index_].bits;
        Word head;
        head.address_prefixes(rm);
        finish(head, vex(opcode, width, second, rex), reg, rm, immediate);
    }

private:
    /// ModRM.mod of two registers.
    static constexpr u32 two_registers = 0xC000;
    /// ModRM.rm where a SIB follows, and the SIB of rsp or r12 alone.
    static constexpr u32 sib_follows = 0x0400;
    static constexpr u32 no_index = 0x2400;

    [[gnu::always_inline]] static constexpr u32 forced_rex(bool wanted) noexcept
    {
        return wanted ? 0x40 : 0;
    }
    /// ModRM or SIB of what shares have in common.
    [[gnu::always_inline]] static constexpr u32 modrm(u32 bits) noexcept
    {
        return bits >> 8 & 0xFF;
    }

    [[gnu::always_inline]] static constexpr Word opcode_of(Opcode opcode, u32 reg) noexcept
    {
        return {opcode.plus(reg).bytes(), 8 * opcode.size()};
    }
    /// VEX of three bytes, and the opcode: C4, RXBmmmmm, WvvvvLpp, where R, X, B and vvvv are
    /// stored inverted.
    [[gnu::always_inline]] static constexpr Word vex(Opcode opcode, Width width, Operand second,
                                                     u32 rex) noexcept
    {
        const u32 map = (~rex & 7) << 5 | opcode.vex_map();
        const u32 rest =
            (width == w64 ? 0x80U : 0) | (second.number ^ 15) << 3 | opcode.vex_prefix();
        return {0xC4 | map << 8 | rest << 16 | u64{opcode.byte} << 24, 32};
    }

    using CodeBuffer::finish;
    /// Stores an instruction without memory.
    [[gnu::always_inline]] void finish(Word head, Word body) noexcept
    {
        head.append(body);
        finish(store(cursor(), head.bits, head.used / 8));
    }
    /// Stores an instruction with memory, of which `body` holds the opcode.
    [[gnu::always_inline]] void finish(Word head, Word body, Operand reg, const Mem& memory,
                                       Immediate immediate) noexcept
    {
        const Share base = in_rm[memory.base_];
        const u32 mode = displacement_mode(memory, base);
        const u32 rm = memory.has_sib() ? sib_follows : base.bits;
        const u32 index = memory.has_sib() ? in_index[memory.index_].bits | base.bits : no_index;
        body.append(modrm(mode << 14 | in_reg[reg.number].bits | rm), 1);
        // The displacement overwrites a SIB that is not wanted.
        body.bits |= u64{static_cast<u32>(memory.scale_) << 6 | modrm(index)} << body.used;
        head.append(body);
        u8* at =
            store(cursor(), head.bits, head.used / 8 + (memory.has_sib() ? 1U : u32{base.sib}));
        at = store(at, static_cast<u32>(memory.displacement_),
                   memory.has_base() ? mode * mode : sizeof memory.displacement_);
        finish(immediate.size == 0 ? at : store(at, immediate.bits, immediate.size));
    }

    /// ModRM.mod: 0, 1 or 2, whose squares are the bytes that the displacement takes. Without a
    /// base it is 0 though there are four.
    [[gnu::always_inline]] static constexpr u32 displacement_mode(const Mem& memory,
                                                                  Share base) noexcept
    {
        if (!memory.has_base())
            return 0;
        if (memory.patchable_)
            return 2;
        // The lowest bit decides between a byte and none, never between a byte and four.
        const i32 displacement = memory.displacement_ | base.displacement;
        return static_cast<u32>(displacement != 0) +
               static_cast<u32>(!Immediate::fits_byte(displacement));
    }
};
} // namespace pawl::x64
