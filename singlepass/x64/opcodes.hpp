// The instructions that can be emitted, as in the opcode tables of the manual (Intel SDM, volume
// 2): mandatory prefix, escape bytes, opcode, digit.
#pragma once

#include "singlepass/x64/opcode.hpp"

namespace pawl::x64
{
/// The eight operations of two operands; the value is the digit and eight times it the opcode.
enum class Alu : u8
{
    add,
    or_,
    adc,
    sbb,
    and_,
    sub,
    xor_,
    cmp,
};

/// Shifts and rotations; the value is the digit.
enum class Shift : u8
{
    rol = 0,
    ror = 1,
    shl = 4,
    shr = 5,
    sar = 7,
};

/// Operations of one operand, some with rax and rdx in silence; the value is the digit.
enum class Unary : u8
{
    not_ = 2,
    neg = 3,
    mul = 4,
    imul = 5,
    div = 6,
    idiv = 7,
};

namespace opcode
{
using enum Prefix;
using enum Map;

// Opcodes of one byte. A Sized row names the byte form and stands for the two.
inline constexpr Sized alu_rm_r{{none, one_byte, 0x00}};   // + 8 * Alu
inline constexpr Sized alu_r_rm{{none, one_byte, 0x02}};   // + 8 * Alu
inline constexpr Sized alu_rm_imm{{none, one_byte, 0x80}}; // 81 takes a full immediate
inline constexpr Opcode alu_rm_imm8{none, one_byte, 0x83};
inline constexpr Opcode movsxd{none, one_byte, 0x63};
inline constexpr Opcode imul_imm{none, one_byte, 0x69};
inline constexpr Opcode imul_imm8{none, one_byte, 0x6B};
inline constexpr Sized test_rm_r{{none, one_byte, 0x84}};
inline constexpr Sized xchg_rm_r{{none, one_byte, 0x86}};
inline constexpr Sized mov_rm_r{{none, one_byte, 0x88}};
inline constexpr Opcode mov_r_rm{none, one_byte, 0x8B};
inline constexpr Opcode lea{none, one_byte, 0x8D};
inline constexpr Opcode cdq{none, one_byte, 0x99};
inline constexpr Sized rep_movs{{pf3, one_byte, 0xA4}};
inline constexpr Sized rep_stos{{pf3, one_byte, 0xAA}};
inline constexpr Sized shift_imm{{none, one_byte, 0xC0}};  // /Shift ib
inline constexpr Sized mov_rm_imm{{none, one_byte, 0xC6}}; // /0
inline constexpr Sized shift_cl{{none, one_byte, 0xD2}};   // /Shift
inline constexpr Sized unary{{none, one_byte, 0xF6}};      // /Unary; /0 is test with an immediate
inline constexpr Opcode group5{none, one_byte, 0xFF};      // /2 call, /4 jmp

// Without operands, or with a distance or constant alone.
inline constexpr Opcode jcc8{none, one_byte, 0x70}; // + condition
inline constexpr Opcode jcc32{none, p0f, 0x80};     // + condition
inline constexpr Opcode ret_imm{none, one_byte, 0xC2};
inline constexpr Opcode ret{none, one_byte, 0xC3};
inline constexpr Opcode int3{none, one_byte, 0xCC};
inline constexpr Opcode call32{none, one_byte, 0xE8};
inline constexpr Opcode jmp32{none, one_byte, 0xE9};
inline constexpr Opcode jmp8{none, one_byte, 0xEB};
inline constexpr Opcode ud2{none, p0f, 0x0B};

// With a register in their low bits.
inline constexpr Opcode push{none, one_byte, 0x50};
inline constexpr Opcode pop{none, one_byte, 0x58};
inline constexpr Opcode mov_imm{none, one_byte, 0xB8};
inline constexpr Opcode bswap{none, p0f, 0xC8};

// With two bytes.
inline constexpr Opcode cmovcc{none, p0f, 0x40}; // + condition
inline constexpr Opcode setcc{none, p0f, 0x90};  // + condition, /0
inline constexpr Opcode imul_r_rm{none, p0f, 0xAF};
inline constexpr Sized movzx{{none, p0f, 0xB6}}; // the width is the source's
inline constexpr Sized movsx{{none, p0f, 0xBE}}; // the width is the source's
inline constexpr Opcode bsf{none, p0f, 0xBC};
inline constexpr Opcode bsr{none, p0f, 0xBD};
inline constexpr Opcode popcnt{pf3, p0f, 0xB8};
inline constexpr Opcode tzcnt{pf3, p0f, 0xBC};
inline constexpr Opcode lzcnt{pf3, p0f, 0xBD};
inline constexpr Sized lock_cmpxchg{{lock, p0f, 0xB0}};
inline constexpr Sized lock_xadd{{lock, p0f, 0xC0}};
inline constexpr Opcode fsgsbase{pf3, p0f, 0xAE}; // /1 rdgsbase, /3 wrgsbase
inline constexpr Opcode mxcsr{none, p0f, 0xAE};   // /2 ldmxcsr, /3 stmxcsr

// With VEX (BMI2).
inline constexpr Opcode shlx{p66, p0f38, 0xF7};
inline constexpr Opcode sarx{pf3, p0f38, 0xF7};
inline constexpr Opcode shrx{pf2, p0f38, 0xF7};
inline constexpr Opcode mulx{pf2, p0f38, 0xF6};
inline constexpr Opcode rorx{pf2, p0f3a, 0xF0};
} // namespace opcode
} // namespace pawl::x64
