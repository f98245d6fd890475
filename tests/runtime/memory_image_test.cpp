// Memories of fresh instances: always as the module says, whatever those before did.
#include "engine/module/writer.hpp"
#include "engine/runtime/memory.hpp"
#include "engine/runtime/memory_image.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

MemoryType memory_type(u64 min)
{
    return {.limits = {.min = min, .max = std::nullopt}};
}

Bytes noise(std::size_t size, u32 seed)
{
    std::minstd_rand random{seed};
    Bytes bytes(size);
    std::ranges::generate(bytes, [&random] { return static_cast<u8>(random()); });
    return bytes;
}

// Whether the memory is what fresh ones are.
bool is_fresh(const Memory& memory, BytesView image)
{
    static const Bytes zeros(32 * wasm_page_bytes);
    const std::span all{memory.data(), memory.size()};
    const std::span rest = all.subspan(image.size());
    return std::ranges::equal(all.first(image.size()), image) &&
           std::ranges::equal(rest, std::span{zeros}.first(rest.size()));
}

// Writes somewhere, a few times or all over, and may grow first.
void use(Memory& memory, std::minstd_rand& random)
{
    if (random() % 4 == 0)
        memory.grow(random() % 3);
    const u64 writes = random() % 10 == 0 ? 5000 : random() % 20;
    for (u64 i = 0; i < writes; ++i)
        memory.data()[random() % memory.size()] = static_cast<u8>(random());
}

TEST(memory_image, is_in_every_memory_that_begins_with_it)
{
    constexpr u32 seed = 1;
    std::minstd_rand random{seed};
    MemoryPool pool{1};
    const Bytes bytes = noise(70'001, seed);
    const MemoryImage image{bytes};
    for (int round = 0; round < 1000; ++round)
    {
        Memory memory{pool, memory_type(17), 30, &image};
        ASSERT_EQ(memory.pages(), 17);
        ASSERT_TRUE(is_fresh(memory, bytes)) << "seed " << seed << ", round " << round;
        use(memory, random);
    }
}

TEST(memory_image, gives_way_to_another_and_to_none)
{
    constexpr u32 seed = 2;
    std::minstd_rand random{seed};
    MemoryPool pool{2};
    const std::array bytes{noise(4096, 3), noise(65536 * 2, 4), Bytes{}};
    const MemoryImage small{bytes[0]}, large{bytes[1]};
    const std::array<const MemoryImage*, 3> images{&small, &large, nullptr};
    for (int round = 0; round < 500; ++round)
    {
        const u32 which = random() % 3;
        Memory memory{pool, memory_type(2 + random() % 3), 10, images[which]};
        ASSERT_TRUE(is_fresh(memory, bytes[which])) << "seed " << seed << ", round " << round;
        use(memory, random);
    }
}

TEST(memory_image, may_be_gone_before_the_slots_that_showed_it)
{
    MemoryPool pool{1};
    for (u32 seed = 1; seed < 20; ++seed)
    {
        const Bytes bytes = noise(10'000, seed);
        const MemoryImage image{bytes};
        for (int i = 0; i < 2; ++i)
        {
            Memory memory{pool, memory_type(1), 1, &image};
            ASSERT_TRUE(is_fresh(memory, bytes));
            memory.data()[seed] = 1;
        }
    }
}

TEST(memory_image, serves_many_threads)
{
    MemoryPool pool{3};
    const Bytes bytes = noise(50'000, 5);
    const MemoryImage image{bytes};
    const auto work = [&](u32 seed)
    {
        std::minstd_rand random{seed};
        for (int round = 0; round < 100; ++round)
        {
            Memory memory{pool, memory_type(1), 5, &image};
            EXPECT_TRUE(is_fresh(memory, bytes)) << "seed " << seed << ", round " << round;
            use(memory, random);
        }
    };
    std::vector<std::thread> threads;
    for (u32 i = 0; i < 4; ++i)
        threads.emplace_back(work, i + 1);
    for (std::thread& thread : threads)
        thread.join();
}

class image_of_a_module : public testing::TestWithParam<std::string>
{
protected:
    [[nodiscard]] static u8 byte(const Instance& instance, u64 at)
    {
        return instance.memories[0]->data()[at];
    }

    Laboratory laboratory_{GetParam()};
    ModuleWriter module_;
};

TEST_P(image_of_a_module, is_what_its_segments_say_and_not_what_its_start_does)
{
    module_.memory({.min = 1, .max = {}});
    module_.data(100, as_bytes("abc"));
    module_.data(101, as_bytes("X"));
    module_.passive_data(as_bytes("unseen"));
    const u32 start = module_.function(module_.type({}, {}), {},
                                       CodeWriter{}
                                           .i32_const(102)
                                           .i32_const(102)
                                           .op(i32_load8_u, {0, 0})
                                           .i32_const(1)
                                           .op(i32_add)
                                           .op(i32_store8, {0, 0}));
    module_.start(start);
    const AnalysedModule& module = laboratory_.analyse(module_);
    for (int i = 0; i < 5; ++i)
    {
        const Instance& instance = laboratory_.instantiate(module);
        EXPECT_EQ(instance.executable().memory_image() != nullptr, i > 0);
        EXPECT_EQ(byte(instance, 100), 'a');
        EXPECT_EQ(byte(instance, 101), 'X');
        EXPECT_EQ(byte(instance, 102), 'd');
        EXPECT_TRUE(instance.data[0].empty());
        EXPECT_FALSE(instance.data[2].empty());
        laboratory_.forget_instances();
    }
}

TEST_P(image_of_a_module, is_not_kept_where_an_import_says_what_is_in_it)
{
    ModuleWriter provider;
    provider.global({.type = i32, .is_mutable = false}, CodeWriter{}.i32_const(200));
    provider.exported("offset", ExternKind::global, 0);
    laboratory_.imports.instances["provider"] = &laboratory_.instantiate(provider);
    module_.import_global("provider", "offset", {.type = i32, .is_mutable = false});
    module_.memory({.min = 1, .max = {}});
    module_.data(100, as_bytes("abc"));
    const AnalysedModule& module = laboratory_.analyse(module_);
    for (int i = 0; i < 3; ++i)
    {
        const Instance& instance = laboratory_.instantiate(module);
        EXPECT_EQ(instance.executable().memory_image(), nullptr);
        EXPECT_EQ(byte(instance, 102), 'c');
    }
}

TEST_P(image_of_a_module, is_none_where_segments_do_not_fit)
{
    module_.memory({.min = 1, .max = {}});
    module_.data(100, as_bytes("abc"));
    module_.data(65535, as_bytes("ab"));
    const AnalysedModule& module = laboratory_.analyse(module_);
    for (int i = 0; i < 3; ++i)
    {
        const auto attempt = laboratory_.try_instantiate(module);
        EXPECT_EQ(attempt.run.outcome.trap, Trap::memory_out_of_bounds);
        EXPECT_EQ(byte(*attempt.instance, 100), 'a');
    }
}

INSTANTIATE_TEST_SUITE_P(every_tier, image_of_a_module, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
