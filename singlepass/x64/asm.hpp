// The assembler of x86-64. Emits into space that was reserved: see code_buffer.hpp.
//
//   asm_.mov(w64, to, from)            asm_.mov(w64, to, -1)          constants: shortest form
//   asm_.load(w8, to, Mem{base, 16})   asm_.store(w32, Mem{...}, from or constant)
//   asm_.movzx(w8, to, rm)             asm_.movsx(w8, w64, to, rm)    lea, xchg, push, pop, zero
//   asm_.add(w32, to, from)            also or_ adc sbb and_ sub xor_ cmp test, or alu(Alu::sub,
//   ...)
//                                      with r,r  r,m  m,r  r,constant  m,constant
//   asm_.alu_patchable(Alu::sub, w64, reg, gas)   7 bytes, the last 4 are the constant
//   asm_.shift(Shift::shl, w32, rm, 3) shift_cl(op, width, rm), shiftx(op, width, to, rm, count),
//   rorx asm_.imul(w64, to, rm[, constant]) one operand: not_ neg mul imul div idiv; cdq(width)
//   asm_.cmov(condition, w32, to, rm)  setcc(condition, to)
//   asm_.lzcnt(w32, to, rm)            tzcnt popcnt bsf bsr bswap; rep_movs rep_stos lock_*
//   field = asm_.jcc32(condition); ... asm_.bind32_here(field);       jmp32 call32 jcc8 jmp8
//   asm_.jcc_back(condition, target)   jmp_back call_back; jmp(rm) call(rm) ret ud2 int3 nop pad
//   asm_.mov(x, y) mov(w64, x, gpr)    load(w32|w64|w128, x, Mem) store(width, Mem, x) zero(x)
//   asm_.scalar(Scalar::add, w64, x, xm)   logic(Logic::xor_, ...) ucomi round(Rounding::up, ...)
//   asm_.cvt_from_int(w64, w32, x, rm) cvtt_to_int(w32, w64, gpr, xm) cvt_float(w64, x, xm) movmsk
//   asm_.sse(pcmpeqd, x, xm)           any row of opcodes_sse.hpp
//
// Everything is inlined: widths and operations cost nothing where they are constant.
// `rm` is a Gpr or a Mem, `xm` an Xmm or a Mem. The order is: condition, width, destination,
// source.
#pragma once

#include "singlepass/x64/asm_sse.hpp"

namespace pawl::x64
{
/// Every instruction that pawl emits.
class Assembler final : public SseInstructions
{
public:
    using SseInstructions::SseInstructions;
};
} // namespace pawl::x64
