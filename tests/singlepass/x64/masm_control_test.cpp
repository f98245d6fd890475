// Labels, jumps, gas, NaNs.
#include "tests/singlepass/x64/machine.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
using enum Gpr;
using enum Xmm;

namespace
{
/// A stub that counts how often it is called in a register, and gives back some gas.
u32 emit_refill(Masm& masm)
{
    const u32 field = masm.out().jmp32();
    const u32 stub = masm.offset();
    masm.out().add(w64, r15, 1000);
    masm.out().add(w64, r12, 1);
    masm.out().ret();
    masm.out().bind32_here(field);
    return stub;
}

/// Marks of the labels that a table of `count` has, where the index is `index`.
u64 way_of(Machine& machine, u64 index)
{
    MachineState state;
    state[reg_of(rsi)] = index;
    EXPECT_EQ(machine.run(state), Ending{});
    return state[reg_of(rax)];
}
} // namespace

TEST(masm_control, all_jumps_to_a_label_lead_to_where_it_is_bound)
{
    Machine machine;
    machine.compile(
        [](Masm& masm)
        {
            Label end;
            for (i32 i = 1; i <= 40; ++i)
            {
                masm.constant(Kind::i32, reg_of(rax), static_cast<u64>(i));
                masm.out().cmp(w32, rsi, i);
                masm.jump_if(flag_test(Condition::e), end);
            }
            masm.constant(Kind::i32, reg_of(rax), 0);
            masm.jump(end);
            masm.out().ud2();
            masm.bind(end);
            EXPECT_TRUE(end.bound());
            EXPECT_TRUE(end.used());
        });
    for (u64 i = 0; i <= 40; ++i)
        EXPECT_EQ(way_of(machine, i), i);
}

TEST(masm_control, a_label_that_is_bound_is_jumped_back_to)
{
    Machine machine;
    machine.compile(
        [](Masm& masm)
        {
            Label again;
            masm.clear(Kind::i64, reg_of(rax));
            masm.bind(again);
            masm.out().add(w64, rax, 2);
            masm.out().pad(200);
            masm.out().sub(w64, rsi, 1);
            masm.jump_if(flag_test(Condition::ne), again);
        });
    EXPECT_EQ(way_of(machine, 1), 2U);
    EXPECT_EQ(way_of(machine, 10), 20U);
}

TEST(masm_control, a_table_leads_to_each_label_and_to_the_last_for_the_rest)
{
    Machine machine;
    for (const u32 count : {1U, 2U, 5U, 6U, 7U, 40U})
    {
        SCOPED_TRACE(count);
        machine.compile(
            [&](Masm& masm)
            {
                std::vector<Label> labels(count);
                std::vector<Label*> targets;
                for (Label& label : labels)
                    targets.push_back(&label);
                Label end;
                Label start;
                masm.jump(start);
                // One is bound before, one is jumped to from elsewhere too, one stands twice.
                const auto arm = [&](u32 index)
                {
                    masm.bind(labels[index]);
                    masm.constant(Kind::i32, reg_of(rax), 100 + index);
                    masm.jump(end);
                };
                arm(0);
                masm.bind(start);
                masm.out().cmp(w64, rsi, 1000);
                masm.jump_if(flag_test(Condition::e), labels[count / 2]);
                if (count > 5)
                    targets[3] = targets[4];
                masm.jump_table(reg_of(rsi), targets);
                for (u32 i = 1; i < count; ++i)
                    arm(i);
                masm.bind(end);
            });
        for (u64 i = 0; i < count + 3; ++i)
            EXPECT_EQ(way_of(machine, i),
                      100 + (i == 3 && count > 5 ? 4 : std::min<u64>(i, count - 1)));
        EXPECT_EQ(way_of(machine, 0xFFFF'FFFF), 100 + count - 1);
        EXPECT_EQ(way_of(machine, 0x8000'0000), 100 + count - 1);
    }
}

TEST(masm_control, a_site_is_seven_bytes_that_end_in_the_price)
{
    std::array<u8, 0x9000> space{};
    for (const bool checked : {false, true})
    {
        Masm masm{space};
        masm.charge(1, false);
        const u32 site = masm.charge(0x01020304, checked);
        EXPECT_EQ(site, 7U);
        EXPECT_EQ(masm.offset(), checked ? 20U : 14U);
        EXPECT_EQ(masm.out().read32(site + 3), 0x01020304U);
    }
}

TEST(masm_control, gas_is_refilled_where_it_is_checked_and_below_zero)
{
    Machine machine;
    u32 stub = 0;
    for (const bool checked : {false, true})
    {
        machine.compile(
            [&](Masm& masm)
            {
                stub = emit_refill(masm);
                masm.charge(30, checked);
            });
        for (const u64 gas_left : {u64{29}, u64{30}, u64{31}})
        {
            MachineState state;
            state.context_field(layout::refill) = machine.address(stub);
            state[reg_of(r15)] = gas_left;
            EXPECT_EQ(machine.run(state), Ending{});
            const bool refilled = checked && gas_left < 30;
            EXPECT_EQ(state[reg_of(r12)], u64{refilled});
            EXPECT_EQ(state[reg_of(r15)], gas_left - 30 + (refilled ? 1000 : 0));
        }
    }
}

TEST(masm_control, a_trap_says_which_one_and_where)
{
    Machine machine;
    machine.compile(
        [](Masm& masm)
        {
            masm.at(4);
            masm.binary<Op::i32_div_u>(reg_of(rax), reg_of(rax), Value::of(reg_of(rsi)));
            masm.at(5);
            masm.binary<Op::i32_div_s>(reg_of(rax), reg_of(rax), Value::of(reg_of(rdi)));
            masm.at(6);
            masm.trap(Trap::unreachable);
        });
    const auto ending = [&](u64 first, u64 second)
    {
        MachineState state;
        state[reg_of(rax)] = 0x8000'0000;
        state[reg_of(rsi)] = first;
        state[reg_of(rdi)] = second;
        return machine.run(state);
    };
    EXPECT_EQ(ending(0, 1), (Ending{Trap::integer_divide_by_zero, 4}));
    EXPECT_EQ(ending(1, 0), (Ending{Trap::integer_divide_by_zero, 5}));
    EXPECT_EQ(ending(1, 0xFFFF'FFFF), (Ending{Trap::integer_overflow, 5}));
    EXPECT_EQ(ending(1, 1), (Ending{Trap::unreachable, 6}));
}

TEST(masm_control, the_table_of_traps_is_in_the_order_of_the_code)
{
    std::vector<u8> space(0x20000);
    Masm masm{space};
    for (int function = 0; function < 3; ++function)
    {
        masm.begin(16, 8, RegSet{});
        masm.enter(5);
        masm.trap(Trap::unreachable);
        masm.binary<Op::i64_rem_s>(reg_of(rdx), reg_of(rax), Value::of(reg_of(rsi)));
        masm.load<Op::i32_load>(reg_of(rax), {.guarded = true, .address = Value::of(reg_of(rax))});
        masm.leave();
        masm.end();
    }
    EXPECT_EQ(masm.traps().size(), 12U);
    EXPECT_TRUE(std::ranges::is_sorted(masm.traps(), {}, &TrapSite::code));
}

TEST(masm_control, any_nan_becomes_the_positive_canonical_one)
{
    Machine machine;
    const auto canonical = [&](Kind kind, u64 bits)
    {
        machine.compile([&](Masm& masm) { masm.canonicalise(kind, reg_of(xmm9)); });
        MachineState state;
        state[reg_of(xmm9)] = bits;
        EXPECT_EQ(machine.run(state), Ending{});
        return state[reg_of(xmm9)];
    };
    for (const u64 nan : {0x7FC0'0000U, 0xFFC0'0000U, 0x7FA0'0000U, 0xFFFF'FFFFU})
        EXPECT_EQ(canonical(Kind::f32, nan), 0x7FC0'0000U);
    for (const u64 nan : {0x7FF8ULL << 48, 0xFFF8ULL << 48, (0x7FF0ULL << 48) + 1, ~0ULL})
        EXPECT_EQ(canonical(Kind::f64, nan), 0x7FF8ULL << 48);
    for (const u64 other : {0ULL, 0x7F80'0000ULL, 0xFF80'0000ULL, 1ULL})
        EXPECT_EQ(canonical(Kind::f32, other), other);
    for (const u64 other : {0ULL, 0x7FF0ULL << 48, 0xFFF0ULL << 48, 1ULL})
        EXPECT_EQ(canonical(Kind::f64, other), other);
}
} // namespace pawl::x64
