// Memories and tables with 64-bit addresses, where they differ from others.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

constexpr u64 highest = ~u64{0};

class memory64 : public testing::TestWithParam<std::string>
{
protected:
    memory64()
    {
        module_.memory({.min = 1, .max = 2, .address = i64});
        module_.table({funcref, {.min = 1, .max = 2, .address = i64}});
        module_.data_count(true);
        module_.passive_data(as_bytes("data"));
    }

    void exported(std::string_view name, const std::vector<ValueType>& params,
                  const std::vector<ValueType>& results, const CodeWriter& code)
    {
        const u32 index = module_.function(module_.type(params, results), {}, code);
        module_.exported(name, ExternKind::function, index);
    }

    RunResult run(std::string_view function, std::initializer_list<u64> arguments)
    {
        if (instance_ == nullptr)
            instance_ = &laboratory_.instantiate(module_);
        return laboratory_.run(*instance_, function, arguments);
    }
    Trap trap(std::string_view function, std::initializer_list<u64> arguments)
    {
        return run(function, arguments).outcome.trap;
    }
    u64 value(std::string_view function, std::initializer_list<u64> arguments)
    {
        return run(function, arguments).outcome.results.at(0);
    }

    Laboratory laboratory_{GetParam()};
    ModuleWriter module_;
    Instance* instance_ = nullptr;
};

TEST_P(memory64, an_address_and_an_offset_do_not_wrap_around)
{
    constexpr u64 offset = highest - 7;
    exported("load", {i64}, {i32}, CodeWriter{}.op(local_get, {0}).op(i32_load, {2, 0}));
    exported("load_far", {i64}, {i32}, CodeWriter{}.op(local_get, {0}).op(i32_load, {2, offset}));
    exported("store_far", {i64}, {},
             CodeWriter{}.op(local_get, {0}).i32_const(1).op(i32_store, {2, offset}));
    EXPECT_EQ(value("load", {65532}), 0U);
    EXPECT_EQ(trap("load", {65533}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("load", {u64{1} << 32}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("load", {highest}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("load_far", {0}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("load_far", {8}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("store_far", {16}), Trap::memory_out_of_bounds);
}

TEST_P(memory64, growth_answers_in_64_bits)
{
    exported("grow", {i64}, {i64}, CodeWriter{}.op(local_get, {0}).op(memory_grow, {0}));
    exported("size", {}, {i64}, CodeWriter{}.op(memory_size, {0}));
    exported("grow_table", {i64}, {i64},
             CodeWriter{}.ref_null(funcref).op(local_get, {0}).op(table_grow, {0}));
    EXPECT_EQ(value("grow", {u64{1} << 32}), highest);
    EXPECT_EQ(value("grow", {1}), 1U);
    EXPECT_EQ(value("grow", {1}), highest);
    EXPECT_EQ(value("size", {}), 2U);
    EXPECT_EQ(value("grow_table", {(u64{1} << 32) + 1}), highest);
    EXPECT_EQ(value("grow_table", {1}), 1U);
}

TEST_P(memory64, bulk_operations_look_at_all_64_bits)
{
    const CodeWriter three = CodeWriter{}.op(local_get, {0}).op(local_get, {1}).op(local_get, {2});
    exported("copy", {i64, i64, i64}, {}, CodeWriter{}.code(three).op(memory_copy, {0, 0}));
    exported("fill", {i64, i32, i64}, {}, CodeWriter{}.code(three).op(memory_fill, {0}));
    exported("init", {i64, i32, i32}, {}, CodeWriter{}.code(three).op(memory_init, {0, 0}));
    exported("byte", {i64}, {i32}, CodeWriter{}.op(local_get, {0}).op(i32_load8_u, {0, 0}));
    constexpr u64 beyond = u64{1} << 32; // 0 in the low 32 bits
    EXPECT_EQ(trap("init", {beyond, 0, 4}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("init", {65532, 0, 4}), Trap::none);
    EXPECT_EQ(trap("copy", {0, 65532, beyond}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("copy", {0, beyond, 4}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("copy", {beyond, 0, 4}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("copy", {0, 65532, 4}), Trap::none);
    EXPECT_EQ(value("byte", {1}), u64{'a'});
    EXPECT_EQ(trap("fill", {beyond, 7, 0}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("fill", {0, 7, highest}), Trap::memory_out_of_bounds);
    EXPECT_EQ(trap("fill", {0, 7, 65536}), Trap::none);
    EXPECT_EQ(value("byte", {65535}), 7U);
}

TEST_P(memory64, tables_look_at_all_64_bits)
{
    exported("call", {i64}, {},
             CodeWriter{}.op(local_get, {0}).op(call_indirect, {module_.type({}, {}), 0}));
    exported("get", {i64}, {funcref}, CodeWriter{}.op(local_get, {0}).op(table_get, {0}));
    EXPECT_EQ(trap("call", {0}), Trap::uninitialized_element);
    EXPECT_EQ(trap("call", {u64{1} << 32}), Trap::undefined_element);
    EXPECT_EQ(value("get", {0}), 0U);
    EXPECT_EQ(trap("get", {u64{1} << 32}), Trap::table_out_of_bounds);
}

INSTANTIATE_TEST_SUITE_P(every_tier, memory64, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
