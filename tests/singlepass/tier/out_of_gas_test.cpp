// Where compiled code says that gas ran out: where the interpreter does, if that is a check.
#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

class out_of_gas_places : public testing::Test
{
protected:
    void SetUp() override
    {
        const std::vector<std::string> all = tiers();
        if (std::ranges::find(all, "singlepass") == all.end())
            GTEST_SKIP() << "this machine has no tier with compiled code";
    }

    /// Runs "f" of a module under many limits, on two tiers.
    static void compare(const ModuleWriter& module)
    {
        Laboratory reference{"interpreter"}, compiled{"singlepass"};
        Instance& expected = reference.instantiate(module);
        Instance& found = compiled.instantiate(module);
        for (u64 limit = 0; limit < 60'000; limit += 997)
        {
            const Outcome wanted = reference.run(expected, "f", {3}, limit).outcome;
            const Outcome outcome = compiled.run(found, "f", {3}, limit).outcome;
            ASSERT_EQ(wanted.completion, Completion::out_of_gas);
            EXPECT_EQ(outcome.completion, Completion::out_of_gas);
            EXPECT_EQ(outcome.backtrace.empty(), limit == 0); // not entered
            EXPECT_EQ(outcome.backtrace, wanted.backtrace) << "limit " << limit;
        }
    }
};

TEST_F(out_of_gas_places, are_calls_of_functions_that_are_not_entered)
{
    for (const std::size_t locals : {0, 1500})
    {
        ModuleWriter module;
        const u32 type = module.type({i32}, {i32});
        CodeWriter other, code;
        other.op(local_get, {0}).i32_const(1).op(i32_add).op(call, {1});
        code.op(local_get, {0}).op(call, {0});
        module.function(type, std::vector(locals, i64), other);
        module.exported("f", ExternKind::function, module.function(type, {}, code));
        compare(module);
    }
}

TEST_F(out_of_gas_places, are_loops)
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {i32});
    CodeWriter looping, code;
    looping.op(nop).block(loop).op(local_get, {0}).op(br_if, {0}).op(br, {0}).end().op(unreachable);
    code.op(local_get, {0}).op(call, {0});
    module.function(type, {}, looping);
    module.exported("f", ExternKind::function, module.function(type, {}, code));
    compare(module);
}
} // namespace
} // namespace pawl::test
