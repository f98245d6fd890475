#include "tests/singlepass/x64/judge.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
namespace
{
constexpr std::array all_widths{w8, w16, w32, w64};
constexpr std::array full_widths{w32, w64};
constexpr std::array<const char*, 16> suffixes{"o", "no", "b", "ae", "e", "ne", "be", "a",
                                               "s", "ns", "p", "np", "l", "ge", "le", "g"};
} // namespace

TEST(move_forms, a_load_reads_every_place_in_every_variant_into_every_register)
{
    Judge judge;
    for (Place place : every_place())
        for (const bool gs : {false, true})
            for (const bool narrow : {false, true})
                for (const Gpr to : Judge::registers<Gpr>())
                {
                    place.gs = gs;
                    place.narrow = narrow;
                    judge.expect(Judge::prefixed("mov", place) + name(to, w64) + ", " +
                                     name(place, w64),
                                 [&](Assembler& a) { a.load(w64, to, place.operand()); });
                }
}

TEST(move_forms, between_registers)
{
    Judge judge;
    for (const Width width : full_widths)
        judge.two<Gpr, Gpr>("mov", width, width,
                            [&](Assembler& a, Gpr to, Gpr from) { a.mov(width, to, from); });
    for (const Width width : all_widths)
        // Either order means the same; LLVM prints the operand of ModRM.reg first.
        judge.two<Gpr, Gpr>("xchg", width, width, [&](Assembler& a, Gpr second, Gpr first)
                            { a.xchg(width, first, second); });
    judge.one<Gpr>("push", w64, [](Assembler& a, Gpr from) { a.push(from); });
    judge.one<Gpr>("pop", w64, [](Assembler& a, Gpr to) { a.pop(to); });
}

TEST(move_forms, constants)
{
    Judge judge;
    for (const i64 value : {i64{0}, i64{1}, i64{0x7FFF'FFFF}, i64{0x8000'0000}, i64{0xFFFF'FFFF}})
    {
        const std::string text = ", " + std::to_string(value);
        judge.one<Gpr>("mov", w32, [&](Assembler& a, Gpr to) { a.mov(w32, to, value); }, text);
        judge.one<Gpr>("mov", w32, [&](Assembler& a, Gpr to) { a.mov(w64, to, value); }, text);
    }
    for (const i64 value : {i64{-1}, i64{-0x8000'0000LL}})
    {
        const std::string text = ", " + std::to_string(value);
        judge.one<Gpr>("mov", w64, [&](Assembler& a, Gpr to) { a.mov(w64, to, value); }, text);
    }
    for (const i64 value :
         {i64{0x1'0000'0000}, i64{-0x8000'0001LL}, i64{INT64_MAX}, i64{INT64_MIN}})
    {
        const std::string text = ", " + std::to_string(value);
        judge.one<Gpr>("movabs", w64, [&](Assembler& a, Gpr to) { a.mov(w64, to, value); }, text);
    }
    judge.one<Gpr>("movabs", w64, [](Assembler& a, Gpr to) { a.mov_imm64(to, 5); }, ", 5");
    for (const Gpr to : Judge::registers<Gpr>())
        judge.expect("xor " + name(to, w32) + ", " + name(to, w32),
                     [&](Assembler& a) { a.zero(to); });
}

TEST(move_forms, loads_and_stores)
{
    Judge judge;
    for (const Width width : all_widths)
    {
        const bool extends = width == w8 || width == w16;
        judge.from_place<Gpr>(extends ? "movzx" : "mov", extends ? w32 : width, width,
                              [&](Assembler& a, Gpr to, const Mem& from)
                              { a.load(width, to, from); });
        judge.to_place<Gpr>("mov", width, width, [&](Assembler& a, const Mem& to, Gpr from)
                            { a.store(width, to, from); });
        for (const i32 value : boundary_constants(width))
            judge.one_place(
                "mov", width, [&](Assembler& a, const Mem& to) { a.store(width, to, value); },
                full_constant(width, value));
    }
}

TEST(move_forms, extensions)
{
    Judge judge;
    for (const Width from_width : {w8, w16})
    {
        judge.two_rm<Gpr, Gpr>("movzx", w32, from_width, [&](Assembler& a, Gpr to, const auto& from)
                               { a.movzx(from_width, to, from); });
        for (const Width to_width : full_widths)
            judge.two_rm<Gpr, Gpr>("movsx", to_width, from_width,
                                   [&](Assembler& a, Gpr to, const auto& from)
                                   { a.movsx(from_width, to_width, to, from); });
    }
    judge.two_rm<Gpr, Gpr>("mov", w32, w32,
                           [](Assembler& a, Gpr to, const auto& from) { a.movzx(w32, to, from); });
    judge.two_rm<Gpr, Gpr>("movsxd", w64, w32, [](Assembler& a, Gpr to, const auto& from)
                           { a.movsx(w32, w64, to, from); });
}

TEST(move_forms, addresses)
{
    Judge judge;
    for (const Width width : full_widths)
        for (Place place : every_place())
            for (const bool narrow : {false, true})
            {
                place.narrow = narrow;
                judge.expect(Judge::prefixed("lea", place) + name(Gpr::r9, width) + ", " +
                                 address(place),
                             [&](Assembler& a) { a.lea(width, Gpr::r9, place.operand()); });
            }
}

TEST(move_forms, a_place_that_can_be_patched_ends_with_four_bytes)
{
    Judge judge;
    for (const Place& place : every_place())
        judge.expect(Judge::prefixed("mov", place) + "r9, " + name(place, w64),
                     [&](Assembler& a)
                     {
                         a.load(w64, Gpr::r9, place.operand().patchable());
                         ASSERT_EQ(a.read32(a.offset() - 4), static_cast<u32>(place.displacement));
                     });
}

TEST(move_forms, by_condition)
{
    Judge judge;
    for (u32 index = 0; index < suffixes.size(); ++index)
    {
        const auto condition = static_cast<Condition>(index);
        const std::string suffix = suffixes.at(index);
        judge.one<Gpr>("set" + suffix, w8, [&](Assembler& a, Gpr to) { a.setcc(condition, to); });
        for (const Width width : {w16, w32, w64})
            judge.two_rm<Gpr, Gpr>("cmov" + suffix, width, width,
                                   [&](Assembler& a, Gpr to, const auto& from)
                                   { a.cmov(condition, width, to, from); });
    }
}

TEST(move_forms, atomics)
{
    Judge judge;
    for (const Width width : all_widths)
    {
        judge.to_place<Gpr>("xchg", width, width, [&](Assembler& a, const Mem& to, Gpr from)
                            { a.xchg(width, to, from); });
        judge.to_place<Gpr>("lock cmpxchg", width, width, [&](Assembler& a, const Mem& to, Gpr from)
                            { a.lock_cmpxchg(width, to, from); });
        judge.to_place<Gpr>("lock xadd", width, width, [&](Assembler& a, const Mem& to, Gpr from)
                            { a.lock_xadd(width, to, from); });
    }
}

TEST(move_forms, strings_and_state_of_the_machine)
{
    Judge judge;
    judge.expect("rep movsb byte ptr es:[rdi], byte ptr [rsi]", [](auto& a) { a.rep_movs(w8); });
    judge.expect("rep movsw word ptr es:[rdi], word ptr [rsi]", [](auto& a) { a.rep_movs(w16); });
    judge.expect("rep movsd dword ptr es:[rdi], dword ptr [rsi]", [](auto& a) { a.rep_movs(w32); });
    judge.expect("rep movsq qword ptr es:[rdi], qword ptr [rsi]", [](auto& a) { a.rep_movs(w64); });
    judge.expect("rep stosb byte ptr es:[rdi], al", [](auto& a) { a.rep_stos(w8); });
    judge.expect("rep stosw word ptr es:[rdi], ax", [](auto& a) { a.rep_stos(w16); });
    judge.expect("rep stosd dword ptr es:[rdi], eax", [](auto& a) { a.rep_stos(w32); });
    judge.expect("rep stosq qword ptr es:[rdi], rax", [](auto& a) { a.rep_stos(w64); });
    judge.one<Gpr>("rdgsbase", w64, [](Assembler& a, Gpr to) { a.rdgsbase(to); });
    judge.one<Gpr>("wrgsbase", w64, [](Assembler& a, Gpr from) { a.wrgsbase(from); });
    judge.one_place("ldmxcsr", w32, [](Assembler& a, const Mem& from) { a.ldmxcsr(from); });
    judge.one_place("stmxcsr", w32, [](Assembler& a, const Mem& to) { a.stmxcsr(to); });
}

TEST(control_forms, jumps_calls_and_returns)
{
    Judge judge;
    judge.one_rm("jmp", w64, [](Assembler& a, const auto& to) { a.jmp(to); });
    judge.one_rm("call", w64, [](Assembler& a, const auto& to) { a.call(to); });
    judge.expect("ret", [](Assembler& a) { a.ret(); });
    judge.expect("ret 32760", [](Assembler& a) { a.ret(u16{32760}); });
    judge.expect("ud2", [](Assembler& a) { a.ud2(); });
    judge.expect("int3", [](Assembler& a) { a.int3(); });
}

TEST(control_forms, distances)
{
    Judge judge;
    judge.expect("jmp -2", [](Assembler& a) { a.jmp_back(0); });
    judge.expect("jmp 100000", [](Assembler& a) { a.bind32(a.jmp32(), 100'005); });
    judge.expect("jmp 127", [](Assembler& a) { a.bind8(a.jmp8(), 129); });
    judge.expect("call 100000", [](Assembler& a) { a.bind32(a.call32(), 100'005); });
    judge.expect("call -5", [](Assembler& a) { a.call_back(0); });
    for (u32 index = 0; index < suffixes.size(); ++index)
    {
        const auto condition = static_cast<Condition>(index);
        const std::string jump = std::string{"j"} + suffixes.at(index);
        judge.expect(jump + " -2", [&](Assembler& a) { a.jcc_back(condition, 0); });
        judge.expect(jump + " 127", [&](Assembler& a) { a.bind8(a.jcc8(condition), 129); });
        judge.expect(jump + " 100000",
                     [&](Assembler& a) { a.bind32(a.jcc32(condition), 100'006); });
    }
}

TEST(control_forms, every_nop_is_one_instruction)
{
    constexpr std::array<const char*, Assembler::longest_nop> texts{
        "nop",
        "nop",
        "nop dword ptr [rax]",
        "nop dword ptr [rax]",
        "nop dword ptr [rax + rax]",
        "nop word ptr [rax + rax]",
        "nop dword ptr [rax]",
        "nop dword ptr [rax + rax]",
        "nop word ptr [rax + rax]",
    };
    Judge judge;
    for (u32 size = 1; size <= Assembler::longest_nop; ++size)
        judge.expect(texts.at(size - 1),
                     [&](Assembler& a)
                     {
                         a.nop(size);
                         ASSERT_EQ(a.offset(), size);
                     });
}
} // namespace pawl::x64
