// What the interpreter tells a step observer, and what it counts.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

/// One step as told.
struct Seen
{
    u32 function = 0;
    Op op{};
    std::vector<u64> operands;
    bool operator==(const Seen&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Seen& seen)
{
    out << seen.function << ": " << info(seen.op).text;
    for (const u64 operand : seen.operands)
        out << ' ' << operand;
    return out;
}

class Trace final : public StepObserver
{
public:
    void before_step(const Step& step, const Execution& execution) override
    {
        seen.push_back(
            {step.place.function, step.op, {step.operands.begin(), step.operands.end()}});
        offsets.push_back(step.place.offset);
        gas.push_back(execution.gas->used());
    }

    std::vector<Seen> seen;
    std::vector<u32> offsets;
    std::vector<u64> gas;
};

/// `double(n)`, and `f(n)`: the double of n where n is not 0.
ModuleWriter traced_module()
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {i32});
    module.function(type, {}, CodeWriter{}.op(local_get, {0}).i32_const(2).op(i32_mul));
    module.exported("f", ExternKind::function,
                    module.function(type, {},
                                    CodeWriter{}
                                        .i32_const(5)
                                        .op(local_get, {0})
                                        .block(if_, i32)
                                        .op(local_get, {0})
                                        .op(call, {0})
                                        .op(else_)
                                        .i32_const(0)
                                        .end()
                                        .op(i32_add)));
    return module;
}

TEST(trace, tells_each_instruction_with_its_operands_before_it_is_executed)
{
    Laboratory laboratory;
    Instance& instance = laboratory.instantiate(traced_module());
    Trace trace;
    laboratory.settings.step_observer = &trace;
    EXPECT_EQ(laboratory.value(instance, "f", {7}), 19);
    EXPECT_EQ(trace.seen, (std::vector<Seen>{{1, i32_const, {}},
                                             {1, local_get, {5}},
                                             {1, if_, {5, 7}},
                                             {1, local_get, {5}},
                                             {1, call, {5, 7}},
                                             {0, local_get, {}},
                                             {0, i32_const, {7}},
                                             {0, i32_mul, {7, 2}},
                                             {0, end, {14}},
                                             {1, else_, {5, 14}},
                                             {1, i32_add, {5, 14}},
                                             {1, end, {19}}}));
}

TEST(trace, places_each_instruction_in_the_module)
{
    Laboratory laboratory;
    Instance& instance = laboratory.instantiate(traced_module());
    Trace trace;
    laboratory.settings.step_observer = &trace;
    static_cast<void>(laboratory.value(instance, "f", {0}));
    const BytesView bytes = instance.module().bytes;
    ASSERT_EQ(trace.offsets.size(), trace.seen.size());
    for (std::size_t i = 0; i < trace.seen.size(); ++i)
        EXPECT_EQ(find_op(0, bytes[trace.offsets[i]]), trace.seen[i].op) << i;
}

TEST(trace, changes_neither_result_nor_gas)
{
    Laboratory laboratory;
    Instance& instance = laboratory.instantiate(traced_module());
    const RunResult plain = laboratory.run(instance, "f", {3});
    Trace trace;
    laboratory.settings.step_observer = &trace;
    const RunResult traced = laboratory.run(instance, "f", {3});
    EXPECT_EQ(traced.outcome.results, plain.outcome.results);
    EXPECT_EQ(traced.used, plain.used);
    EXPECT_EQ(traced.sum, plain.sum);
}

TEST(trace, shows_gas_paid_by_region)
{
    Laboratory laboratory;
    const AnalysedModule& module = laboratory.analyse(traced_module());
    Trace trace;
    laboratory.settings.step_observer = &trace;
    static_cast<void>(laboratory.value(laboratory.instantiate(module), "f", {0}));
    const auto prices = module.plan.prices(module.plan.functions[1]);
    // The entry's region: 5, n, if, and i32.add behind the end; then that of the else arm.
    ASSERT_EQ(prices.size(), 3);
    EXPECT_EQ(trace.gas, (std::vector<u64>{prices[0], prices[0], prices[0], prices[0] + prices[2],
                                           prices[0] + prices[2], prices[0] + prices[2]}));
}

TEST(trace, leaves_out_what_was_not_reached)
{
    Laboratory laboratory;
    ModuleWriter module;
    module.exported(
        "f", ExternKind::function,
        module.function(module.type({}, {}), {}, CodeWriter{}.op(nop).op(unreachable).op(nop)));
    Trace trace;
    laboratory.settings.step_observer = &trace;
    const RunResult result = laboratory.run(laboratory.instantiate(module), "f", {});
    EXPECT_EQ(result.outcome.trap, Trap::unreachable);
    EXPECT_EQ(trace.seen, (std::vector<Seen>{{0, nop, {}}, {0, unreachable, {}}}));
    // Behind `unreachable` is dead code: nothing to pay.
    EXPECT_TRUE(result.follows_the_law());
}
} // namespace
} // namespace pawl::test
