// The assembler of x86-64. It emits into space that was reserved: see code_buffer.hpp.
//
//   mov(w64, to, from)                constants in their shortest form: mov(w64, to, -1)
//   load(w8, to, Mem{base, 16})       zero-extends; store(w32, Mem{base}, from or constant)
//   movzx(w8, to, rm)                 movsx(w8, w64, to, rm) lea xchg push pop zero
//   add(w32, to, from)                or_ adc sbb and_ sub xor_ cmp test, alu(Alu::sub, ...):
//                                     r,r  r,m  m,r  r,constant  m,constant
//   alu_patchable(Alu::sub, w64, r15, gas)   7 bytes, of which the constant is the last 4
//   imul(w64, to, rm[, constant])     not_ neg mul imul div idiv of one rm; cdq(width)
//   shift(Shift::shl, w32, rm, 3)     shift_cl shiftx rorx mulx bswap lzcnt tzcnt popcnt bsf bsr
//   cmov(condition, w32, to, rm)      setcc(condition, to)
//   rep_movs(width)                   rep_stos lock_cmpxchg lock_xadd rdgsbase wrgsbase ldmxcsr
//   field = jcc32(condition);         jmp32 call32 jcc8 jmp8; then bind32_here(field)
//   jcc_back(condition, target)       jmp_back call_back jmp(rm) call(rm) ret ud2 int3 nop pad
//   mov(x, y)                         mov(w64, x, gpr), load and store of w32, w64, w128, zero(x)
//   scalar(Scalar::add, w64, x, xm)   logic(Logic::xor_, ...) ucomi round(Rounding::up, ...)
//   cvt_from_int(w64, w32, x, rm)     cvtt_to_int(w32, w64, gpr, xm) cvt_float(w64, x, xm) movmsk
//   sse(pcmpeqd, x, xm)               any row of opcodes_sse.hpp
//
// An rm is a Gpr or a Mem, an xm an Xmm or a Mem. The order is condition, width, destination,
// source. All is inlined: a width or an operation that is constant costs nothing.
#pragma once

#include "singlepass/x64/asm_sse.hpp"

namespace pawl::x64
{
/// Every instruction that pawl emits.
class Assembler : public SseInstructions
{
public:
    using SseInstructions::SseInstructions;
};
} // namespace pawl::x64
