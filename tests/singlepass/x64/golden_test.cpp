#include "tests/singlepass/x64/emitted.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
using enum Gpr;

TEST(golden, registers_are_the_low_bits_of_modrm_and_the_high_ones_of_rex)
{
    EXPECT_EQ(emitted([](auto& a) { a.add(w32, rax, rcx); }), "01c8");
    EXPECT_EQ(emitted([](auto& a) { a.add(w64, r8, r15); }), "4d01f8");
    EXPECT_EQ(emitted([](auto& a) { a.cmp(w16, r9, 1000); }), "664181f9e803");
}

TEST(golden, low_bytes_of_the_middle_registers_have_a_rex_prefix)
{
    EXPECT_EQ(emitted([](auto& a) { a.sub(w8, rsi, rax); }), "4028c6");
    EXPECT_EQ(emitted([](auto& a) { a.sub(w8, rbx, rax); }), "28c3");
    EXPECT_EQ(emitted([](auto& a) { a.setcc(Condition::a, rdi); }), "400f97c7");
    EXPECT_EQ(emitted([](auto& a) { a.movzx(w8, rdi, rax); }), "0fb6f8");
}

TEST(golden, a_stack_pointer_needs_a_sib_and_a_frame_pointer_a_displacement)
{
    EXPECT_EQ(emitted([](auto& a) { a.load(w64, rax, Mem{rsp}); }), "488b0424");
    EXPECT_EQ(emitted([](auto& a) { a.load(w64, rax, Mem{r12}); }), "498b0424");
    EXPECT_EQ(emitted([](auto& a) { a.load(w64, rax, Mem{rbp}); }), "488b4500");
    EXPECT_EQ(emitted([](auto& a) { a.load(w64, rax, Mem{r13}); }), "498b4500");
}

TEST(golden, displacements_and_constants_take_the_fewest_bytes)
{
    EXPECT_EQ(emitted([](auto& a) { a.load(w64, rax, Mem{rcx, 127}); }), "488b417f");
    EXPECT_EQ(emitted([](auto& a) { a.load(w64, rax, Mem{rcx, 128}); }), "488b8180000000");
    EXPECT_EQ(emitted([](auto& a) { a.add(w64, rax, -128); }), "4883c080");
    EXPECT_EQ(emitted([](auto& a) { a.add(w64, rax, -129); }), "4881c07fffffff");
    EXPECT_EQ(emitted([](auto& a) { a.mov(w64, rax, 0xFFFFFFFF); }), "b8ffffffff");
    EXPECT_EQ(emitted([](auto& a) { a.mov(w64, rax, -1); }), "48c7c0ffffffff");
    EXPECT_EQ(emitted([](auto& a) { a.mov(w64, rax, 0x1'0000'0000); }), "48b80000000001000000");
}

TEST(golden, guest_memory_is_reached_through_gs_by_addresses_of_32_bits)
{
    EXPECT_EQ(
        emitted([](auto& a) { a.load(w32, r9, Mem{r12, rbp, Scale::x8, -129}.gs().narrow()); }),
        "6567458b8cec7fffffff");
    EXPECT_EQ(emitted([](auto& a) { a.store(w16, Mem::absolute(64).gs(), rsi); }),
              "656689342540000000");
}

TEST(golden, prefixes_stand_in_front_however_many_there_are)
{
    const Mem place = Mem{r12, r13, Scale::x8, -1}.gs().narrow();
    EXPECT_EQ(emitted([&](auto& a) { a.lock_cmpxchg(w16, place, r9); }), "656766f0470fb14cecff");
    EXPECT_EQ(emitted([&](auto& a) { a.round(Rounding::up, w64, Xmm::xmm9, place); }),
              "656766470f3a0b4cecff0a");
}

TEST(golden, gas_sites_have_seven_bytes_whatever_the_price)
{
    EXPECT_EQ(emitted([](auto& a) { a.alu_patchable(Alu::sub, w64, r15, 5); }), "4981ef05000000");
    EXPECT_EQ(emitted([](auto& a) { a.lea(w64, r15, Mem{r15, -5}.patchable()); }),
              "4d8dbffbffffff");
}

TEST(golden, vex_holds_registers_inverted)
{
    EXPECT_EQ(emitted([](auto& a) { a.shiftx(Shift::shr, w64, rax, r9, r10); }), "c4c2abf7c1");
    EXPECT_EQ(emitted([](auto& a) { a.rorx(w32, r8, Mem{r12}, 7); }), "c4437bf0042407");
}
} // namespace pawl::x64
