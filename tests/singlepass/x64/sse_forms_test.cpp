#include "tests/singlepass/x64/judge.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
namespace
{
constexpr std::array full_widths{w32, w64};

/// The mnemonic with the suffix of that float: ss, sd or ps, pd.
std::string scalar_name(const std::string& stem, Width width)
{
    return stem + (width == w64 ? "sd" : "ss");
}
std::string packed_name(const std::string& stem, Width width)
{
    return stem + (width == w64 ? "pd" : "ps");
}

template <typename Op>
struct Named
{
    Op op;
    const char* text;
};
} // namespace

TEST(sse_forms, arithmetic_of_floats)
{
    constexpr std::array<Named<Scalar>, 7> names{{{Scalar::add, "add"},
                                                  {Scalar::sub, "sub"},
                                                  {Scalar::mul, "mul"},
                                                  {Scalar::div, "div"},
                                                  {Scalar::sqrt, "sqrt"},
                                                  {Scalar::min, "min"},
                                                  {Scalar::max, "max"}}};
    Judge judge;
    for (const auto& [op, text] : names)
        for (const Width width : full_widths)
            judge.two_rm<Xmm, Xmm>(scalar_name(text, width), width, width,
                                   [&](Assembler& a, Xmm to, const auto& from)
                                   { a.scalar(op, width, to, from); });
}

TEST(sse_forms, operations_on_bits)
{
    constexpr std::array<Named<Logic>, 4> names{
        {{Logic::and_, "and"}, {Logic::andn, "andn"}, {Logic::or_, "or"}, {Logic::xor_, "xor"}}};
    Judge judge;
    for (const auto& [op, text] : names)
        for (const Width width : full_widths)
            judge.two_rm<Xmm, Xmm>(packed_name(text, width), w128, w128,
                                   [&](Assembler& a, Xmm to, const auto& from)
                                   { a.logic(op, width, to, from); });
    for (const Xmm to : Judge::registers<Xmm>())
        judge.expect("xorps " + name(to, w128) + ", " + name(to, w128),
                     [&](Assembler& a) { a.zero(to); });
}

TEST(sse_forms, comparison_rounding_and_signs)
{
    Judge judge;
    for (const Width width : full_widths)
    {
        judge.two_rm<Xmm, Xmm>(scalar_name("ucomi", width), width, width,
                               [&](Assembler& a, Xmm first, const auto& second)
                               { a.ucomi(width, first, second); });
        for (const Rounding rounding :
             {Rounding::nearest_even, Rounding::down, Rounding::up, Rounding::to_zero})
            judge.two_rm<Xmm, Xmm>(
                scalar_name("round", width), width, width,
                [&](Assembler& a, Xmm to, const auto& from) { a.round(rounding, width, to, from); },
                ", " + std::to_string(static_cast<u32>(rounding)));
        judge.two<Gpr, Xmm>(packed_name("movmsk", width), w32, w128,
                            [&](Assembler& a, Gpr to, Xmm from) { a.movmsk(width, to, from); });
    }
}

TEST(sse_forms, conversions)
{
    Judge judge;
    judge.two_rm<Xmm, Xmm>("cvtss2sd", w64, w32, [](Assembler& a, Xmm to, const auto& from)
                           { a.cvt_float(w64, to, from); });
    judge.two_rm<Xmm, Xmm>("cvtsd2ss", w32, w64, [](Assembler& a, Xmm to, const auto& from)
                           { a.cvt_float(w32, to, from); });
    for (const Width floats : full_widths)
        for (const Width integers : full_widths)
        {
            judge.two_rm<Xmm, Gpr>(scalar_name("cvtsi2", floats), floats, integers,
                                   [&](Assembler& a, Xmm to, const auto& from)
                                   { a.cvt_from_int(floats, integers, to, from); });
            judge.two_rm<Gpr, Xmm>(scalar_name("cvtt", floats) + "2si", integers, floats,
                                   [&](Assembler& a, Gpr to, const auto& from)
                                   { a.cvtt_to_int(integers, floats, to, from); });
        }
}

TEST(sse_forms, moves)
{
    Judge judge;
    judge.two<Xmm, Xmm>("movaps", w128, w128,
                        [](Assembler& a, Xmm to, Xmm from) { a.mov(to, from); });
    constexpr std::array<Named<Width>, 2> between{{{w32, "movd"}, {w64, "movq"}}};
    for (const auto& [width, text] : between)
    {
        judge.two<Xmm, Gpr>(text, w128, width,
                            [&](Assembler& a, Xmm to, Gpr from) { a.mov(width, to, from); });
        judge.two<Gpr, Xmm>(text, width, w128,
                            [&](Assembler& a, Gpr to, Xmm from) { a.mov(width, to, from); });
    }
    constexpr std::array<Named<Width>, 3> memory{
        {{w32, "movss"}, {w64, "movsd"}, {w128, "movups"}}};
    for (const auto& [width, text] : memory)
    {
        judge.from_place<Xmm>(text, w128, width, [&](Assembler& a, Xmm to, const Mem& from)
                              { a.load(width, to, from); });
        judge.to_place<Xmm>(text, width, w128, [&](Assembler& a, const Mem& to, Xmm from)
                            { a.store(width, to, from); });
    }
}

/// A row of opcodes_sse.hpp, its mnemonic and how much it takes from memory.
template <typename Row>
struct RowName
{
    Row row;
    const char* text;
    Width width;
};

TEST(sse_forms, rows)
{
    constexpr std::array<RowName<Sse>, 10> rows{{{movups, "movups", w128},
                                                 {movss, "movss", w32},
                                                 {movsd, "movsd", w64},
                                                 {movaps, "movaps", w128},
                                                 {movq, "movq", w64},
                                                 {pcmpeqd, "pcmpeqd", w128},
                                                 {cvtss2sd, "cvtss2sd", w32},
                                                 {cvtsd2ss, "cvtsd2ss", w64},
                                                 {ucomiss, "ucomiss", w32},
                                                 {ucomisd, "ucomisd", w64}}};
    Judge judge;
    for (const auto& [row, text, width] : rows)
        judge.two_rm<Xmm, Xmm>(text, w128, width, [&](Assembler& a, Xmm to, const auto& from)
                               { a.sse(row, to, from); });
}

TEST(sse_forms, rows_with_a_constant)
{
    constexpr std::array<RowName<SseImmediate>, 2> rows{
        {{roundss, "roundss", w32}, {roundsd, "roundsd", w64}}};
    constexpr std::array<Named<SseShift>, 4> shifts{
        {{psrld, "psrld"}, {pslld, "pslld"}, {psrlq, "psrlq"}, {psllq, "psllq"}}};
    Judge judge;
    for (const u8 value : {0, 1, 127, 128, 255})
    {
        const std::string suffix = ", " + std::to_string(value);
        for (const auto& [row, text, width] : rows)
            judge.two_rm<Xmm, Xmm>(
                text, width, width, [&](Assembler& a, Xmm to, const auto& from)
                { a.sse(row, to, from, value); }, suffix);
        for (const auto& [row, text] : shifts)
            judge.one<Xmm>(
                text, w128, [&](Assembler& a, Xmm to) { a.sse(row, to, value); }, suffix);
    }
}

TEST(sse_forms, rows_that_store)
{
    constexpr std::array<RowName<SseStore>, 6> rows{{{movups_store, "movups", w128},
                                                     {movss_store, "movss", w32},
                                                     {movsd_store, "movsd", w64},
                                                     {movaps_store, "movaps", w128},
                                                     {movd_store, "movd", w32},
                                                     {movq_store, "movq", w64}}};
    Judge judge;
    for (const auto& [row, text, width] : rows)
        judge.to_place<Xmm>(text, width, w128,
                            [&](Assembler& a, const Mem& to, Xmm from) { a.store(row, to, from); });
}
} // namespace pawl::x64
