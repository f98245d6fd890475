// Puts the parts of one instruction together: prefixes, REX or VEX, opcode, ModRM, SIB,
// displacement, immediate. What instructions there are is said in opcodes.hpp.
#pragma once

#include "singlepass/x64/code_buffer.hpp"
#include "singlepass/x64/mem.hpp"
#include "singlepass/x64/opcode.hpp"

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

/// The first eight bytes of an instruction under construction, lowest first.
struct Word
{
    u64 bits = 0;
    u32 size = 0;

    /// Requires: there is room. Bytes of `more` beyond `count` are zero, or nothing is appended
    /// after.
    [[gnu::always_inline]] constexpr void append(u64 more, u32 count) noexcept
    {
        bits |= more << (8 * size);
        size += count;
    }
    [[gnu::always_inline]] constexpr void append_if(bool present, u32 byte) noexcept
    {
        append(byte & (0U - present), present);
    }

    [[gnu::always_inline]] constexpr void address_prefixes(const Mem& memory) noexcept
    {
        append_if(memory.gs_, 0x65);
        append_if(memory.narrow_, 0x67);
    }
    [[gnu::always_inline]] constexpr void prefixes(Opcode opcode, Width width) noexcept
    {
        append_if(width == w16, 0x66);
        append_if(opcode.prefix != Prefix::none, static_cast<u32>(opcode.prefix));
    }
    /// REX: 0100WRXB, where W means 64 bits and the others are the high bits of numbers.
    [[gnu::always_inline]] constexpr void rex(Width width, Operand reg, u32 index, u32 base,
                                              bool wanted) noexcept
    {
        const u32 wide = width == w64;
        const u32 present =
            wide | (reg.number | index | base) >> 3 | static_cast<u32>(reg.wants_rex | wanted);
        const u32 prefix = 0x40 | wide << 3 | reg.number >> 3 << 2 | index >> 3 << 1 | base >> 3;
        append_if(present != 0, prefix);
    }
    /// VEX of three bytes, and the opcode: C4, RXBmmmmm, WvvvvLpp, where R, X, B and vvvv are
    /// stored inverted.
    [[gnu::always_inline]] constexpr void vex(Opcode opcode, Width width, Operand reg,
                                              Operand second, u32 index, u32 base) noexcept
    {
        const u32 high = reg.number >> 3 << 7 | index >> 3 << 6 | base >> 3 << 5;
        const u32 last = static_cast<u32>(width == w64) << 7 | (second.number ^ 15) << 3;
        append(0xC4 | ((high ^ 0xE0) | opcode.vex_map()) << 8 | (last | opcode.vex_prefix()) << 16 |
                   u64{opcode.byte} << 24,
               4);
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
        Word word;
        word.prefixes(opcode, width);
        word.rex(width, digit(0), 0, 0, false);
        word.append(opcode.bytes(), opcode.size());
        word.append(immediate.bits, immediate.size);
        finish(store(cursor(), word.bits, word.size));
    }

    /// An instruction of two registers: `reg` in ModRM.reg, `rm` in ModRM.rm.
    [[gnu::always_inline]] void emit(Opcode opcode, Width width, Operand reg, Operand rm,
                                     Immediate immediate = {}) noexcept
    {
        Word word;
        word.prefixes(opcode, width);
        word.rex(width, reg, 0, rm.number, rm.wants_rex);
        word.append(opcode.bytes(), opcode.size());
        word.append(modrm(3, reg, rm.number), 1);
        word.append(immediate.bits, immediate.size);
        finish(store(cursor(), word.bits, word.size));
    }

    /// An instruction of a register and memory.
    [[gnu::always_inline]] void emit(Opcode opcode, Width width, Operand reg, const Mem& rm,
                                     Immediate immediate = {}) noexcept
    {
        Word word;
        word.address_prefixes(rm);
        word.prefixes(opcode, width);
        word.rex(width, reg, rm.index_, rm.base_, false);
        word.append(opcode.bytes(), opcode.size());
        finish(address(word, reg, rm, immediate));
    }

    /// An instruction with a register in the low bits of its opcode.
    [[gnu::always_inline]] void emit_short(Opcode opcode, Width width, Gpr reg,
                                           Immediate immediate = {}) noexcept
    {
        Word word;
        word.rex(width, digit(0), 0, number(reg), false);
        word.append(opcode.plus(number(reg) & 7).bytes(), opcode.size());
        word.append(immediate.bits, immediate.size);
        finish(store(cursor(), word.bits, word.size));
    }

    /// An instruction of three operands with a VEX prefix: `second` is the one that VEX holds.
    [[gnu::always_inline]] void emit_vex(Opcode opcode, Width width, Operand reg, Operand second,
                                         Operand rm, Immediate immediate = {}) noexcept
    {
        Word word;
        word.vex(opcode, width, reg, second, 0, rm.number);
        word.append(modrm(3, reg, rm.number), 1);
        word.append(immediate.bits, immediate.size);
        finish(store(cursor(), word.bits, word.size));
    }
    [[gnu::always_inline]] void emit_vex(Opcode opcode, Width width, Operand reg, Operand second,
                                         const Mem& rm, Immediate immediate = {}) noexcept
    {
        Word word;
        word.address_prefixes(rm);
        word.vex(opcode, width, reg, second, rm.index_, rm.base_);
        finish(address(word, reg, rm, immediate));
    }

private:
    [[gnu::always_inline]] static constexpr u32 modrm(u32 mode, Operand reg, u32 rm) noexcept
    {
        return mode << 6 | (reg.number & 7) << 3 | (rm & 7);
    }

    /// Stores what `word` holds, and after it ModRM, SIB, displacement and immediate. A mode of 0,
    /// 1, 2 stands for a displacement of 0, 1, 4 bytes. Mode 0 with the low bits of rbp means rip,
    /// or with a SIB that there is no base; a base with those bits has a displacement always. The
    /// low bits of rsp ask for a SIB.
    [[gnu::always_inline]] u8* address(Word word, Operand reg, const Mem& memory,
                                       Immediate immediate) noexcept
    {
        constexpr u32 asks_for_sib = 4;
        constexpr u32 asks_for_displacement = 5;
        const u32 base = memory.base_ & 7;
        const bool based = memory.kind_ == Mem::Kind::based;
        const bool sib = memory.kind_ == Mem::Kind::baseless || memory.index_ != Mem::no_index ||
                         base == asks_for_sib;
        const bool absent =
            memory.displacement_ == 0 && base != asks_for_displacement && !memory.patchable_;
        const bool wide = memory.patchable_ || !Immediate::fits_byte(memory.displacement_);
        const u32 needed = absent ? 0 : wide ? 2 : 1;
        const u32 mode = based ? needed : 0;
        const u32 size = 0x040100 >> 8 * (based ? needed : 2) & 7;

        word.append(modrm(mode, reg, sib ? asks_for_sib : base), 1);
        u8* at = store(cursor(), word.bits, word.size);
        const u32 sib_byte =
            static_cast<u32>(memory.scale_) << 6 | (memory.index_ & 7U) << 3 | base;
        Word tail;
        tail.append_if(sib, sib_byte);
        tail.append(static_cast<u32>(memory.displacement_), size);
        at = store(at, tail.bits, tail.size);
        return immediate.size == 0 ? at : store(at, immediate.bits, immediate.size);
    }
};
} // namespace pawl::x64
