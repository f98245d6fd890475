// Pages that are watched: who writes notices nothing, who watches notices all.
#include "engine/module/writer.hpp"
#include "engine/runtime/memory.hpp"
#include "engine/runtime/pages.hpp"
#include "engine/runtime/write_watch.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <thread>
#include <vector>

namespace pawl::test
{
namespace
{
constexpr std::size_t page_bytes = 4096, pages = 16;

// The handler of faults comes with the first tier that has compiled code.
class write_watch : public testing::Test
{
protected:
    void SetUp() override
    {
        const std::vector<std::string> all = tiers();
        if (std::ranges::find(all, "singlepass") == all.end())
            GTEST_SKIP() << "this machine has no tier with compiled code";
        laboratory_ = std::make_unique<Laboratory>("singlepass");
        space_.open(0, space_.size());
    }

    [[nodiscard]] volatile u8& byte(std::size_t page) { return space_.data()[page * page_bytes]; }
    void watch(std::span<const PageRun> written)
    {
        watch_.begin(space_.data(), space_.size(), written);
        ASSERT_TRUE(watch_.is_untouched());
    }

    std::unique_ptr<Laboratory> laboratory_;
    Reservation space_{pages * page_bytes};
    WriteWatch watch_;
};

TEST_F(write_watch, lasts_until_a_page_is_written_that_was_not)
{
    watch(std::array{PageRun{2, 1}, PageRun{5, 3}});
    for (const std::size_t page : {2, 5, 6, 7})
        byte(page) = 1;
    for (std::size_t page = 0; page < pages; ++page)
        EXPECT_EQ(byte(page), page == 2 || (page >= 5 && page < 8) ? 1 : 0);
    EXPECT_TRUE(watch_.is_untouched());
    byte(8) = 9;
    EXPECT_EQ(byte(8), 9);
    EXPECT_FALSE(watch_.is_untouched());
    for (std::size_t page = 0; page < pages; ++page)
        byte(page) = 3;
}

TEST_F(write_watch, begins_anew_after_it_ended)
{
    for (std::size_t page = 0; page < pages; ++page)
    {
        watch({});
        byte(page) = 1;
        EXPECT_FALSE(watch_.is_untouched());
        watch_.end();
    }
    watch({});
    watch_.end();
    byte(0) = 2;
    EXPECT_FALSE(watch_.is_untouched());
}

TEST_F(write_watch, moves_with_what_it_watches)
{
    watch({});
    WriteWatch other{std::move(watch_)};
    EXPECT_FALSE(watch_.is_untouched());
    EXPECT_TRUE(other.is_untouched());
    byte(0) = 1;
    EXPECT_FALSE(other.is_untouched());
}

TEST_F(write_watch, watches_nothing_where_too_much_was_written_or_too_many_watch)
{
    std::vector<PageRun> runs;
    for (u32 run = 0; run <= WriteWatch::most_runs; ++run)
        runs.push_back({.first = run, .count = 1});
    watch_.begin(space_.data(), space_.size(), runs);
    EXPECT_FALSE(watch_.is_untouched());

    Reservation many{1000 * page_bytes};
    many.open(0, many.size());
    std::vector<WriteWatch> watches(1000);
    for (std::size_t i = 0; i < watches.size(); ++i)
        watches[i].begin(many.data() + i * page_bytes, page_bytes, {});
    EXPECT_TRUE(watches.front().is_untouched());
    EXPECT_FALSE(watches.back().is_untouched());
    std::fill_n(many.data(), many.size(), u8{1});
    EXPECT_TRUE(std::ranges::none_of(watches, &WriteWatch::is_untouched));
}

// A pool with one slot, which serves calls that write the same pages until it is watched.
class write_watch_of_pool : public write_watch
{
protected:
    /// Takes the slot, expects it fresh, writes some of the system's pages, gives it back.
    void serve(u64 wasm_pages, const MemoryImage* image, std::initializer_list<std::size_t> written)
    {
        MemorySlot slot = pool_.take(wasm_pages, image);
        const std::span all{slot.space.data(), wasm_pages * wasm_page_bytes};
        const std::span<const u8> begin = image == nullptr ? std::span<const u8>{} : image->bytes();
        ASSERT_TRUE(std::ranges::equal(all.first(begin.size()), begin));
        ASSERT_TRUE(std::ranges::all_of(all.subspan(begin.size()), [](u8 b) { return b == 0; }));
        for (const std::size_t page : written)
            all[page * page_bytes + 5] = 0xEE;
        pool_.give(std::move(slot), image);
    }
    [[nodiscard]] bool is_watched(u64 wasm_pages, const MemoryImage* image)
    {
        MemorySlot slot = pool_.take(wasm_pages, image);
        const bool watched = slot.watch.is_untouched();
        pool_.give(std::move(slot), image);
        return watched;
    }
    void calm(u64 wasm_pages, const MemoryImage* image)
    {
        for (int round = 0; round < 10; ++round)
            serve(wasm_pages, image, {1, 20});
        ASSERT_TRUE(is_watched(wasm_pages, image));
    }

    MemoryPool pool_{1};
    MemoryImage image_{Bytes(70'000, 0x11)}, other_{Bytes(5'000, 0x22)};
};

TEST_F(write_watch_of_pool, begins_where_the_same_pages_are_written_and_ends_with_another)
{
    calm(3, &image_);
    serve(3, &image_, {1, 20});
    EXPECT_TRUE(is_watched(3, &image_));
    serve(3, &image_, {2, 20, 47});
    EXPECT_FALSE(is_watched(3, &image_));
    serve(3, &image_, {});
}

TEST_F(write_watch_of_pool, gives_way_to_another_image_and_another_size)
{
    calm(3, &image_);
    serve(3, &other_, {0, 1, 30});
    serve(3, &other_, {});
    calm(3, &other_);
    serve(2, &other_, {0, 31});
    serve(4, &other_, {63});
    serve(4, &other_, {});
    calm(4, nullptr);
    serve(1, nullptr, {0, 15});
    serve(1, nullptr, {});
}

TEST_F(write_watch_of_pool, lasts_while_memories_grow)
{
    calm(3, &image_);
    for (const u64 grown : {1, 9, 40})
    {
        {
            Memory memory{pool_, {.limits = {.min = 3, .max = std::nullopt}}, 100, &image_};
            memory.grow(grown);
            memory.data()[memory.size() - 1] = 1;
            memory.data()[3 * wasm_page_bytes] = 1;
        }
        EXPECT_TRUE(is_watched(3, &image_));
        serve(3, &image_, {});
        serve(3 + grown, &image_, {});
        calm(3, &image_);
    }
}

TEST_F(write_watch_of_pool, ends_where_so_much_was_written_that_all_pages_go_back)
{
    const MemoryImage large{Bytes(1'300'000, 0x33)};
    calm(20, &large);
    {
        Memory memory{pool_, {.limits = {.min = 20, .max = std::nullopt}}, 20, &large};
        std::fill_n(memory.data(), memory.size(), u8{1});
    }
    EXPECT_FALSE(is_watched(20, &large));
    serve(20, &large, {});
    calm(20, &large);
}

// Compiled code writes where it is watched, and beyond the end.
TEST_F(write_watch, tells_writes_of_contracts_from_traps)
{
    ModuleWriter module;
    module.memory({.min = 2, .max = 2});
    CodeWriter code;
    code.op(Op::local_get, {0}).i32_const(0x0101'0101).op(Op::i32_store, {0, 0});
    code.op(Op::local_get, {0}).op(Op::i32_load, {0, 0});
    module.exported("f", ExternKind::function,
                    module.function(module.type({ValueType::i32}, {ValueType::i32}), {}, code));
    const AnalysedModule& analysed = laboratory_->analyse(module);
    constexpr u32 end = 2 * wasm_page_bytes;
    for (int round = 0; round < 200; ++round)
    {
        Instance& instance = laboratory_->instantiate(analysed);
        const Memory& memory = *instance.memories.front();
        ASSERT_TRUE(std::ranges::all_of(std::span{memory.data(), memory.size()},
                                        [](u8 b) { return b == 0; }));
        EXPECT_EQ(laboratory_->value(instance, "f", {4096}), 0x0101'0101U);
        if (round % 40 == 20)
        {
            for (const u32 beyond : {end - 3, end - 1, end, 0xFFFF'FFFF})
                EXPECT_EQ(laboratory_->run(instance, "f", {beyond}).outcome.trap,
                          Trap::memory_out_of_bounds);
            EXPECT_EQ(memory.data()[end - 1], 0);
        }
        if (round % 40 == 39)
        {
            EXPECT_EQ(laboratory_->value(instance, "f", {end - 4}), 0x0101'0101U);
        }
        laboratory_->forget_instances();
    }
}

// Threads whose memories stay the same, but for now and then, and are watched meanwhile.
TEST_F(write_watch, of_many_threads_tells_each_its_own)
{
    MemoryPool pool;
    const auto work = [&pool](u64 own)
    {
        for (u64 round = 1; round < 400; ++round)
        {
            Memory memory{pool, {.limits = {.min = 2, .max = std::nullopt}}, 4};
            EXPECT_TRUE(std::ranges::all_of(std::span{memory.data(), memory.size()},
                                            [](u8 byte) { return byte == 0; }))
                << "round " << round;
            memory.data()[0] = 1;
            if (round % 50 == 0)
                memory.data()[(own + round) * page_bytes % memory.size()] = 2;
            if (round % 120 == 0)
                memory.grow(1);
        }
    };
    constexpr u64 count = 4;
    std::vector<std::jthread> threads;
    threads.reserve(count);
    for (u64 own = 0; own < count; ++own)
        threads.emplace_back(work, own);
}
} // namespace
} // namespace pawl::test
