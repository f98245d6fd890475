#include "tests/singlepass/x64/emitted.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
using enum Gpr;

namespace
{
/// Emits so many bytes of padding before an instruction.
template <typename Emit>
u32 size_after(u32 distance, const Emit& emit)
{
    Bytes space(1024);
    Assembler assembler{space};
    assembler.pad(distance);
    emit(assembler);
    return assembler.offset() - distance;
}
} // namespace

TEST(control, a_jump_forwards_leads_to_where_it_is_bound)
{
    const auto far = [](auto& a)
    {
        const u32 field = a.jcc32(Condition::g);
        a.int3();
        a.bind32_here(field);
    };
    const auto near = [](auto& a)
    {
        const u32 field = a.jmp8();
        a.int3();
        a.bind8_here(field);
    };
    EXPECT_EQ(emitted(far), "0f8f01000000cc");
    EXPECT_EQ(emitted(near), "eb01cc");
}

TEST(control, a_jump_backwards_is_short_as_far_as_that_reaches)
{
    const auto branch = [](auto& a) { a.jcc_back(Condition::e, 0); };
    const auto jump = [](auto& a) { a.jmp_back(0); };
    EXPECT_EQ(size_after(126, branch), 2);
    EXPECT_EQ(size_after(127, branch), 6);
    EXPECT_EQ(size_after(126, jump), 2);
    EXPECT_EQ(size_after(127, jump), 5);
}

TEST(control, jumps_backwards_count_from_their_end)
{
    EXPECT_EQ(emitted([](auto& a) { a.jmp_back(0); }), "ebfe");
    EXPECT_EQ(emitted([](auto& a) { a.call_back(0); }), "e8fbffffff");
    EXPECT_TRUE(emitted(
                    [](auto& a)
                    {
                        a.pad(127);
                        a.jcc_back(Condition::e, 0);
                    })
                    .ends_with("0f847bffffff"));
}

TEST(control, padding_has_the_size_asked_for)
{
    for (u32 size = 0; size < 64; ++size)
        EXPECT_EQ(emitted([&](auto& a) { a.pad(size); }).size(), 2 * size);
}

TEST(control, a_field_that_was_emitted_can_be_read_and_replaced)
{
    Bytes space(64);
    Assembler assembler{space};
    assembler.alu_patchable(Alu::sub, w64, r15, 5);
    const u32 field = assembler.offset() - 4;
    EXPECT_EQ(assembler.read32(field), 5U);
    assembler.patch32(field, 1'000'000);
    EXPECT_EQ(to_hex(assembler.code()), "4981ef40420f00");
}

TEST(control_death, a_short_jump_does_not_silently_miss_its_target)
{
    const auto overreach = []
    {
        return emitted(
            [](auto& a)
            {
                const u32 field = a.jmp8();
                a.pad(128);
                a.bind8_here(field);
            });
    };
    EXPECT_DEATH((void)overreach(), "does not reach its target");
}

TEST(code_buffer, data_stands_as_it_is_held)
{
    EXPECT_EQ(emitted(
                  [](auto& a)
                  {
                      a.data32(0x0302'0100);
                      a.data64(0x0B0A'0908'0706'0504);
                      a.data(0x0D0C, 2);
                      a.data(0xFF, 10);
                  }),
              "000102030405060708090a0b0c0dff000000000000000000");
}

TEST(code_buffer, a_distance_counts_from_the_end_of_its_field)
{
    Bytes space(64);
    Assembler assembler{space};
    assembler.lea(w64, rax, Mem::rip(0));
    const u32 field = assembler.offset() - 4;
    assembler.pad(16);
    assembler.bind32_here(field);
    EXPECT_EQ(assembler.read32(field), 16U);
}

TEST(code_buffer, room_leaves_what_a_wide_store_may_overrun)
{
    Bytes space(CodeBuffer::slack + 8);
    Assembler assembler{space};
    EXPECT_TRUE(assembler.has_room(8));
    EXPECT_FALSE(assembler.has_room(9));
    assembler.nop(1);
    EXPECT_TRUE(assembler.has_room(7));
    EXPECT_FALSE(assembler.has_room(8));
}

TEST(code_buffer_death, outgrowing_the_reserved_space_stops_the_process)
{
    Bytes space(64);
    const Assembler assembler{space};
    assembler.ensure(64 - CodeBuffer::slack);
    EXPECT_DEATH(assembler.ensure(64 - CodeBuffer::slack + 1), "outgrew");
}
} // namespace pawl::x64
