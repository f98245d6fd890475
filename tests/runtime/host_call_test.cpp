// What host functions may do to the guest that called them.
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

u64 price(Op op)
{
    return default_schedule()[info(op).cost];
}

class host_call : public testing::TestWithParam<std::string>
{
protected:
    host_call()
    {
        laboratory_.imports.hosts = &test_hosts();
        laboratory_.settings.host_state = &notes_;
    }

    u32 import(std::string_view name, const std::vector<ValueType>& params,
               const std::vector<ValueType>& results)
    {
        return module_.import_function("test", name, module_.type(params, results));
    }

    u32 exported(std::string_view name, const std::vector<ValueType>& params,
                 const std::vector<ValueType>& results, const CodeWriter& code)
    {
        const u32 index = module_.function(module_.type(params, results), {}, code);
        module_.exported(name, ExternKind::function, index);
        return index;
    }

    /// `callback(n)` gives 0 for 0, else 1 + invoke(n - 1): so many levels of re-entry.
    void export_nesting_callback()
    {
        const u32 invoke = import("invoke", {i32}, {i32});
        exported("callback", {i32}, {i32},
                 CodeWriter{}
                     .op(local_get, {0})
                     .block(if_, i32)
                     .op(local_get, {0})
                     .i32_const(1)
                     .op(i32_sub)
                     .op(call, {invoke})
                     .i32_const(1)
                     .op(i32_add)
                     .op(else_)
                     .i32_const(0)
                     .end());
    }

    Instance& instantiate() { return laboratory_.instantiate(module_); }

    HostNotes notes_;
    Laboratory laboratory_{GetParam()};
    ModuleWriter module_;
};

TEST_P(host_call, takes_its_arguments_and_gives_its_results)
{
    const u32 sum = import("sum", {i32, i32}, {i32});
    module_.memory({.min = 1, .max = {}});
    module_.data(65533, Bytes{1, 2, 250});
    exported("f", {i32, i32}, {i32},
             CodeWriter{}.op(local_get, {0}).op(local_get, {1}).op(call, {sum}));
    Instance& instance = instantiate();
    EXPECT_EQ(laboratory_.value(instance, "f", {65533, 3}), 253);
    EXPECT_EQ(laboratory_.value(instance, "f", {65536, 0}), 0);
    EXPECT_EQ(laboratory_.run(instance, "f", {65533, 4}).outcome.trap, Trap::memory_out_of_bounds);
    EXPECT_EQ(laboratory_.run(instance, "f", {0xFFFF'FFFF, 0xFFFF'FFFF}).outcome.trap,
              Trap::memory_out_of_bounds);
}

TEST_P(host_call, sees_no_memory_where_the_caller_has_none)
{
    const u32 sum = import("sum", {i32, i32}, {i32});
    exported("f", {}, {i32}, CodeWriter{}.i32_const(0).i32_const(0).op(call, {sum}));
    EXPECT_EQ(laboratory_.run(instantiate(), "f", {}).outcome.trap, Trap::memory_out_of_bounds);
}

TEST_P(host_call, runs_an_export_of_the_instance_that_called)
{
    const u32 invoke = import("invoke", {i32}, {i32});
    const u32 global =
        module_.global({.type = i32, .is_mutable = true}, CodeWriter{}.i32_const(100));
    exported("callback", {i32}, {i32},
             CodeWriter{}
                 .op(global_get, {global})
                 .op(local_get, {0})
                 .op(i32_add)
                 .op(global_set, {global})
                 .op(global_get, {global}));
    exported("f", {}, {i32},
             CodeWriter{}.i32_const(5).op(call, {invoke}).op(global_get, {global}).op(i32_add));
    Instance& instance = instantiate();
    EXPECT_EQ(laboratory_.value(instance, "f"), 105 + 105);
    EXPECT_EQ(laboratory_.value(instance, "f"), 110 + 110);
}

TEST_P(host_call, charges_what_it_runs_to_the_same_meter)
{
    const u32 invoke = import("invoke", {i32}, {i32});
    const u32 charge = import("charge", {i64}, {});
    exported("callback", {i32}, {i32},
             CodeWriter{}.i64_const(1000).op(call, {charge}).op(local_get, {0}));
    exported("f", {}, {i32}, CodeWriter{}.i32_const(5).op(call, {invoke}));
    Instance& instance = instantiate();
    const u64 unit = default_schedule().static_unit;
    const u64 own = price(i32_const) + price(call) + 2 * unit;
    const u64 callback = price(i64_const) + price(call) + unit + price(local_get);
    const RunResult run = laboratory_.run(instance, "f", {});
    EXPECT_TRUE(run.outcome.returned());
    if (run.sum)
    {
        EXPECT_EQ(*run.sum, own + callback);
    }
    EXPECT_EQ(run.used, own + callback + 1000);
    for (u64 limit = 0; limit < run.used; ++limit)
    {
        const RunResult less = laboratory_.run(instance, "f", {}, limit);
        ASSERT_EQ(less.outcome.completion, Completion::out_of_gas) << limit;
        ASSERT_EQ(less.used, limit);
    }
    EXPECT_TRUE(laboratory_.run(instance, "f", {}, run.used).outcome.returned());
}

TEST_P(host_call, goes_on_with_the_depth_of_the_logical_stack)
{
    export_nesting_callback();
    const AnalysedModule& module = laboratory_.analyse(module_);
    const u32 units = module.plan.functions.front().frame_units;
    EXPECT_EQ(units, 8 + 1 + 2);
    Instance& instance = laboratory_.instantiate(module);
    laboratory_.settings.stack_limit = 5 * units;
    EXPECT_EQ(laboratory_.value(instance, "callback", {4}), 4);
    EXPECT_EQ(laboratory_.run(instance, "callback", {5}).outcome.trap, Trap::stack_exhausted);
    laboratory_.settings.stack_limit = 5 * units - 1;
    EXPECT_EQ(laboratory_.run(instance, "callback", {4}).outcome.trap, Trap::stack_exhausted);
}

TEST_P(host_call, gives_the_depth_back_when_it_returns)
{
    export_nesting_callback();
    const CodeWriter both =
        CodeWriter{}.i32_const(3).op(call, {0}).i32_const(3).op(call, {0}).op(i32_add);
    exported("f", {}, {i32}, both);
    const AnalysedModule& module = laboratory_.analyse(module_);
    const u32 callback = module.plan.functions[0].frame_units;
    const u32 own = module.plan.functions[1].frame_units;
    // The host runs callback(3), four frames deep, twice.
    laboratory_.settings.stack_limit = own + 4 * callback;
    EXPECT_EQ(laboratory_.value(laboratory_.instantiate(module), "f"), 6);
}

TEST_P(host_call, is_refused_a_re_entry_beyond_the_nesting_limit)
{
    export_nesting_callback();
    Instance& instance = instantiate();
    laboratory_.settings.nesting_limit = 3;
    EXPECT_EQ(laboratory_.value(instance, "callback", {3}), 3);
    EXPECT_EQ(notes_.refused, 0);
    // The fourth gives -1, and each of the four levels adds 1 on the way back.
    EXPECT_EQ(laboratory_.value(instance, "callback", {4}), 3);
    EXPECT_EQ(notes_.refused, 1);
}

TEST_P(host_call, hands_on_how_a_nested_run_ended)
{
    const u32 invoke = import("invoke", {i32}, {i32});
    const u32 exit = import("exit", {}, {});
    exported("callback", {i32}, {i32},
             CodeWriter{}
                 .op(local_get, {0})
                 .block(if_)
                 .op(call, {exit})
                 .end()
                 .i32_const(1)
                 .op(local_get, {0})
                 .op(i32_div_u));
    exported("f", {i32}, {i32}, CodeWriter{}.op(local_get, {0}).op(call, {invoke}));
    Instance& instance = instantiate();
    EXPECT_EQ(laboratory_.run(instance, "f", {0}).outcome.trap, Trap::integer_divide_by_zero);
    EXPECT_EQ(laboratory_.run(instance, "f", {1}).outcome.completion, Completion::exited);
}

TEST_P(host_call, may_end_the_run_with_a_trap_or_on_purpose)
{
    const u32 trap = import("trap", {}, {});
    const u32 exit = import("exit", {}, {});
    const u32 traps = exported("traps", {}, {}, CodeWriter{}.op(nop).op(call, {trap}));
    exported("exits", {}, {}, CodeWriter{}.op(call, {exit}).op(unreachable));
    Instance& instance = instantiate();
    const Outcome trapped = laboratory_.run(instance, "traps", {}).outcome;
    EXPECT_EQ(trapped.completion, Completion::trapped);
    EXPECT_EQ(trapped.trap, Trap::bad_argument);
    const u32 offset = instance.module().code[0].code + CodeWriter{}.op(nop).size();
    EXPECT_EQ(trapped.backtrace, (std::vector<Place>{{traps, offset}}));

    const RunResult exited = laboratory_.run(instance, "exits", {});
    EXPECT_EQ(exited.outcome.completion, Completion::exited);
    // The region is paid whole, though its last instruction was not reached.
    EXPECT_EQ(exited.used, price(call) + price(unreachable));
    if (exited.sum)
    {
        EXPECT_EQ(*exited.sum, price(call));
    }
}

TEST_P(host_call, is_run_directly_where_an_export_is_a_host_function)
{
    const u32 sum = import("sum", {i32, i32}, {i32});
    module_.exported("sum", ExternKind::function, sum);
    module_.memory({.min = 1, .max = {}});
    module_.data(0, Bytes{7, 8});
    EXPECT_EQ(laboratory_.value(instantiate(), "sum", {0, 2}), 15);
}

class Numbers final : public HostObserver
{
public:
    void before_host_call(u16 number, u64 gas) override { calls.emplace_back(number, gas); }
    std::vector<std::pair<u16, u64>> calls;
};

TEST_P(host_call, is_told_to_the_observer_with_its_number_and_the_gas_used_before_it)
{
    const u32 note = import("note", {i64}, {});
    const u32 charge = import("charge", {i64}, {});
    exported("f", {}, {},
             CodeWriter{}
                 .i64_const(50)
                 .op(call, {charge})
                 .i64_const(7)
                 .op(call, {note})
                 .i64_const(60)
                 .op(call, {charge}));
    Instance& instance = instantiate();
    Numbers observer;
    laboratory_.settings.host_observer = &observer;
    const RunResult run = laboratory_.run(instance, "f", {});
    EXPECT_TRUE(run.outcome.returned());
    EXPECT_EQ(notes_.values, std::vector<u64>{7});
    const u64 unit = default_schedule().static_unit;
    // One region, paid at the entry.
    const u64 region = 3 * (price(i64_const) + price(call) + unit);
    const u16 first = test_first_number;
    EXPECT_EQ(observer.calls,
              (std::vector<std::pair<u16, u64>>{
                  {u16(first + 3), region}, {first, region + 50}, {u16(first + 3), region + 50}}));
    EXPECT_EQ(run.used, region + 110);
}

// What no type of 32 bits has.
constexpr u64 upper_bits = 0xFEDC'BA98'0000'0000;

// Writes results as they came into its mind.
HostStatus scribble(HostCall& call)
{
    for (std::size_t i = 0; i < call.results().size(); ++i)
        call.results()[i] = upper_bits | (65532 + i);
    return HostStatus::ok();
}

const HostTable& scribblers()
{
    static const std::vector<HostFunction> functions{{.module = "test",
                                                      .name = "scribble",
                                                      .type = {{}, {i32, f32, i32}},
                                                      .call = scribble,
                                                      .price = {},
                                                      .documentation = "Gives three values."}};
    static const HostSet set{.name = "test", .first_number = 0, .functions = functions};
    static const HostTable table{{&set, 1}};
    return table;
}

TEST_P(host_call, upper_bits_of_arguments_do_not_count)
{
    module_.memory({.min = 1, .max = {}});
    module_.data(8, Bytes{42});
    exported("load", {i32}, {i32}, CodeWriter{}.op(local_get, {0}).op(i32_load8_u, {0, 0}));
    exported("load_by_ninth", std::vector<ValueType>(9, i32), {i32},
             CodeWriter{}.op(local_get, {8}).op(i32_load8_u, {0, 0}));
    exported("same_real", {f32}, {f32}, CodeWriter{}.op(local_get, {0}));
    exported("same", {i32}, {i32}, CodeWriter{}.op(local_get, {0}));
    Instance& instance = instantiate();
    EXPECT_EQ(laboratory_.value(instance, "load", {upper_bits | 8}), 42);
    EXPECT_EQ(
        laboratory_.value(instance, "load_by_ninth", {0, 0, 0, 0, 0, 0, 0, 0, upper_bits | 8}), 42);
    EXPECT_EQ(laboratory_.value(instance, "same_real", {upper_bits | 8}), 8);
    EXPECT_EQ(laboratory_.value(instance, "same", {upper_bits | 8}), 8);
}

TEST_P(host_call, upper_bits_of_results_do_not_count)
{
    laboratory_.imports.hosts = &scribblers();
    const u32 scribble = import("scribble", {}, {i32, f32, i32});
    module_.memory({.min = 1, .max = {}});
    module_.data(65532, Bytes{1, 2, 3, 4});
    exported("load_by_first", {}, {i32},
             CodeWriter{}.op(call, {scribble}).op(drop).op(drop).op(i32_load8_u, {0, 0}));
    exported("load_by_last", {}, {i32, f32, i32},
             CodeWriter{}.op(call, {scribble}).op(i32_load8_u, {0, 0}));
    exported("all", {}, {i32, f32, i32}, CodeWriter{}.op(call, {scribble}));
    Instance& instance = instantiate();
    EXPECT_EQ(laboratory_.value(instance, "load_by_first"), 1);
    EXPECT_EQ(laboratory_.run(instance, "load_by_last", {}).outcome.results.back(), 3);
    EXPECT_EQ(laboratory_.run(instance, "all", {}).outcome.results,
              (std::vector<u64>{65532, 65533, 65534}));
}

INSTANTIATE_TEST_SUITE_P(every_tier, host_call, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });

HostSet set_of(u16 first, std::span<const HostFunction> functions)
{
    return {.name = "set", .first_number = first, .functions = functions};
}

TEST(host_table, refuses_sets_that_share_an_import_or_a_number)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const HostFunction one{
        .module = "m", .name = "a", .type = {}, .price = {}, .documentation = {}};
    const HostFunction two{
        .module = "m", .name = "b", .type = {}, .price = {}, .documentation = {}};
    const std::vector same{set_of(0, {&one, 1}), set_of(1, {&one, 1})};
    EXPECT_DEATH(HostTable{same}, "same import name");
    const std::vector overlapping{set_of(5, {&one, 1}), set_of(5, {&two, 1})};
    EXPECT_DEATH(HostTable{overlapping}, "in the order of their numbers");
    const std::vector reserved{set_of(0xFFFE, {&one, 1})};
    EXPECT_DEATH(HostTable{reserved}, "below 0xFFFE");
    const std::vector last{set_of(0, {&one, 1}), set_of(0xFFFD, {&two, 1})};
    EXPECT_EQ(HostTable{last}.find("m", "b")->host_number, 0xFFFD);
    EXPECT_EQ(HostTable{last}.find("m", "c"), nullptr);
}
} // namespace
} // namespace pawl::test
