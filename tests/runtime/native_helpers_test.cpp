// What compiled code leaves to the runtime: operands and immediates come as slots of a frame.
#include "engine/module/writer.hpp"
#include "engine/runtime/native_helpers.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum NativeHelper;

constexpr u64 failed = 0xFFFF'FFFF; // what growth answers with 32-bit addresses

// Two tables, so that a wrong order of indices shows.
class native_helpers : public testing::Test
{
protected:
    native_helpers()
    {
        const u32 nothing = module_.type({}, {});
        number_ = module_.type({i32}, {});
        module_.function(nothing, {}, CodeWriter{});
        module_.function(number_, {}, CodeWriter{});
        module_.memory({.min = 1, .max = 3});
        module_.table({.element = funcref, .limits = {.min = 10, .max = 12}});
        module_.table({.element = funcref, .limits = {.min = 5, .max = 5}});
        module_.passive_elements({0, 1, 0});
        module_.passive_data(as_bytes("abc"));
        module_.data_count(true);
        instance_ = &laboratory_.instantiate(module_);
    }

    BulkResult call(NativeHelper helper, std::vector<u64> arguments, u64 limit = max_gas_limit)
    {
        gas_ = GasMeter{limit};
        Execution execution = laboratory_.settings;
        execution.gas = &gas_;
        execution.schedule = &laboratory_.schedule();
        std::ranges::reverse(arguments);
        arguments.insert(arguments.begin(), 0); // So that there is a last one where there is none.
        return call_native_helper(helper, {*instance_, execution, NativeSlots{&arguments.back()}});
    }
    // The dynamic part of a price.
    [[nodiscard]] u64 price(CostClass cost, u64 units) const
    {
        return charge({0, laboratory_.schedule().unit_price(cost)}, units);
    }
    [[nodiscard]] u8& byte(u64 at) const { return instance_->memories[0]->data()[at]; }
    [[nodiscard]] u64& entry(u32 table, u64 at) const
    {
        return instance_->tables[table]->entries()[at];
    }

    ModuleWriter module_;
    Laboratory laboratory_;
    Instance* instance_ = nullptr;
    GasMeter gas_{0};
    u32 number_ = 0;
};

TEST_F(native_helpers, grow_up_to_the_limit_and_charge_what_is_added)
{
    EXPECT_EQ(call(memory_grow, {2, 0}).value, 1);
    EXPECT_EQ(gas_.used(), price(CostClass::memory_grow, 2));
    EXPECT_EQ(instance_->memories[0]->view().bytes, 3 * wasm_page_bytes);
    EXPECT_EQ(call(memory_grow, {1, 0}).value, failed);
    EXPECT_EQ(gas_.used(), 0);

    EXPECT_EQ(call(table_grow, {77, 2, 0}).value, 10);
    EXPECT_EQ(gas_.used(), price(CostClass::table_grow, 2));
    EXPECT_EQ(entry(0, 11), 77);
    EXPECT_EQ(instance_->tables[0]->view().size, 12);
    EXPECT_EQ(instance_->tables[0]->view().entries, &entry(0, 0));
    EXPECT_EQ(call(table_grow, {77, 1, 0}).value, failed);
    EXPECT_EQ(call(table_size, {0}).value, 12);
    EXPECT_EQ(call(table_size, {1}).value, 5);
}

TEST_F(native_helpers, fill_what_lies_inside)
{
    EXPECT_TRUE(call(memory_fill, {wasm_page_bytes - 2, 0x1FE, 2, 0}).returned());
    EXPECT_EQ(gas_.used(), price(CostClass::memory_fill, 2));
    EXPECT_EQ(byte(wasm_page_bytes - 1), 0xFE);
    EXPECT_EQ(byte(wasm_page_bytes - 3), 0);
    EXPECT_EQ(call(memory_fill, {wasm_page_bytes - 2, 1, 3, 0}).trap, Trap::memory_out_of_bounds);
    EXPECT_EQ(gas_.used(), 0);

    EXPECT_TRUE(call(table_fill, {3, 9, 2, 1}).returned());
    EXPECT_EQ(gas_.used(), price(CostClass::table_fill, 2));
    EXPECT_EQ(entry(1, 4), 9);
    EXPECT_EQ(entry(0, 4), 0);
    EXPECT_EQ(call(table_fill, {3, 9, 3, 1}).trap, Trap::table_out_of_bounds);
}

TEST_F(native_helpers, copy_from_the_second_index_to_the_first)
{
    byte(7) = 42;
    EXPECT_TRUE(call(memory_copy, {100, 7, 1, 0, 0}).returned());
    EXPECT_EQ(gas_.used(), price(CostClass::memory_copy, 1));
    EXPECT_EQ(byte(100), 42);
    EXPECT_EQ(call(memory_copy, {0, wasm_page_bytes, 1, 0, 0}).trap, Trap::memory_out_of_bounds);

    entry(1, 2) = 5;
    EXPECT_TRUE(call(table_copy, {9, 2, 1, 0, 1}).returned());
    EXPECT_EQ(gas_.used(), price(CostClass::table_copy, 1));
    EXPECT_EQ(entry(0, 9), 5);
    EXPECT_EQ(call(table_copy, {9, 2, 2, 0, 1}).trap, Trap::table_out_of_bounds);
}

TEST_F(native_helpers, initialise_from_segments_until_they_are_dropped)
{
    EXPECT_TRUE(call(memory_init, {50, 1, 2, 0, 0}).returned());
    EXPECT_EQ(gas_.used(), price(CostClass::memory_init, 2));
    EXPECT_EQ(byte(50), 'b');
    EXPECT_EQ(byte(51), 'c');
    EXPECT_EQ(call(memory_init, {50, 2, 2, 0, 0}).trap, Trap::memory_out_of_bounds);
    EXPECT_TRUE(call(data_drop, {0}).returned());
    EXPECT_EQ(call(memory_init, {50, 1, 2, 0, 0}).trap, Trap::memory_out_of_bounds);
    EXPECT_TRUE(call(memory_init, {50, 0, 0, 0, 0}).returned());

    EXPECT_TRUE(call(table_init, {2, 1, 2, 0, 1}).returned());
    EXPECT_EQ(gas_.used(), price(CostClass::table_init, 2));
    EXPECT_EQ(entry(1, 2), instance_->functions[1]->reference());
    EXPECT_EQ(entry(1, 3), instance_->functions[0]->reference());
    EXPECT_TRUE(call(element_drop, {0}).returned());
    EXPECT_EQ(call(table_init, {2, 1, 2, 0, 1}).trap, Trap::table_out_of_bounds);
}

TEST_F(native_helpers, read_and_write_entries)
{
    EXPECT_TRUE(call(table_set, {4, 123, 1}).returned());
    EXPECT_EQ(call(table_get, {4, 1}).value, 123);
    EXPECT_EQ(call(table_get, {5, 1}).trap, Trap::table_out_of_bounds);
    EXPECT_EQ(call(table_set, {5, 0, 1}).trap, Trap::table_out_of_bounds);
}

TEST_F(native_helpers, compare_types_by_what_they_are)
{
    const u64 reference = instance_->functions[1]->reference();
    EXPECT_EQ(call(has_type, {reference, number_}).value, 1);
    EXPECT_EQ(call(has_type, {reference, number_ - 1}).value, 0);
}

TEST_F(native_helpers, have_no_effect_where_the_gas_does_not_suffice)
{
    const BulkResult result = call(memory_fill, {0, 1, 100, 0}, 0);
    EXPECT_EQ(result.completion, Completion::out_of_gas);
    EXPECT_EQ(byte(0), 0);
    EXPECT_EQ(call(memory_grow, {1, 0}, 0).completion, Completion::out_of_gas);
    EXPECT_EQ(instance_->memories[0]->pages(), 1);
}
} // namespace
} // namespace pawl::test
