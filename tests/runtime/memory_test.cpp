#include "engine/runtime/memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pawl
{
namespace
{
MemoryType memory_type(u64 min, std::optional<u64> max = std::nullopt)
{
    return {.limits = {.min = min, .max = max}};
}

TEST(memory, starts_zeroed_at_its_least_size)
{
    MemoryPool pool;
    const Memory memory{pool, memory_type(2), 10};
    EXPECT_EQ(memory.pages(), 2);
    const auto all = memory.range(0, memory.size());
    ASSERT_TRUE(all);
    EXPECT_EQ(std::ranges::count(*all, 0), static_cast<std::ptrdiff_t>(2 * wasm_page_bytes));
}

TEST(memory, growth_fails_only_on_the_limit)
{
    MemoryPool pool;
    Memory memory{pool, memory_type(1), 3};
    EXPECT_TRUE(memory.can_grow(2));
    EXPECT_FALSE(memory.can_grow(3));
    EXPECT_FALSE(memory.can_grow(0xFFFF'FFFF));
    memory.grow(2);
    EXPECT_EQ(memory.pages(), 3);
    EXPECT_TRUE(memory.can_grow(0));
    EXPECT_FALSE(memory.can_grow(1));
    memory.range(3 * wasm_page_bytes - 1, 1)->front() = 7;
    EXPECT_EQ(memory.data()[3 * wasm_page_bytes - 1], 7);
}

TEST(memory, ranges_must_lie_inside)
{
    MemoryPool pool;
    const Memory memory{pool, memory_type(1), 1};
    EXPECT_TRUE(memory.range(0, wasm_page_bytes));
    EXPECT_TRUE(memory.range(wasm_page_bytes, 0));
    EXPECT_FALSE(memory.range(wasm_page_bytes + 1, 0));
    EXPECT_FALSE(memory.range(1, wasm_page_bytes));
    EXPECT_FALSE(memory.range(~u64{0}, 2));
    EXPECT_FALSE(memory.range(2, ~u64{0}));
}

TEST(memory, a_used_slot_comes_back_zeroed_whatever_its_size)
{
    MemoryPool pool{1};
    // 2 pages are cleared in place, 8 are given back to the system.
    for (const u64 pages : {2, 8, 1, 8, 2})
    {
        const Memory memory{pool, memory_type(pages), pages};
        const auto all = *memory.range(0, memory.size());
        EXPECT_TRUE(std::ranges::all_of(all, [](u8 byte) { return byte == 0; })) << pages;
        std::ranges::fill(all, u8{0xFF});
    }
}

TEST(memory, an_empty_memory_has_no_bytes)
{
    MemoryPool pool;
    const Memory memory{pool, memory_type(0), 0};
    EXPECT_EQ(memory.size(), 0);
    EXPECT_TRUE(memory.range(0, 0));
    EXPECT_FALSE(memory.range(0, 1));
}

TEST(memory, the_byte_after_the_last_page_is_not_accessible)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    MemoryPool pool;
    const Memory memory{pool, memory_type(1), 2};
    EXPECT_DEATH(*static_cast<volatile u8*>(memory.data() + wasm_page_bytes) = 1, "");
    EXPECT_DEATH(*static_cast<volatile u8*>(memory.data() + memory_slot_bytes - 1) = 1, "");
}
} // namespace
} // namespace pawl
