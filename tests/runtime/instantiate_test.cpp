// Instantiation: its price, its order, and what is left behind where it fails.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"
#include "tests/laboratory/test_hosts.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

u64 price(std::string_view operation, u64 units)
{
    return charge(default_schedule().operation(operation), units);
}

class instantiation : public testing::TestWithParam<std::string>
{
protected:
    instantiation()
    {
        laboratory_.imports.hosts = &test_hosts();
        laboratory_.settings.host_state = &notes_;
    }

    HostNotes notes_;
    Laboratory laboratory_{GetParam()};
    ModuleWriter module_;
};

TEST_P(instantiation, costs_what_the_module_makes_it_do)
{
    module_.function(module_.type({}, {}), {}, CodeWriter{});
    module_.memory({.min = 3, .max = {}});
    module_.table({.element = funcref, .limits = {.min = 10, .max = {}}});
    module_.global({.type = i64, .is_mutable = true}, CodeWriter{}.i64_const(1));
    module_.elements(1, {0, 0});
    module_.passive_elements({0, 0, 0});
    module_.data(5, as_bytes("0123456"));
    module_.passive_data(as_bytes("not copied, not paid"));
    // One instruction each: the global, two offsets.
    const u64 expected = price("instantiate", 3) + price("instantiate_memory", 3) +
                         price("instantiate_table", 10) + price("instantiate_global", 0) +
                         price("instantiate_elements", 2) + price("instantiate_data", 7);
    const AnalysedModule& module = laboratory_.analyse(module_);
    EXPECT_EQ(module.plan.instantiation_price, expected);
    const auto made = laboratory_.try_instantiate(module);
    EXPECT_TRUE(made.run.outcome.returned());
    EXPECT_EQ(made.run.used, expected);
}

TEST_P(instantiation, allocates_nothing_it_cannot_pay_for)
{
    module_.memory({.min = 1, .max = {}});
    const AnalysedModule& module = laboratory_.analyse(module_);
    const u64 needed = module.plan.instantiation_price;
    for (const u64 limit : {u64{0}, u64{1}, needed - 1})
    {
        const auto made = laboratory_.try_instantiate(module, limit);
        EXPECT_EQ(made.run.outcome.completion, Completion::out_of_gas);
        EXPECT_EQ(made.run.used, limit);
        EXPECT_EQ(made.instance, nullptr);
    }
    EXPECT_TRUE(laboratory_.try_instantiate(module, needed).run.outcome.returned());
}

TEST_P(instantiation, fills_tables_and_memory_from_active_segments)
{
    const u32 type = module_.type({}, {i32});
    module_.function(type, {}, CodeWriter{}.i32_const(11));
    module_.function(type, {}, CodeWriter{}.i32_const(22));
    module_.memory({.min = 1, .max = {}});
    module_.table({.element = funcref, .limits = {.min = 4, .max = {}}});
    module_.elements(2, {1, 0});
    module_.data(65535, Bytes{9});
    module_.exported(
        "f", ExternKind::function,
        module_.function(module_.type({i32}, {i32}), {},
                         CodeWriter{}.op(local_get, {0}).op(call_indirect, {type, 0})));
    Instance& instance = laboratory_.instantiate(module_);
    EXPECT_EQ(laboratory_.value(instance, "f", {2}), 22);
    EXPECT_EQ(laboratory_.value(instance, "f", {3}), 11);
    EXPECT_EQ(laboratory_.run(instance, "f", {1}).outcome.trap, Trap::uninitialized_element);
    EXPECT_EQ(instance.memories[0]->data()[65535], 9);
}

TEST_P(instantiation, evaluates_constants_from_imports_and_by_arithmetic)
{
    ModuleWriter base;
    base.exported("seven", ExternKind::global,
                  base.global({.type = i32, .is_mutable = false}, CodeWriter{}.i32_const(7)));
    laboratory_.imports.instances["base"] = &laboratory_.instantiate(base);
    const u32 seven = module_.import_global("base", "seven", {.type = i32, .is_mutable = false});
    module_.global(
        {.type = i32, .is_mutable = false},
        CodeWriter{}.op(global_get, {seven}).i32_const(-3).op(i32_mul).i32_const(1).op(i32_sub));
    module_.global({.type = i64, .is_mutable = false},
                   CodeWriter{}.i64_const(-1).i64_const(2).op(i64_add));
    module_.global({.type = f64, .is_mutable = false},
                   CodeWriter{}.f64_const(0xFFF0'0000'0000'0001));
    module_.global({.type = externref, .is_mutable = false}, CodeWriter{}.ref_null(externref));
    const Instance& instance = laboratory_.instantiate(module_);
    EXPECT_EQ(instance.globals[1]->value[0], static_cast<u32>(-22));
    EXPECT_EQ(instance.globals[2]->value[0], 1);
    EXPECT_EQ(instance.globals[3]->value[0], 0xFFF0'0000'0000'0001);
    EXPECT_EQ(instance.globals[4]->value[0], 0);
}

TEST_P(instantiation, fills_tables_from_expressions)
{
    // (module (func) (table 3 funcref) (elem (i32.const 0) funcref
    //   (ref.func 0) (ref.null func) (ref.func 0)))
    Instance& instance = laboratory_.instantiate(
        Bytes{0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60,
              0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x04, 0x04, 0x01, 0x70, 0x00, 0x03,
              0x09, 0x0F, 0x01, 0x04, 0x41, 0x00, 0x0B, 0x03, 0xD2, 0x00, 0x0B, 0xD0,
              0x70, 0x0B, 0xD2, 0x00, 0x0B, 0x0A, 0x04, 0x01, 0x02, 0x00, 0x0B});
    const u64 function = instance.functions[0]->reference();
    const auto entries = instance.tables[0]->entries();
    EXPECT_EQ((std::vector<u64>{entries.begin(), entries.end()}),
              (std::vector<u64>{function, 0, function}));
}

TEST_P(instantiation, evaluates_constants_that_need_a_deep_stack)
{
    constexpr u32 depth = 100;
    CodeWriter sum;
    for (u32 number = 1; number <= depth; ++number)
        sum.i64_const(number);
    for (u32 number = 1; number < depth; ++number)
        sum.op(number % 2 == 0 ? i64_add : i64_sub);
    module_.global({.type = i64, .is_mutable = false}, sum);
    // From the right: 99 - 100, then 98 + that, 97 - that, ...
    pawl::i64 expected = depth;
    for (u32 number = 1; number < depth; ++number)
        expected = number % 2 == 0 ? (depth - number) + expected : (depth - number) - expected;
    EXPECT_EQ(laboratory_.instantiate(module_).globals[0]->value[0], static_cast<u64>(expected));
}

/// A table and a memory that others import and that outlive their failures.
Instance& shared_state(Laboratory& laboratory)
{
    ModuleWriter base;
    base.table({.element = funcref, .limits = {.min = 2, .max = {}}});
    base.memory({.min = 1, .max = {}});
    base.exported("table", ExternKind::table, 0);
    base.exported("memory", ExternKind::memory, 0);
    Instance& instance = laboratory.instantiate(base);
    laboratory.imports.instances["base"] = &instance;
    return instance;
}

void import_shared_state(ModuleWriter& module)
{
    module.import_table("base", "table", {.element = funcref, .limits = {.min = 0, .max = {}}});
    module.import_memory("base", "memory", {.min = 0, .max = {}});
}

TEST_P(instantiation, keeps_what_was_copied_before_a_segment_that_does_not_fit)
{
    Instance& base = shared_state(laboratory_);
    import_shared_state(module_);
    const u32 type = module_.type({}, {});
    const u32 note = module_.import_function("test", "note", module_.type({i64}, {}));
    module_.function(type, {}, CodeWriter{}.i64_const(1).op(call, {note}));
    module_.start(1);
    module_.elements(0, {1});
    module_.data(0, Bytes{5});
    module_.data(65536, Bytes{6});
    module_.data(1, Bytes{7});
    const auto made = laboratory_.try_instantiate(laboratory_.analyse(module_));
    EXPECT_EQ(made.run.outcome.trap, Trap::memory_out_of_bounds);
    EXPECT_EQ(made.run.used, laboratory_.analyse(module_).plan.instantiation_price);
    EXPECT_NE(base.tables[0]->entries()[0], 0);
    EXPECT_EQ(base.memories[0]->data()[0], 5);
    EXPECT_EQ(base.memories[0]->data()[1], 0);
    EXPECT_TRUE(notes_.values.empty());
    // The function in the table works, though its instance failed.
    ModuleWriter user;
    user.import_table("base", "table", {.element = funcref, .limits = {.min = 0, .max = {}}});
    const u32 plain = user.type({}, {});
    user.exported(
        "f", ExternKind::function,
        user.function(plain, {}, CodeWriter{}.i32_const(0).op(call_indirect, {plain, 0})));
    EXPECT_TRUE(laboratory_.run(laboratory_.instantiate(user), "f", {}).outcome.returned());
    EXPECT_EQ(notes_.values, std::vector<u64>{1});
}

TEST_P(instantiation, copies_elements_before_data)
{
    Instance& base = shared_state(laboratory_);
    import_shared_state(module_);
    module_.function(module_.type({}, {}), {}, CodeWriter{});
    module_.elements(2, {0});
    module_.data(0, Bytes{5});
    const auto made = laboratory_.try_instantiate(laboratory_.analyse(module_));
    EXPECT_EQ(made.run.outcome.trap, Trap::table_out_of_bounds);
    EXPECT_EQ(base.memories[0]->data()[0], 0);
}

TEST_P(instantiation, runs_the_start_function_under_the_same_limit)
{
    const u32 note = module_.import_function("test", "note", module_.type({i64}, {}));
    module_.start(
        module_.function(module_.type({}, {}), {}, CodeWriter{}.i64_const(3).op(call, {note})));
    const AnalysedModule& module = laboratory_.analyse(module_);
    const auto made = laboratory_.try_instantiate(module);
    EXPECT_TRUE(made.run.outcome.returned());
    EXPECT_EQ(notes_.values, std::vector<u64>{3});
    const u64 start = made.run.used - module.plan.instantiation_price;
    if (made.run.sum)
    {
        EXPECT_EQ(start, *made.run.sum);
    }
    EXPECT_GT(start, 0);
    const auto less = laboratory_.try_instantiate(module, made.run.used - 1);
    EXPECT_EQ(less.run.outcome.completion, Completion::out_of_gas);
    EXPECT_EQ(less.run.used, made.run.used - 1);
    EXPECT_EQ(notes_.values.size(), 1);
}

TEST_P(instantiation, fails_with_the_trap_of_the_start_function)
{
    module_.start(module_.function(module_.type({}, {}), {}, CodeWriter{}.op(unreachable)));
    const auto made = laboratory_.try_instantiate(laboratory_.analyse(module_));
    EXPECT_EQ(made.run.outcome.trap, Trap::unreachable);
}

TEST_P(instantiation, drops_active_segments_once_they_are_copied)
{
    module_.function(module_.type({}, {}), {}, CodeWriter{});
    module_.memory({.min = 1, .max = {}});
    module_.table({.element = funcref, .limits = {.min = 1, .max = {}}});
    module_.elements(0, {0});
    module_.passive_elements({0});
    module_.data(0, Bytes{1});
    module_.passive_data(Bytes{2});
    const Instance& instance = laboratory_.instantiate(module_);
    EXPECT_EQ(instance.elements[0], nullptr);
    EXPECT_EQ(instance.elements[1]->size(), 1);
    EXPECT_TRUE(instance.data[0].empty());
    EXPECT_EQ(instance.data[1].size(), 1);
}

INSTANTIATE_TEST_SUITE_P(every_tier, instantiation, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
