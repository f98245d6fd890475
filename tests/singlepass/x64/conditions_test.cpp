// Conditions: what they hold for, in every use, and that uses leave them as they are.
#include "tests/singlepass/x64/machine.hpp"
#include "tests/singlepass/x64/meanings.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
using enum Gpr;
using enum Xmm;

namespace
{
constexpr u64 yes = 0x1111'2222'3333'4444;
constexpr u64 no = 0x5555'6666'7777'8888;

/// Emits a comparison and all uses of what it answers, one behind the other.
class Uses
{
public:
    explicit Uses(bool inverted) : inverted_{inverted} {}

    template <Op op>
    void emit(Masm& masm, Reg a, Reg b)
    {
        Label start;
        Label behind;
        Label before;
        masm.jump(start);
        masm.bind(before);
        masm.constant(Kind::i64, reg_of(r13), 1);
        masm.jump(behind);

        masm.bind(start);
        auto condition = masm.compare<op>(a, Value::of(b));
        if (inverted_)
            condition = Masm::inverse(condition);
        masm.set(condition, reg_of(rbp));
        masm.set(condition, reg_of(rax));
        selects(masm, condition);
        Label taken;
        masm.jump_if(condition, taken);
        masm.constant(Kind::i64, reg_of(r12), 0);
        masm.bind(taken);
        masm.jump_if(condition, before);
        masm.bind(behind);
    }

    static void expect(MachineState& state, bool holds)
    {
        const u64 chosen = holds ? yes : no;
        EXPECT_EQ(state[reg_of(rbp)], u64{holds});
        EXPECT_EQ(state[reg_of(rax)], u64{holds});
        EXPECT_EQ(state[reg_of(r12)] != 0, holds) << "a jump forwards";
        EXPECT_EQ(state[reg_of(r13)], u64{holds}) << "a jump backwards";
        for (const Gpr reg : {rcx, rbx, r8, r9})
            EXPECT_EQ(state[reg_of(reg)], chosen) << number(reg);
        EXPECT_EQ(state[reg_of(r10)], yes);
        for (const Xmm reg : {xmm4, xmm5, xmm8, xmm9})
            EXPECT_EQ(state[reg_of(reg)], chosen) << number(reg);
        EXPECT_EQ(state[reg_of(xmm10)], yes);
    }
    static void prepare(MachineState& state)
    {
        for (const Reg reg : {reg_of(rdi), reg_of(r8), reg_of(rbx), reg_of(xmm6), reg_of(xmm8)})
            state[reg] = yes;
        for (const Reg reg : {reg_of(rsi), reg_of(r9), reg_of(xmm7), reg_of(xmm9)})
            state[reg] = no;
        state[reg_of(r12)] = 1;
    }

private:
    // Into another register, over the first, over the second, and of one register twice.
    static void selects(Masm& masm, Masm::Condition condition)
    {
        constexpr Kind integer = Kind::i64;
        masm.select(condition, integer, reg_of(rcx), reg_of(rdi), reg_of(rsi));
        masm.select(condition, integer, reg_of(rbx), reg_of(rbx), reg_of(rsi));
        masm.select(condition, integer, reg_of(r8), reg_of(r8), reg_of(rsi));
        masm.select(condition, integer, reg_of(r9), reg_of(rdi), reg_of(r9));
        masm.select(condition, integer, reg_of(r10), reg_of(rdi), reg_of(rdi));
        masm.select(condition, integer, reg_of(rdi), reg_of(rdi), reg_of(rdi));
        constexpr Kind real = Kind::f64;
        masm.select(condition, real, reg_of(xmm4), reg_of(xmm6), reg_of(xmm7));
        masm.select(condition, real, reg_of(xmm5), reg_of(xmm6), reg_of(xmm7));
        masm.select(condition, real, reg_of(xmm8), reg_of(xmm8), reg_of(xmm7));
        masm.select(condition, real, reg_of(xmm9), reg_of(xmm6), reg_of(xmm9));
        masm.select(condition, real, reg_of(xmm10), reg_of(xmm6), reg_of(xmm6));
    }

    bool inverted_;
};

template <Op op>
void test_uses(Reg a, Reg b, std::span<const u64> values)
{
    SCOPED_TRACE(info(op).text);
    Machine machine;
    for (const bool inverted : {false, true})
    {
        Uses uses{inverted};
        machine.compile([&](Masm& masm) { uses.emit<op>(masm, a, b); });
        for (const u64 first : values)
        {
            for (const u64 second : values)
            {
                MachineState state;
                Uses::prepare(state);
                state[a] = first;
                state[b] = second;
                EXPECT_EQ(machine.run(state), Ending{});
                Uses::expect(state, (expected<op>(first, second).bits != 0) != inverted);
            }
        }
    }
}

template <Op... ops>
void test_integers(std::span<const u64> values)
{
    (test_uses<ops>(reg_of(rdx), reg_of(r10), values), ...);
}
template <Op... ops>
void test_floats(std::span<const u64> values)
{
    (test_uses<ops>(reg_of(xmm0), reg_of(xmm13), values), ...);
}
} // namespace

TEST(conditions, of_integers_hold_in_every_use)
{
    constexpr std::array<u64, 5> narrow{0, 1, 2, 0x8000'0000, 0xFFFF'FFFF};
    constexpr std::array<u64, 5> wide{0, 1, 0xFFFF'FFFF, 1ULL << 63, ~0ULL};
    test_integers<Op::i32_eq, Op::i32_ne, Op::i32_lt_s, Op::i32_lt_u, Op::i32_gt_s, Op::i32_gt_u,
                  Op::i32_le_s, Op::i32_le_u, Op::i32_ge_s, Op::i32_ge_u>(narrow);
    test_integers<Op::i64_eq, Op::i64_ne, Op::i64_lt_s, Op::i64_lt_u, Op::i64_gt_s, Op::i64_gt_u,
                  Op::i64_le_s, Op::i64_le_u, Op::i64_ge_s, Op::i64_ge_u>(wide);
}

TEST(conditions, of_floats_hold_in_every_use_with_nans_too)
{
    // 0, -0, 1, -1, infinity, two NaNs.
    constexpr std::array<u64, 7> narrow{0,           0x8000'0000, 0x3F80'0000, 0xBF80'0000,
                                        0x7F80'0000, 0x7FC0'0000, 0xFFC0'0001};
    constexpr std::array<u64, 7> wide{0,
                                      0x8000ULL << 48,
                                      0x3FF0ULL << 48,
                                      0xBFF0ULL << 48,
                                      0x7FF0ULL << 48,
                                      0x7FF8ULL << 48,
                                      (0xFFF8ULL << 48) + 1};
    test_floats<Op::f32_eq, Op::f32_ne, Op::f32_lt, Op::f32_gt, Op::f32_le, Op::f32_ge>(narrow);
    test_floats<Op::f64_eq, Op::f64_ne, Op::f64_lt, Op::f64_gt, Op::f64_le, Op::f64_ge>(wide);
}

TEST(conditions, a_value_is_not_zero_in_its_own_width)
{
    Machine machine;
    for (const Kind kind : {Kind::i32, Kind::i64})
    {
        machine.compile([&](Masm& masm)
                        { masm.set(masm.is_not_zero(kind, reg_of(rsi)), reg_of(rsi)); });
        for (const u64 value : {u64{0}, u64{1}, u64{0x8000'0000}})
        {
            MachineState state;
            state[reg_of(rsi)] = value;
            machine.run(state);
            EXPECT_EQ(state[reg_of(rsi)], u64{value != 0});
        }
    }
}
} // namespace pawl::x64
