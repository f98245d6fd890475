// Moves between registers, constants and slots.
#include "tests/singlepass/x64/machine.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
using enum Gpr;
using enum Xmm;

namespace
{
constexpr u64 pattern = 0x8182'8384'F5F6'F7F8;

[[nodiscard]] u64 cut(Kind kind, u64 bits)
{
    return width_of(kind) == w32 ? static_cast<u32>(bits) : bits;
}
/// Fills slots with numbers that tell them apart.
void number_slots(MachineState& state)
{
    for (u32 i = 0; i < test_slots; ++i)
    {
        state.slot(i) = 1000 + i;
        state.callee_slot(i) = 2000 + i;
    }
}
} // namespace

TEST(moves, a_constant_is_added_without_a_change_of_flags)
{
    Machine machine;
    for (const Reg d : {reg_of(rax), reg_of(rbp), reg_of(r11), reg_of(r13)})
        for (const Reg a : {reg_of(rax), reg_of(rbp), reg_of(rdi), reg_of(r12), reg_of(r13)})
            for (const u32 constant : {0U, 1U, 0x7FU, 0x80U, 0x7FFF'FFFFU, 0x8000'0000U, ~0U})
            {
                machine.compile(
                    [&](Masm& masm)
                    {
                        const auto holds = masm.is_not_zero(Kind::i32, reg_of(rcx));
                        masm.add_constant(d, a, constant);
                        masm.set(holds, reg_of(rdx));
                    });
                for (const u64 condition : {0, 1})
                {
                    MachineState state;
                    state[a] = pattern;
                    state[reg_of(rcx)] = condition;
                    EXPECT_EQ(machine.run(state), Ending{});
                    EXPECT_EQ(state[reg_of(rdx)], condition);
                    if (d != reg_of(r11))
                    {
                        EXPECT_EQ(state[d], static_cast<u32>(pattern) + constant);
                    }
                }
            }
}

TEST(moves, values_go_between_registers_slots_and_arguments)
{
    Machine machine;
    for (const Kind kind : {Kind::i32, Kind::i64, Kind::f32, Kind::f64})
    {
        const bool real = is_float(kind);
        const Reg from = real ? reg_of(xmm12) : reg_of(r12);
        const Reg to = real ? reg_of(xmm1) : reg_of(rbx);
        const Reg back = real ? reg_of(xmm2) : reg_of(r9);
        machine.compile(
            [&](Masm& masm)
            {
                masm.move(kind, to, from);
                masm.store_slot(kind, 0, to);
                masm.store_argument(kind, 5, to);
                masm.load_slot(kind, back, 0);
            });
        MachineState state;
        number_slots(state);
        state.slot(0) = state.callee_slot(5) = ~u64{0};
        state[from] = real ? pattern : cut(kind, pattern);
        EXPECT_EQ(machine.run(state), Ending{});
        EXPECT_EQ(cut(kind, state[to]), cut(kind, pattern));
        EXPECT_EQ(state.slot(0), cut(kind, pattern));
        EXPECT_EQ(state.callee_slot(5), cut(kind, pattern));
        EXPECT_EQ(state[back], cut(kind, pattern));
        EXPECT_EQ(state.slot(1), 1001U);
        EXPECT_EQ(state.callee_slot(4), 2004U);
        EXPECT_EQ(state.callee_slot(6), 2006U);
    }
}

TEST(moves, constants_of_all_sizes_arrive)
{
    Machine machine;
    for (const u64 bits : {u64{0}, u64{1}, u64{0x7FFF'FFFF}, u64{0x8000'0000}, u64{0xFFFF'FFFF},
                           u64{1} << 32, pattern, ~u64{0}, u64{0xFFFF'FFFF'8000'0000}})
    {
        machine.compile(
            [&](Masm& masm)
            {
                masm.constant(Kind::i32, reg_of(rdi), static_cast<u32>(bits));
                masm.constant(Kind::i64, reg_of(r13), bits);
                masm.constant(Kind::f32, reg_of(xmm4), static_cast<u32>(bits));
                masm.constant(Kind::f64, reg_of(xmm13), bits);
                masm.store_slot_constant(7, bits);
                masm.store_argument_constant(0, bits);
            });
        MachineState state;
        EXPECT_EQ(machine.run(state), Ending{});
        EXPECT_EQ(state[reg_of(rdi)], static_cast<u32>(bits));
        EXPECT_EQ(state[reg_of(r13)], bits);
        EXPECT_EQ(state[reg_of(xmm4)], static_cast<u32>(bits));
        EXPECT_EQ(state[reg_of(xmm13)], bits);
        EXPECT_EQ(state.slot(7), bits);
        EXPECT_EQ(state.callee_slot(0), bits);
    }
}

TEST(moves, conditions_outlive_them)
{
    Machine machine;
    machine.compile(
        [](Masm& masm)
        {
            const auto condition = masm.compare<Op::i32_lt_u>(reg_of(rsi), Value::constant(5));
            masm.move(Kind::i32, reg_of(rcx), reg_of(rsi));
            masm.constant(Kind::i32, reg_of(rdx), 0);
            masm.constant(Kind::f64, reg_of(xmm3), 0);
            masm.constant(Kind::f64, reg_of(xmm4), pattern);
            masm.store_slot(Kind::f32, 3, reg_of(xmm4));
            masm.store_slot_constant(4, pattern);
            masm.load_slot(Kind::i64, reg_of(r8), 4);
            masm.copy_slots(1, 9, 8, false);
            masm.set(condition, reg_of(rax));
        });
    for (const u64 value : {u64{4}, u64{5}})
    {
        MachineState state;
        state[reg_of(rsi)] = value;
        machine.run(state);
        EXPECT_EQ(state[reg_of(rax)], u64{value < 5});
    }
}

TEST(moves, a_register_is_cleared)
{
    Machine machine;
    machine.compile(
        [](Masm& masm)
        {
            masm.clear(Kind::i64, reg_of(r10));
            masm.clear(Kind::f32, reg_of(xmm11));
        });
    MachineState state;
    state[reg_of(r10)] = state[reg_of(xmm11)] = pattern;
    machine.run(state);
    EXPECT_EQ(state[reg_of(r10)], 0U);
    EXPECT_EQ(state[reg_of(xmm11)], 0U);
}

TEST(moves, runs_of_slots_are_zeroed_and_copied)
{
    Machine machine;
    for (const u32 count : {0U, 1U, 7U, 8U, 9U, 10U, 20U})
    {
        SCOPED_TRACE(count);
        machine.compile(
            [&](Masm& masm)
            {
                masm.copy_slots(1, 2, count, false);
                masm.copy_arguments(3, 30, count);
                masm.copy_results(30, 25, count);
                masm.zero_slots(52 - count, count);
            });
        MachineState state;
        number_slots(state);
        EXPECT_EQ(machine.run(state), Ending{});
        for (u32 i = 0; i < count; ++i)
        {
            EXPECT_EQ(state.slot(1 + i), 1002 + i);
            EXPECT_EQ(state.callee_slot(3 + i), 1030 + i);
            EXPECT_EQ(state.slot(52 - count + i), 0U);
        }
        for (u32 i = 0; i < count && 30 + i < 52 - count; ++i)
            EXPECT_EQ(state.slot(30 + i), 25 + i < 3 + count ? 1030 + 22 + i : 2025 + i);
        EXPECT_EQ(state.slot(0), 1000U);
        EXPECT_EQ(state.slot(1 + count), 1001 + count);
        EXPECT_EQ(state.slot(52), 1052U);
        EXPECT_EQ(state.callee_slot(2), 2002U);
        EXPECT_EQ(state.callee_slot(3 + count), 2003 + count);
    }
}

TEST(moves, runs_of_more_than_eight_slots_take_no_more_code)
{
    std::vector<u8> space(0x20000);
    const auto bytes_for = [&](u32 count, auto emit)
    {
        Masm masm{space};
        masm.begin(10'000, 0, RegSet{});
        emit(masm, count);
        return masm.offset();
    };
    const auto expect_loop = [&](auto emit)
    {
        const u32 unrolled = bytes_for(8, emit), looped = bytes_for(9, emit);
        EXPECT_LT(looped, unrolled);
        // A count that takes four bytes instead of one.
        EXPECT_LE(bytes_for(2000, emit), looped + 6);
    };
    expect_loop([](Masm& masm, u32 count) { masm.copy_slots(3000, 6000, count, false); });
    expect_loop([](Masm& masm, u32 count) { masm.copy_arguments(3000, 6000, count); });
    expect_loop([](Masm& masm, u32 count) { masm.copy_results(3000, 6000, count); });
    expect_loop([](Masm& masm, u32 count) { masm.zero_slots(3000, count); });
}
} // namespace pawl::x64
