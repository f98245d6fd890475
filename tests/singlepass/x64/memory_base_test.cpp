// Where accesses to memory 0 go, thread by thread.
#include "singlepass/x64/memory_base.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace pawl::x64
{
namespace
{
// What compiled code reads at an address of memory 0.
u8 read(u64 at)
{
    u8 value = 0;
    asm volatile("movb %%gs:(%1), %0" : "=r"(value) : "r"(at));
    return value;
}

constexpr std::array<u8, 3> first{1, 2, 3};
constexpr std::array<u8, 3> second{7, 8, 9};

void change_memories(void (*use_memory)(const u8*) noexcept)
{
    for (int round = 0; round < 3; ++round)
    {
        use_memory(first.data());
        EXPECT_EQ(read(2), 3);
        use_memory(first.data());
        EXPECT_EQ(read(0), 1);
        use_memory(second.data());
        EXPECT_EQ(read(1), 8);
        use_memory(nullptr); // An instance without memory; the next one has one.
        use_memory(second.data());
        EXPECT_EQ(read(2), 9);
    }
}

// On threads of their own, because each way minds only what it set itself.
void change_memories_on_two_threads(void (*use_memory)(const u8*) noexcept)
{
    std::thread outer{[use_memory]
                      {
                          use_memory(first.data());
                          std::thread inner{[use_memory] { change_memories(use_memory); }};
                          inner.join();
                          EXPECT_EQ(read(0), 1);
                          change_memories(use_memory);
                      }};
    outer.join();
}

TEST(memory_base, is_set_by_instructions_where_they_are_allowed)
{
    if (!has_base_instructions())
        GTEST_SKIP() << "the base is set by system calls here";
    change_memories_on_two_threads(use_memory_by_instruction);
}

TEST(memory_base, is_set_by_system_calls)
{
    change_memories_on_two_threads(use_memory_by_system_call);
}
} // namespace
} // namespace pawl::x64
