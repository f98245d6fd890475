#include "fuzz/generators/program.hpp"
#include "fuzz/generators/random_bytes.hpp"
#include "fuzz/oracles/gas_law.hpp"

#include <gtest/gtest.h>

namespace pawl::fuzz
{
namespace
{
AnalysedModule program(u64 seed)
{
    auto analysed =
        analyse(generate_program(random_bytes(seed, 700)), default_profile(), default_schedule());
    EXPECT_TRUE(analysed) << "seed " << seed;
    return std::move(*analysed);
}

TEST(gas_law, holds_for_random_programs)
{
    for (u64 seed = 0; seed < 1000; ++seed)
    {
        const Complaint complaint = check_gas_law(program(seed), 20'000);
        ASSERT_FALSE(complaint) << "seed " << seed << ": " << *complaint;
    }
}

/// In how many of 50 programs the oracle notices entries that cost `difference` too much.
u32 noticed(u32 difference)
{
    u32 programs = 0;
    for (u64 seed = 0; seed < 50; ++seed)
    {
        AnalysedModule wrong = program(seed);
        for (const FunctionPlan& function : wrong.plan.functions)
            wrong.plan.region_prices[function.first_region] += difference;
        programs += check_gas_law(wrong, 20'000) ? 1 : 0;
    }
    return programs;
}

// Programs that run out of gas, or trap having paid for more than they did, hide it.
TEST(gas_law, is_broken_by_an_entry_that_costs_one_more)
{
    EXPECT_GT(noticed(1), 25u);
}

TEST(gas_law, is_broken_by_an_entry_that_costs_one_less)
{
    EXPECT_GT(noticed(~u32{0}), 25u);
}
} // namespace
} // namespace pawl::fuzz
