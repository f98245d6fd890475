// How many bytes instructions become: no module may be compiled to more than 32 a byte.
#include "singlepass/compiler/shape.hpp"
#include "tests/singlepass/x64/machine.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
namespace
{
using singlepass::Shape;
using singlepass::shape_of;

constexpr u32 most_a_byte = 32;
constexpr u32 repeated = 100;

/// What one more of an instruction adds to a function that has it already, cold code included.
template <typename Emit>
u32 bytes_of_one(const Emit& emit)
{
    static std::vector<u8> space(0x20000);
    const auto size = [&](u32 count)
    {
        Masm masm{space};
        masm.begin(test_slots + 2, test_slots, RegSet{});
        for (u32 i = 0; i < count; ++i)
            emit(masm);
        masm.end();
        return masm.offset();
    };
    return (size(repeated + 1) - size(1)) / repeated;
}

struct Measured
{
    std::string_view text;
    char from, to;
    u32 wasm_bytes, bytes;
    bool makes_nans, keeps_nans;
};

/// Collects the instructions of one operand, in the registers with the longest encodings.
struct Collector
{
    std::vector<Measured> found;

    template <Op op>
    void on()
    {
        if constexpr (shape_of(op) == Shape::unary &&
                      !std::same_as<std::remove_cv_t<decltype(meaning<op>)>, None>)
        {
            constexpr char from = info(op).operands.front(), to = info(op).results.front();
            const auto reg = [](char type)
            { return type == 'f' || type == 'F' ? reg_of(Xmm::xmm13) : reg_of(Gpr::r13); };
            const u32 bytes =
                bytes_of_one([&](Masm& masm) { masm.unary<op>(reg(to), Value::of(reg(from))); });
            found.push_back({info(op).text, from, to, info(op).prefix() == 0 ? 1U : 2U, bytes,
                             singlepass::makes_nans(op), singlepass::keeps_nan_bits(op)});
        }
    }
};
} // namespace

TEST(size, instructions_of_one_operand_that_follow_one_another_stay_within_the_bound)
{
    Collector collector;
    for (std::size_t i = 0; i < op_count; ++i)
        dispatch(static_cast<Op>(i), collector);
    const u32 canonical =
        bytes_of_one([](Masm& masm) { masm.canonicalise(Kind::f64, reg_of(Xmm::xmm13)); });
    // What one leaves to be canonicalised, the other asks for.
    const auto between = [canonical](const Measured& one, const Measured& other)
    { return one.makes_nans && other.keeps_nans ? canonical : 0; };
    ASSERT_GT(collector.found.size(), 50U);
    for (const Measured& first : collector.found)
    {
        for (const Measured& second : collector.found)
        {
            if (first.to != second.from || second.to != first.from)
                continue;
            EXPECT_LE(first.bytes + second.bytes + between(first, second) + between(second, first),
                      most_a_byte * (first.wasm_bytes + second.wasm_bytes))
                << first.text << " and " << second.text;
        }
    }
}
} // namespace pawl::x64
