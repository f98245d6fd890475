// Integer instructions.
#pragma once

#include "singlepass/x64/encoder.hpp"
#include "singlepass/x64/opcodes.hpp"

namespace pawl::x64
{
/// Either a register or memory, where an instruction takes both.
template <typename T>
concept RegisterOrMemory = std::same_as<T, Gpr> || std::same_as<T, Mem>;

/// Moves, arithmetic, bits. Order: width, destination, source.
class IntegerInstructions : public Encoder
{
public:
    using Encoder::Encoder;

    // Moves. No flag changes.

    /// Requires: w32, which clears the upper half, or w64. Others keep what stands above.
    [[gnu::always_inline]] void mov(Width width, Gpr to, Gpr from) noexcept
    {
        emit(opcode::mov_rm_r.at(width), width, operand(from, width), operand(to, width));
    }
    /// A constant of 32 or 64 bits, in the shortest form: 5 bytes and a REX at most if it is
    /// unsigned of 32 bits, 7 if signed, 10 otherwise.
    [[gnu::always_inline]] void mov(Width width, Gpr to, i64 value) noexcept
    {
        if (width != w64 || static_cast<u64>(value) >> 32 == 0)
            return emit_short(opcode::mov_imm, w32, to, {static_cast<u32>(value), 4});
        if (value == static_cast<i32>(value))
            return emit(opcode::mov_rm_imm.at(w64), w64, digit(0), operand(to, w64),
                        {static_cast<u32>(value), 4});
        mov_imm64(to, static_cast<u64>(value));
    }
    /// A constant whose eight bytes are the last of the instruction, to be patched.
    [[gnu::always_inline]] void mov_imm64(Gpr to, u64 value) noexcept
    {
        emit_short(opcode::mov_imm, w64, to);
        data64(value);
    }
    /// Zero, in the form that changes the flags: two bytes, three with REX.
    [[gnu::always_inline]] void zero(Gpr to) noexcept { alu(Alu::xor_, w32, to, to); }

    /// Loads w8 to w64, and clears what stands above.
    [[gnu::always_inline]] void load(Width width, Gpr to, const Mem& from) noexcept
    {
        if (width == w8 || width == w16)
            return movzx(width, to, from);
        emit(opcode::mov_r_rm, width, operand(to, width), from);
    }
    [[gnu::always_inline]] void store(Width width, const Mem& to, Gpr from) noexcept
    {
        emit(opcode::mov_rm_r.at(width), width, operand(from, width), to);
    }
    /// Stores a constant, which is extended by its sign where the width is w64.
    [[gnu::always_inline]] void store(Width width, const Mem& to, i32 value) noexcept
    {
        emit(opcode::mov_rm_imm.at(width), width, digit(0), to, Immediate::full(width, value));
    }
    /// From w8, w16 or w32 to all of a register.
    [[gnu::always_inline]] void movzx(Width width, Gpr to,
                                      const RegisterOrMemory auto& from) noexcept
    {
        if (width == w32)
            return emit(opcode::mov_r_rm, w32, operand(to, w32), operand(from, w32));
        emit(opcode::movzx.at(width), w32, operand(to, w32), operand(from, width));
    }
    /// From w8, w16 or w32 to w32 or w64; what stands above is cleared.
    [[gnu::always_inline]] void movsx(Width from_width, Width to_width, Gpr to,
                                      const RegisterOrMemory auto& from) noexcept
    {
        if (from_width == w32)
            return emit(opcode::movsxd, to_width, operand(to, to_width), operand(from, w32));
        emit(opcode::movsx.at(from_width), to_width, operand(to, to_width),
             operand(from, from_width));
    }
    /// The address itself. Requires: w32 or w64, and no segment.
    [[gnu::always_inline]] void lea(Width width, Gpr to, const Mem& address) noexcept
    {
        emit(opcode::lea, width, operand(to, width), address);
    }
    /// With memory, the exchange is atomic.
    [[gnu::always_inline]] void xchg(Width width, const RegisterOrMemory auto& first,
                                     Gpr second) noexcept
    {
        emit(opcode::xchg_rm_r.at(width), width, operand(second, width), operand(first, width));
    }
    [[gnu::always_inline]] void cmov(Condition condition, Width width, Gpr to,
                                     const RegisterOrMemory auto& from) noexcept
    {
        emit(opcode::cmovcc.plus(number(condition)), width, operand(to, width),
             operand(from, width));
    }
    /// Writes 0 or 1 to the lowest byte and leaves the others.
    [[gnu::always_inline]] void setcc(Condition condition, Gpr to) noexcept
    {
        emit(opcode::setcc.plus(number(condition)), w8, digit(0), operand(to, w8));
    }
    [[gnu::always_inline]] void push(Gpr from) noexcept { emit_short(opcode::push, w32, from); }
    [[gnu::always_inline]] void pop(Gpr to) noexcept { emit_short(opcode::pop, w32, to); }

    // Arithmetic of two operands, in all widths.

    [[gnu::always_inline]] void alu(Alu op, Width width, const RegisterOrMemory auto& to,
                                    Gpr from) noexcept
    {
        emit(opcode::alu_rm_r.at(width).plus(8 * static_cast<u32>(op)), width, operand(from, width),
             operand(to, width));
    }
    [[gnu::always_inline]] void alu(Alu op, Width width, Gpr to, const Mem& from) noexcept
    {
        emit(opcode::alu_r_rm.at(width).plus(8 * static_cast<u32>(op)), width, operand(to, width),
             from);
    }
    /// A constant takes one byte where it fits, and is extended by its sign.
    [[gnu::always_inline]] void alu(Alu op, Width width, const RegisterOrMemory auto& to,
                                    i32 value) noexcept
    {
        const bool short_form = width != w8 && Immediate::fits_byte(value);
        const Opcode row = short_form ? opcode::alu_rm_imm8 : opcode::alu_rm_imm.at(width);
        emit(row, width, digit(static_cast<u32>(op)), operand(to, width),
             short_form ? Immediate::byte(value) : Immediate::full(width, value));
    }
    /// With a constant that takes four bytes whatever it is: 7 bytes for w64. They are the last of
    /// the instruction, to be patched. Requires: w32 or w64.
    [[gnu::always_inline]] void alu_patchable(Alu op, Width width, Gpr to, i32 value) noexcept
    {
        emit(opcode::alu_rm_imm.at(width), width, digit(static_cast<u32>(op)), operand(to, width),
             Immediate::full(w32, value));
    }
    [[gnu::always_inline]] void add(Width width, const auto& to, const auto& from) noexcept
    {
        alu(Alu::add, width, to, from);
    }
    [[gnu::always_inline]] void or_(Width width, const auto& to, const auto& from) noexcept
    {
        alu(Alu::or_, width, to, from);
    }
    [[gnu::always_inline]] void adc(Width width, const auto& to, const auto& from) noexcept
    {
        alu(Alu::adc, width, to, from);
    }
    [[gnu::always_inline]] void sbb(Width width, const auto& to, const auto& from) noexcept
    {
        alu(Alu::sbb, width, to, from);
    }
    [[gnu::always_inline]] void and_(Width width, const auto& to, const auto& from) noexcept
    {
        alu(Alu::and_, width, to, from);
    }
    [[gnu::always_inline]] void sub(Width width, const auto& to, const auto& from) noexcept
    {
        alu(Alu::sub, width, to, from);
    }
    [[gnu::always_inline]] void xor_(Width width, const auto& to, const auto& from) noexcept
    {
        alu(Alu::xor_, width, to, from);
    }
    [[gnu::always_inline]] void cmp(Width width, const auto& first, const auto& second) noexcept
    {
        alu(Alu::cmp, width, first, second);
    }
    [[gnu::always_inline]] void test(Width width, const RegisterOrMemory auto& first,
                                     Gpr second) noexcept
    {
        emit(opcode::test_rm_r.at(width), width, operand(second, width), operand(first, width));
    }
    /// The constant takes as many bytes as the width, four for w64.
    [[gnu::always_inline]] void test(Width width, const RegisterOrMemory auto& first,
                                     i32 value) noexcept
    {
        emit(opcode::unary.at(width), width, digit(0), operand(first, width),
             Immediate::full(width, value));
    }
    /// Requires: not w8.
    [[gnu::always_inline]] void imul(Width width, Gpr to,
                                     const RegisterOrMemory auto& from) noexcept
    {
        emit(opcode::imul_r_rm, width, operand(to, width), operand(from, width));
    }
    [[gnu::always_inline]] void imul(Width width, Gpr to, const RegisterOrMemory auto& from,
                                     i32 value) noexcept
    {
        const bool short_form = Immediate::fits_byte(value);
        emit(short_form ? opcode::imul_imm8 : opcode::imul_imm, width, operand(to, width),
             operand(from, width),
             short_form ? Immediate::byte(value) : Immediate::full(width, value));
    }

    // Arithmetic of one operand. The products and quotients take and give rdx:rax.

    [[gnu::always_inline]] void unary(Unary op, Width width,
                                      const RegisterOrMemory auto& to) noexcept
    {
        emit(opcode::unary.at(width), width, digit(static_cast<u32>(op)), operand(to, width));
    }
    [[gnu::always_inline]] void not_(Width width, const RegisterOrMemory auto& to) noexcept
    {
        unary(Unary::not_, width, to);
    }
    [[gnu::always_inline]] void neg(Width width, const RegisterOrMemory auto& to) noexcept
    {
        unary(Unary::neg, width, to);
    }
    [[gnu::always_inline]] void mul(Width width, const RegisterOrMemory auto& by) noexcept
    {
        unary(Unary::mul, width, by);
    }
    [[gnu::always_inline]] void imul(Width width, const RegisterOrMemory auto& by) noexcept
    {
        unary(Unary::imul, width, by);
    }
    [[gnu::always_inline]] void div(Width width, const RegisterOrMemory auto& by) noexcept
    {
        unary(Unary::div, width, by);
    }
    [[gnu::always_inline]] void idiv(Width width, const RegisterOrMemory auto& by) noexcept
    {
        unary(Unary::idiv, width, by);
    }
    /// Extends eax into edx, or for w64 rax into rdx (cqo), as idiv wants it.
    [[gnu::always_inline]] void cdq(Width width) noexcept { emit(opcode::cdq, width); }

    // Bits.

    [[gnu::always_inline]] void shift(Shift op, Width width, const RegisterOrMemory auto& to,
                                      u8 count) noexcept
    {
        emit(opcode::shift_imm.at(width), width, digit(static_cast<u32>(op)), operand(to, width),
             Immediate::byte(count));
    }
    /// By the count in cl, modulo the width (modulo 32 below w32).
    [[gnu::always_inline]] void shift_cl(Shift op, Width width,
                                         const RegisterOrMemory auto& to) noexcept
    {
        emit(opcode::shift_cl.at(width), width, digit(static_cast<u32>(op)), operand(to, width));
    }
    /// BMI2: by the count in any register, without a change of flags.
    /// Requires: shl, shr or sar; w32 or w64.
    [[gnu::always_inline]] void shiftx(Shift op, Width width, Gpr to,
                                       const RegisterOrMemory auto& from, Gpr count) noexcept
    {
        const Opcode row = op == Shift::shl   ? opcode::shlx
                           : op == Shift::shr ? opcode::shrx
                                              : opcode::sarx;
        emit_vex(row, width, operand(to, width), operand(count, width), operand(from, width));
    }
    /// BMI2: a rotation to the right without a change of flags.
    [[gnu::always_inline]] void rorx(Width width, Gpr to, const RegisterOrMemory auto& from,
                                     u8 count) noexcept
    {
        emit_vex(opcode::rorx, width, operand(to, width), digit(0), operand(from, width),
                 Immediate::byte(count));
    }
    /// BMI2: the product of rdx and a factor, without a change of flags.
    [[gnu::always_inline]] void mulx(Width width, Gpr high, Gpr low,
                                     const RegisterOrMemory auto& by) noexcept
    {
        emit_vex(opcode::mulx, width, operand(high, width), operand(low, width),
                 operand(by, width));
    }
    [[gnu::always_inline]] void lzcnt(Width width, Gpr to,
                                      const RegisterOrMemory auto& from) noexcept
    {
        emit(opcode::lzcnt, width, operand(to, width), operand(from, width));
    }
    [[gnu::always_inline]] void tzcnt(Width width, Gpr to,
                                      const RegisterOrMemory auto& from) noexcept
    {
        emit(opcode::tzcnt, width, operand(to, width), operand(from, width));
    }
    [[gnu::always_inline]] void popcnt(Width width, Gpr to,
                                       const RegisterOrMemory auto& from) noexcept
    {
        emit(opcode::popcnt, width, operand(to, width), operand(from, width));
    }
    [[gnu::always_inline]] void bsf(Width width, Gpr to, const RegisterOrMemory auto& from) noexcept
    {
        emit(opcode::bsf, width, operand(to, width), operand(from, width));
    }
    [[gnu::always_inline]] void bsr(Width width, Gpr to, const RegisterOrMemory auto& from) noexcept
    {
        emit(opcode::bsr, width, operand(to, width), operand(from, width));
    }
    /// Requires: w32 or w64.
    [[gnu::always_inline]] void bswap(Width width, Gpr to) noexcept
    {
        emit_short(opcode::bswap, width, to);
    }

    // Strings, atomics, state of the machine.

    /// Copies rcx units from [rsi] to [rdi].
    [[gnu::always_inline]] void rep_movs(Width width) noexcept
    {
        emit(opcode::rep_movs.at(width), width);
    }
    /// Writes rcx units of rax to [rdi].
    [[gnu::always_inline]] void rep_stos(Width width) noexcept
    {
        emit(opcode::rep_stos.at(width), width);
    }
    /// Where memory equals rax it becomes `from`, otherwise rax becomes what it is.
    [[gnu::always_inline]] void lock_cmpxchg(Width width, const Mem& to, Gpr from) noexcept
    {
        emit(opcode::lock_cmpxchg.at(width), width, operand(from, width), to);
    }
    /// Adds to memory; the register gets what stood there.
    [[gnu::always_inline]] void lock_xadd(Width width, const Mem& to, Gpr from) noexcept
    {
        emit(opcode::lock_xadd.at(width), width, operand(from, width), to);
    }
    [[gnu::always_inline]] void rdgsbase(Gpr to) noexcept
    {
        emit(opcode::fsgsbase, w64, digit(1), operand(to, w64));
    }
    [[gnu::always_inline]] void wrgsbase(Gpr from) noexcept
    {
        emit(opcode::fsgsbase, w64, digit(3), operand(from, w64));
    }
    [[gnu::always_inline]] void ldmxcsr(const Mem& from) noexcept
    {
        emit(opcode::mxcsr, w32, digit(2), from);
    }
    [[gnu::always_inline]] void stmxcsr(const Mem& to) noexcept
    {
        emit(opcode::mxcsr, w32, digit(3), to);
    }
};
} // namespace pawl::x64
