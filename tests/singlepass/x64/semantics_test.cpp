// Every instruction that computes, over boundary values and placements of its operands, compared
// with the interpreter's meaning.
#include "singlepass/compiler/shape.hpp"
#include "tests/singlepass/x64/machine.hpp"
#include "tests/singlepass/x64/meanings.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
static_assert(singlepass::MacroAssembler<Masm>);

namespace
{
using singlepass::no_reg;
using singlepass::Shape;
using singlepass::shape_of;

constexpr u32 here = 77;

constexpr std::array<u64, 24> integers{
    0,           1,          2,           3,           7,           10,
    31,          32,         33,          63,          64,          0x7F,
    0x80,        0xFF80,     0x7FFF'FFFF, 0x8000'0000, 0x8000'0001, 0xFFFF'FFFE,
    0xFFFF'FFFF, 1ULL << 32, 1ULL << 63,  ~0ULL >> 1,  ~1ULL,       ~0ULL};

constexpr std::array<double, 27> numbers{0.0,
                                         0.5,
                                         0.75,
                                         1.0,
                                         1.5,
                                         2.5,
                                         3.7,
                                         0x1p23,
                                         0x1p31,
                                         2147483647.0,
                                         0x1p31 - 128,
                                         2147483648.5,
                                         2147483649.0,
                                         4294967295.0,
                                         4294967295.9,
                                         0x1p32,
                                         0x1p53,
                                         0x1p63,
                                         0x1p63 - 1024,
                                         0x1p63 - 0x1p39,
                                         0x1p64,
                                         0x1p64 - 2048,
                                         0x1p64 - 0x1p40,
                                         1e300,
                                         1e-40,
                                         0x1p-149,
                                         1e-310};

[[nodiscard]] std::vector<u64> values_of(char type)
{
    std::vector<u64> out;
    if (type == 'i')
        for (const u64 value : integers)
            out.push_back(static_cast<u32>(value));
    else if (type == 'I')
        out.assign(integers.begin(), integers.end());
    else if (type == 'f')
        for (const double value : numbers)
            for (const float number : {static_cast<float>(value), -static_cast<float>(value)})
                out.push_back(std::bit_cast<u32>(number));
    else
        for (const double value : numbers)
            for (const double number : {value, -value})
                out.push_back(std::bit_cast<u64>(number));
    // Infinities; NaNs that are canonical, negative, signalling.
    if (type == 'f')
        for (const u64 bits : {0x7F80'0000, 0x7FC0'0000, 0x7FA0'0001})
            out.insert(out.end(), {bits, bits | 0x8000'0000});
    if (type == 'F')
        for (const u64 bits : {0x7FF0ULL << 48, 0x7FF8ULL << 48, (0x7FF4ULL << 48) + 1})
            out.insert(out.end(), {bits, bits | 1ULL << 63});
    return out;
}

/// Where the result and the operands of a run are.
struct Places
{
    Reg d{}, a{};
    Value b;
};

// Registers whose encodings differ most: with and without REX, and those with exceptions.
constexpr std::array integer_places{reg_of(Gpr::rcx), reg_of(Gpr::rbp), reg_of(Gpr::rsi),
                                    reg_of(Gpr::r12), reg_of(Gpr::r13), reg_of(Gpr::rax)};
constexpr std::array float_places{reg_of(Xmm::xmm0), reg_of(Xmm::xmm7), reg_of(Xmm::xmm8),
                                  reg_of(Xmm::xmm13)};

[[nodiscard]] constexpr bool is_float_type(char type)
{
    return type == 'f' || type == 'F';
}
[[nodiscard]] Reg place(char type, u32 index)
{
    return is_float_type(type) ? float_places[index % float_places.size()]
                               : integer_places[index % integer_places.size()];
}

/// One instruction under test.
template <Op op>
class Subject
{
public:
    static constexpr Shape shape = shape_of(op);
    static constexpr Form form = Masm::form<op>;
    static constexpr std::string_view in = info(op).operands;
    static constexpr char out = info(op).results.front();
    static constexpr bool two = in.size() == 2;
    static constexpr bool conditional = shape == Shape::compare || shape == Shape::test;

    explicit Subject(Machine& machine) : machine_{machine} {}

    void run_all()
    {
        for (u32 start = 0; start < integer_places.size(); ++start)
        {
            if constexpr (two)
                binary_places(start);
            else
                unary_places(start);
        }
    }

private:
    void unary_places(u32 start)
    {
        const Reg d = place(out, start);
        const Reg a = place(in[0], start + 1);
        check({d, {}, Value::of(a)});
        if (is_float_type(out) == is_float_type(in[0]))
            check({d, {}, Value::of(d)});
        if (form.slot)
            check({d, {}, Value::in_slot(3)});
    }
    void binary_places(u32 start)
    {
        if constexpr (form.first != no_reg)
        {
            check({form.result, form.first, Value::of(reg_of(Gpr::rsi))});
            check({form.result, form.first, Value::of(reg_of(Gpr::r13))});
            check({form.result, form.first, Value::of(form.first)});
            check({form.result, form.first, Value::in_slot(3)});
        }
        else
            registers(place(out, start), place(in[0], start + 1), place(in[1], start + 2));
        if (form.slot && form.first == no_reg)
        {
            check({place(out, start), place(in[0], start + 1), Value::in_slot(3)});
            check({place(out, start), place(out, start), Value::in_slot(3)}, conditional);
        }
        if (!form.constant)
            return;
        for (const u64 b : values_of(in[1]))
            if (Masm::fits(b))
            {
                check({place(out, start), place(in[0], start + 1), Value::constant(b)});
                check({place(out, start), place(out, start), Value::constant(b)});
            }
    }
    void registers(Reg d, Reg a, Reg b)
    {
        if constexpr (form.last != no_reg)
            b = form.last;
        const bool same_file = is_float(d) == is_float(a);
        if (d != b || form.last == no_reg)
            check({d, a, Value::of(b)});
        check({d, b, Value::of(b)});
        if (!same_file)
            return;
        check({a, a, Value::of(b)});
        check({b, a, Value::of(b)});
        check({b, b, Value::of(b)});
    }

    void check(const Places& places, bool skip = false)
    {
        if (skip || ::testing::Test::HasFailure())
            return;
        machine_.compile([&](Masm& masm) { emit(masm, places); });
        for (const u64 a : values_of(in[0]))
        {
            if constexpr (!two)
                run(places, a, 0);
            else if (places.b.is_constant())
                run(places, a, places.b.bits);
            else if (places.b.is_reg() && places.b.reg == places.a)
                run(places, a, a);
            else
                for (const u64 b : values_of(in[1]))
                    run(places, a, b);
        }
    }
    static void emit(Masm& masm, const Places& places)
    {
        masm.ensure();
        masm.at(here);
        if constexpr (shape == Shape::unary)
            masm.template unary<op>(places.d, places.b);
        else if constexpr (shape == Shape::binary)
            masm.template binary<op>(places.d, places.a, places.b);
        else if constexpr (shape == Shape::compare)
            masm.set(masm.template compare<op>(places.a, places.b), places.d);
        else
            masm.set(masm.template test<op>(places.b.reg), places.d);
    }

    void run(const Places& places, u64 a, u64 b)
    {
        if (::testing::Test::HasFailure())
            return;
        MachineState before;
        for (u32 i = 0; i < register_count; ++i)
        {
            before.integers[i] = 0x0101'0101'0101'0101ULL * i;
            before.floats[i] = 0x0110'1010'1010'1010ULL * i;
        }
        if constexpr (two)
        {
            before[places.a] = a;
            place_last(before, places.b, b);
        }
        else
            place_last(before, places.b, a);
        state_ = before;
        const Ending ending = machine_.run(state_);
        compare(places, before, ending, a, b);
    }
    static void place_last(MachineState& state, const Value& last, u64 bits)
    {
        if (last.is_reg())
            state[last.reg] = bits;
        else if (!last.is_constant())
            state.slot(last.slot) = bits;
    }

    void compare(const Places& places, MachineState& before, const Ending& ending, u64 a, u64 b)
    {
        const Result result = expected<op>(a, b);
        const auto what = [&]
        {
            return ::testing::Message()
                   << info(op).text << " of " << std::hex << a << ", " << b << ": d "
                   << static_cast<u32>(places.d) << " a " << static_cast<u32>(places.a) << " b "
                   << static_cast<u32>(places.b.in) << " " << static_cast<u32>(places.b.reg);
        };
        ASSERT_EQ(ending.trap, result.trap) << what();
        if (result.trap != Trap::none)
        {
            ASSERT_EQ(ending.byte_offset, here) << what();
            return;
        }
        const u64 bits = out == 'f' ? static_cast<u32>(state_[places.d]) : state_[places.d];
        if (result.is_nan && singlepass::makes_nans(op))
        {
            ASSERT_TRUE(out == 'f' ? from_bits<float>(bits) != from_bits<float>(bits)
                                   : from_bits<double>(bits) != from_bits<double>(bits))
                << what();
        }
        else
        {
            ASSERT_EQ(bits, result.bits) << what();
        }
        others_are_kept(places, before);
    }
    // But those that the form names, and scratch registers.
    void others_are_kept(const Places& places, MachineState& before)
    {
        RegSet changed{
            places.d,         reg_of(scratch), reg_of(float_scratch), reg_of(second_float_scratch),
            reg_of(Gpr::rsp), reg_of(context)};
        if (!places.b.is_constant())
            changed |= form.lost;
        if (!places.b.is_constant() && form.first != no_reg)
            changed.add(form.first);
        for (u32 i = 0; i < register_count; ++i)
        {
            for (const Reg reg : {singlepass::integer_reg(i), singlepass::float_reg(i)})
            {
                const u64 kept = changed.has(reg) ? state_[reg] : before[reg];
                ASSERT_EQ(state_[reg], kept)
                    << info(op).text << " changes " << static_cast<u32>(reg);
            }
        }
        for (u32 i = 0; i < test_slots; ++i)
            ASSERT_EQ(state_.slot(i), before.slot(i)) << info(op).text << " changes slot " << i;
    }

    Machine& machine_;
    MachineState state_;
};

/// Tests every accepted instruction of one shape.
struct OfShape
{
    Shape shape;
    Machine& machine;
    u32 count = 0;

    template <Op op>
    void on()
    {
        constexpr Shape its = shape_of(op);
        constexpr bool computes =
            its != Shape::special && its != Shape::load && its != Shape::store;
        if constexpr (computes && !std::same_as<std::remove_cv_t<decltype(meaning<op>)>, None>)
            if (its == shape)
            {
                Subject<op>{machine}.run_all();
                ++count;
            }
    }
};

u32 test_all(Shape shape)
{
    Machine machine;
    OfShape visitor{shape, machine};
    for (std::size_t i = 0; i < op_count; ++i)
        dispatch(static_cast<Op>(i), visitor);
    return visitor.count;
}
} // namespace

TEST(semantics, unary_instructions_mean_what_the_interpreter_does)
{
    EXPECT_EQ(test_all(Shape::unary), 6U + 5 + 14 + 33);
}
TEST(semantics, binary_instructions_mean_what_the_interpreter_does)
{
    EXPECT_EQ(test_all(Shape::binary), 30U + 14);
}
TEST(semantics, comparisons_mean_what_the_interpreter_does)
{
    EXPECT_EQ(test_all(Shape::compare), 20U + 12);
}
TEST(semantics, tests_for_zero_mean_what_the_interpreter_does)
{
    EXPECT_EQ(test_all(Shape::test), 2U);
}
} // namespace pawl::x64
