#include "tests/singlepass/x64/judge.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
namespace
{
constexpr std::array all_widths{w8, w16, w32, w64};
constexpr std::array wider_widths{w16, w32, w64};
constexpr std::array full_widths{w32, w64};

struct AluName
{
    Alu op;
    const char* text;
};
constexpr std::array<AluName, 8> alu_names{{
    {Alu::add, "add"},
    {Alu::or_, "or"},
    {Alu::adc, "adc"},
    {Alu::sbb, "sbb"},
    {Alu::and_, "and"},
    {Alu::sub, "sub"},
    {Alu::xor_, "xor"},
    {Alu::cmp, "cmp"},
}};

} // namespace

TEST(integer_forms, arithmetic_of_registers_and_memory)
{
    Judge judge;
    for (const auto& [op, text] : alu_names)
        for (const Width width : all_widths)
        {
            const auto emit = [&](Assembler& a, const auto& to, const auto& from)
            { a.alu(op, width, to, from); };
            judge.two_rm<Gpr, Gpr>(text, width, width, emit);
            judge.to_place<Gpr>(text, width, width, emit);
        }
}

TEST(integer_forms, arithmetic_with_constants)
{
    Judge judge;
    for (const auto& [op, text] : alu_names)
        for (const Width width : all_widths)
            for (const i32 value : boundary_constants(width))
            {
                const auto emit = [&](Assembler& a, const auto& to)
                { a.alu(op, width, to, value); };
                judge.one<Gpr>(text, width, emit, short_constant(width, value));
                if (value == 127 || value == 0x7FFF)
                    judge.one_place(text, width, emit, short_constant(width, value));
            }
}

TEST(integer_forms, arithmetic_that_can_be_patched_ends_with_four_bytes)
{
    Judge judge;
    for (const auto& [op, text] : alu_names)
        for (const Width width : full_widths)
            for (const i32 value : boundary_constants(width))
                judge.one<Gpr>(
                    text, width,
                    [&](Assembler& a, Gpr to)
                    {
                        a.alu_patchable(op, width, to, value);
                        ASSERT_EQ(a.read32(a.offset() - 4), static_cast<u32>(value));
                    },
                    full_constant(width, value));
}

TEST(integer_forms, named_arithmetic_is_what_its_name_says)
{
    Judge judge;
    const auto two = [&](const char* text, const auto& emit)
    { judge.two<Gpr, Gpr>(text, w64, w64, emit); };
    two("add", [](Assembler& a, Gpr to, Gpr from) { a.add(w64, to, from); });
    two("or", [](Assembler& a, Gpr to, Gpr from) { a.or_(w64, to, from); });
    two("adc", [](Assembler& a, Gpr to, Gpr from) { a.adc(w64, to, from); });
    two("sbb", [](Assembler& a, Gpr to, Gpr from) { a.sbb(w64, to, from); });
    two("and", [](Assembler& a, Gpr to, Gpr from) { a.and_(w64, to, from); });
    two("sub", [](Assembler& a, Gpr to, Gpr from) { a.sub(w64, to, from); });
    two("xor", [](Assembler& a, Gpr to, Gpr from) { a.xor_(w64, to, from); });
    two("cmp", [](Assembler& a, Gpr to, Gpr from) { a.cmp(w64, to, from); });
}

TEST(integer_forms, tests)
{
    Judge judge;
    for (const Width width : all_widths)
    {
        const auto emit = [&](Assembler& a, const auto& first, Gpr second)
        { a.test(width, first, second); };
        judge.two<Gpr, Gpr>("test", width, width, emit);
        judge.to_place<Gpr>("test", width, width, emit);
        for (const i32 value : boundary_constants(width))
        {
            const auto with_constant = [&](Assembler& a, const auto& to)
            { a.test(width, to, value); };
            judge.one<Gpr>("test", width, with_constant, full_constant(width, value));
            if (value == -128)
                judge.one_place("test", width, with_constant, full_constant(width, value));
        }
    }
}

TEST(integer_forms, multiplication)
{
    Judge judge;
    for (const Width width : wider_widths)
    {
        judge.two_rm<Gpr, Gpr>("imul", width, width, [&](Assembler& a, Gpr to, const auto& from)
                               { a.imul(width, to, from); });
        for (const i32 value : boundary_constants(width))
        {
            const auto emit = [&](Assembler& a, Gpr to, const auto& from)
            { a.imul(width, to, from, value); };
            judge.two<Gpr, Gpr>("imul", width, width, emit, short_constant(width, value));
            if (value == 127 || value == 0x7FFF)
                judge.from_place<Gpr>("imul", width, width, emit, short_constant(width, value));
        }
    }
}

TEST(integer_forms, operations_of_one_operand)
{
    Judge judge;
    for (const Width width : all_widths)
    {
        const auto one = [&](const char* text, const auto& emit)
        { judge.one_rm(text, width, emit); };
        one("not", [&](Assembler& a, const auto& to) { a.not_(width, to); });
        one("neg", [&](Assembler& a, const auto& to) { a.neg(width, to); });
        one("mul", [&](Assembler& a, const auto& by) { a.mul(width, by); });
        one("imul", [&](Assembler& a, const auto& by) { a.imul(width, by); });
        one("div", [&](Assembler& a, const auto& by) { a.div(width, by); });
        one("idiv", [&](Assembler& a, const auto& by) { a.idiv(width, by); });
    }
    judge.expect("cdq", [](Assembler& a) { a.cdq(w32); });
    judge.expect("cqo", [](Assembler& a) { a.cdq(w64); });
}

TEST(integer_forms, shifts_and_rotations)
{
    struct ShiftName
    {
        Shift op;
        const char* text;
    };
    constexpr std::array<ShiftName, 5> names{{{Shift::shl, "shl"},
                                              {Shift::shr, "shr"},
                                              {Shift::sar, "sar"},
                                              {Shift::rol, "rol"},
                                              {Shift::ror, "ror"}}};
    Judge judge;
    for (const auto& [op, text] : names)
        for (const Width width : all_widths)
        {
            const auto by_cl = [&](Assembler& a, const auto& to) { a.shift_cl(op, width, to); };
            judge.one_rm(text, width, by_cl, ", cl");
            for (const u8 count : {0, 1, 2, 31, 63, 127, 128, 255})
            {
                const auto emit = [&](Assembler& a, const auto& to)
                { a.shift(op, width, to, count); };
                judge.one<Gpr>(text, width, emit, ", " + std::to_string(count));
                if (count == 63)
                    judge.one_place(text, width, emit, ", 63");
            }
        }
}

TEST(integer_forms, shifts_of_three_operands)
{
    struct ShiftName
    {
        Shift op;
        const char* text;
    };
    constexpr std::array<ShiftName, 3> names{
        {{Shift::shl, "shlx"}, {Shift::shr, "shrx"}, {Shift::sar, "sarx"}}};
    Judge judge;
    for (const auto& [op, text] : names)
        for (const Width width : full_widths)
            for (const Gpr count : Judge::registers<Gpr>())
            {
                const auto emit = [&](Assembler& a, Gpr to, const auto& from)
                { a.shiftx(op, width, to, from, count); };
                judge.two<Gpr, Gpr>(text, width, width, emit, ", " + name(count, width));
                if (number(count) % 8 == 5)
                    judge.from_place<Gpr>(text, width, width, emit, ", " + name(count, width));
            }
}

TEST(integer_forms, rotations_and_products_without_flags)
{
    Judge judge;
    for (const Width width : full_widths)
    {
        for (const u8 count : {0, 1, 31, 63, 255})
            judge.two<Gpr, Gpr>(
                "rorx", width, width, [&](Assembler& a, Gpr to, Gpr from)
                { a.rorx(width, to, from, count); }, ", " + std::to_string(count));
        judge.from_place<Gpr>(
            "rorx", width, width,
            [&](Assembler& a, Gpr to, const Mem& from) { a.rorx(width, to, from, 7); }, ", 7");
        for (const Gpr high : Judge::registers<Gpr>())
            judge.two<Gpr, Gpr>("mulx " + name(high, width) + ',', width, width,
                                [&](Assembler& a, Gpr low, Gpr by)
                                { a.mulx(width, high, low, by); });
        for (const Gpr high : {Gpr::rcx, Gpr::r10})
            judge.from_place<Gpr>("mulx " + name(high, width) + ',', width, width,
                                  [&](Assembler& a, Gpr low, const Mem& by)
                                  { a.mulx(width, high, low, by); });
    }
}

TEST(integer_forms, counts_of_bits)
{
    Judge judge;
    for (const Width width : wider_widths)
    {
        const auto two = [&](const char* text, const auto& emit)
        { judge.two_rm<Gpr, Gpr>(text, width, width, emit); };
        two("lzcnt", [&](Assembler& a, Gpr to, const auto& from) { a.lzcnt(width, to, from); });
        two("tzcnt", [&](Assembler& a, Gpr to, const auto& from) { a.tzcnt(width, to, from); });
        two("popcnt", [&](Assembler& a, Gpr to, const auto& from) { a.popcnt(width, to, from); });
        two("bsf", [&](Assembler& a, Gpr to, const auto& from) { a.bsf(width, to, from); });
        two("bsr", [&](Assembler& a, Gpr to, const auto& from) { a.bsr(width, to, from); });
    }
    for (const Width width : full_widths)
        judge.one<Gpr>("bswap", width, [&](Assembler& a, Gpr to) { a.bswap(width, to); });
}
} // namespace pawl::x64
