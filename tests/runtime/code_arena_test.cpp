// Where compiled code stands.
#include "engine/runtime/native_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <thread>

namespace pawl
{
namespace
{
CodeArena& arena()
{
    return CodeArena::instance();
}

Bytes filled(std::size_t size, u8 value)
{
    return Bytes(size, value);
}

bool holds(const CodeBlock& block, std::size_t size, u8 value)
{
    return std::ranges::all_of(std::span{block.data(), size},
                               [value](u8 byte) { return byte == value; });
}

CompiledModule module_of(std::size_t size)
{
    CompiledModule module;
    module.code = filled(size, 0xCC);
    module.functions = {{0, 8}, {16, 8}, {100, 8}};
    module.traps = {{4, 40, Trap::unreachable}, {20, 50, Trap::integer_overflow}};
    module.calls = {{10, 44}, {120, 60}};
    return module;
}

TEST(code_arena, holds_what_was_placed)
{
    const std::vector<std::size_t> sizes{0, 1, 4095, 4096, 4097, 100'000};
    std::vector<CodeBlock> blocks;
    for (const std::size_t size : sizes)
        blocks.push_back(arena().place(filled(size, static_cast<u8>(size + 3))));
    for (std::size_t i = 0; i < blocks.size(); ++i)
    {
        EXPECT_GE(blocks[i].size(), sizes[i]);
        EXPECT_TRUE(holds(blocks[i], sizes[i], static_cast<u8>(sizes[i] + 3)));
    }
}

TEST(code_arena, is_nowhere_both_writable_and_executable)
{
    const CodeBlock block = arena().place(filled(100, 0xC3));
    std::ifstream maps{"/proc/self/maps"};
    bool found = false;
    for (std::string line; std::getline(maps, line);)
    {
        if (line.find("pawl-code") == std::string::npos)
            continue;
        found = true;
        EXPECT_NE(line.find(" r-xs "), std::string::npos) << line;
    }
    EXPECT_TRUE(found);
}

TEST(code_arena, finds_code_by_its_addresses_while_it_lives)
{
    const u8* begin = nullptr;
    std::size_t size = 0;
    {
        const NativeCode code{module_of(5000)};
        begin = code.entry(0);
        size = 2 * CodeArena::page_bytes;
        EXPECT_EQ(arena().find(begin), &code);
        EXPECT_EQ(arena().find(begin + 4999), &code);
        EXPECT_EQ(arena().find(begin + size - 1), &code);
        EXPECT_NE(arena().find(begin + size), &code);
        EXPECT_NE(arena().find(begin - 1), &code);
    }
    EXPECT_EQ(arena().find(begin), nullptr);
    EXPECT_EQ(arena().find(begin + size - 1), nullptr);
    EXPECT_EQ(arena().find(nullptr), nullptr);
    EXPECT_EQ(arena().find(&size), nullptr);
    EXPECT_EQ(arena().find(reinterpret_cast<const void*>(~u64{0})), nullptr);
}

TEST(code_arena, takes_the_place_of_what_is_gone)
{
    std::vector<CodeBlock> blocks;
    for (int i = 0; i < 5; ++i)
        blocks.push_back(arena().place(filled(3 * CodeArena::page_bytes, 1)));
    const u8* const place = blocks[1].data();
    blocks.erase(blocks.begin() + 1, blocks.begin() + 3);
    // Two gaps that lie next to each other are one.
    const CodeBlock large = arena().place(filled(6 * CodeArena::page_bytes, 2));
    EXPECT_EQ(large.data(), place);
    EXPECT_TRUE(holds(large, large.size(), 2));
    EXPECT_TRUE(holds(blocks[0], blocks[0].size(), 1));
    EXPECT_TRUE(holds(blocks[1], blocks[1].size(), 1));
}

TEST(code_arena, shows_nothing_of_what_is_gone)
{
    // The second one lies where pages are not kept.
    for (const std::size_t size : {2 * CodeArena::page_bytes, std::size_t{20} << 20})
    {
        const u8* place = nullptr;
        {
            const CodeBlock gone = arena().place(filled(size, 0xCC));
            place = gone.data();
        }
        EXPECT_TRUE(std::ranges::all_of(std::span{place, size}, [](u8 byte) { return byte == 0; }));
        const CodeBlock next = arena().place(filled(100, 0xC3));
        ASSERT_EQ(next.data(), place);
        EXPECT_EQ(next.data()[99], 0xC3);
        EXPECT_EQ(next.data()[100], 0);
    }
}

TEST(code_arena, serves_many_threads)
{
    const auto work = [](u32 seed)
    {
        std::minstd_rand random{seed};
        std::vector<std::pair<CodeBlock, u8>> blocks;
        for (int i = 0; i < 300; ++i)
        {
            const auto value = static_cast<u8>(random());
            blocks.emplace_back(arena().place(filled(1 + random() % 20'000, value)), value);
            if (blocks.size() < 10)
                continue;
            const std::size_t gone = random() % blocks.size();
            EXPECT_TRUE(holds(blocks[gone].first, 1, blocks[gone].second));
            blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(gone));
        }
    };
    std::vector<std::thread> threads;
    for (u32 i = 0; i < 4; ++i)
        threads.emplace_back(work, i + 1);
    for (std::thread& thread : threads)
        thread.join();
}

TEST(native_code, tells_what_stands_where)
{
    const NativeCode code{module_of(200)};
    const u8* const begin = code.entry(0);
    EXPECT_EQ(code.function_at(begin), 0);
    EXPECT_EQ(code.function_at(begin + 15), 0);
    EXPECT_EQ(code.function_at(begin + 16), 1);
    EXPECT_EQ(code.function_at(begin + 199), 2);
    EXPECT_EQ(code.trap_at(begin + 4)->offset, 40);
    EXPECT_EQ(code.trap_at(begin + 20)->trap, Trap::integer_overflow);
    EXPECT_EQ(code.trap_at(begin + 5), nullptr);
    EXPECT_EQ(code.trap_at(begin + 199), nullptr);
    EXPECT_EQ(code.call_before(begin + 120)->offset, 60);
    EXPECT_EQ(code.call_before(begin + 119), nullptr);
    EXPECT_GE(code.bytes(), CodeArena::page_bytes);
}
} // namespace
} // namespace pawl
