// Jumps, calls, returns and padding.
#pragma once

#include "singlepass/x64/asm_integer.hpp"

#include <array>

namespace pawl::x64
{
/// Control flow. There are no labels here: a jump forwards answers the offset of its distance
/// field, for `bind8` or `bind32`; one backwards takes the offset it leads to.
class ControlInstructions : public IntegerInstructions
{
public:
    using IntegerInstructions::IntegerInstructions;

    /// The longest single nop.
    static constexpr u32 longest_nop = 9;

    // Forwards.

    [[nodiscard, gnu::always_inline]] u32 jcc32(Condition condition) noexcept
    {
        return field32(opcode::jcc32.plus(number(condition)));
    }
    [[nodiscard, gnu::always_inline]] u32 jmp32() noexcept { return field32(opcode::jmp32); }
    [[nodiscard, gnu::always_inline]] u32 call32() noexcept { return field32(opcode::call32); }
    [[nodiscard, gnu::always_inline]] u32 jcc8(Condition condition) noexcept
    {
        return field8(opcode::jcc8.plus(number(condition)));
    }
    [[nodiscard, gnu::always_inline]] u32 jmp8() noexcept { return field8(opcode::jmp8); }

    /// The instruction that was emitted last at `field` leads to what is emitted next.
    [[gnu::always_inline]] void bind8_here(u32 field) noexcept { bind8(field, offset()); }
    [[gnu::always_inline]] void bind32_here(u32 field) noexcept { bind32(field, offset()); }

    // Backwards, in two bytes where the distance fits. Requires: target <= offset().

    [[gnu::always_inline]] void jcc_back(Condition condition, u32 target) noexcept
    {
        if (reaches(target))
            return bind8(jcc8(condition), target);
        bind32(jcc32(condition), target);
    }
    [[gnu::always_inline]] void jmp_back(u32 target) noexcept
    {
        if (reaches(target))
            return bind8(jmp8(), target);
        bind32(jmp32(), target);
    }
    [[gnu::always_inline]] void call_back(u32 target) noexcept { bind32(call32(), target); }

    // To an address in a register or in memory.

    [[gnu::always_inline]] void jmp(const RegisterOrMemory auto& to) noexcept
    {
        emit(opcode::group5, w32, digit(4), operand(to, w32));
    }
    [[gnu::always_inline]] void call(const RegisterOrMemory auto& to) noexcept
    {
        emit(opcode::group5, w32, digit(2), operand(to, w32));
    }
    [[gnu::always_inline]] void ret() noexcept { emit(opcode::ret, w32); }
    /// Returns and takes so many bytes of arguments off the stack.
    [[gnu::always_inline]] void ret(u16 bytes) noexcept { emit(opcode::ret_imm, w32, {bytes, 2}); }

    [[gnu::always_inline]] void ud2() noexcept { emit(opcode::ud2, w32); }
    [[gnu::always_inline]] void int3() noexcept { emit(opcode::int3, w32); }

    /// One instruction of so many bytes that does nothing, in the form that the manual recommends.
    /// Requires: 1 to longest_nop.
    [[gnu::always_inline]] void nop(u32 bytes) noexcept
    {
        static constexpr std::array<u64, longest_nop + 1> forms{
            0,
            0x90,            // nop
            0x9066,          // 66 nop
            0x00'1F0F,       // nop dword [rax]
            0x00'40'1F0F,    // nop dword [rax + 0], displacement of a byte
            0x00'44'1F0F,    // nop dword [rax + rax + 0], the same
            0x00'44'1F0F'66, // nop word, the same
            0x80'1F0F,       // nop dword [rax + 0], displacement of four bytes
            0x84'1F0F,       // nop dword [rax + rax + 0], the same
            0x84'1F0F'66,    // nop word, the same
        };
        data(forms[bytes], bytes);
    }
    /// So many bytes that do nothing, in as few instructions as that takes.
    [[gnu::always_inline]] void pad(u32 bytes) noexcept
    {
        for (; bytes > longest_nop; bytes -= longest_nop)
            nop(longest_nop);
        nop(bytes);
    }

private:
    [[gnu::always_inline]] u32 field32(Opcode opcode) noexcept
    {
        emit(opcode, w32, {0, 4});
        return offset() - 4;
    }
    [[gnu::always_inline]] u32 field8(Opcode opcode) noexcept
    {
        emit(opcode, w32, {0, 1});
        return offset() - 1;
    }
    /// Whether a jump of two bytes from here leads back so far.
    [[nodiscard, gnu::always_inline]] bool reaches(u32 target) const noexcept
    {
        return offset() + 2 - target <= 128;
    }
};
} // namespace pawl::x64
