#include "fuzz/generators/program.hpp"
#include "fuzz/generators/random_bytes.hpp"
#include "fuzz/oracles/module_oracle.hpp"

#include <gtest/gtest.h>

namespace pawl::fuzz
{
namespace
{
AnalysedModule program()
{
    auto analysed =
        analyse(generate_program(random_bytes(3, 900)), default_profile(), default_schedule());
    EXPECT_TRUE(analysed);
    return std::move(*analysed);
}

TEST(module_oracle, accepts_programs_and_what_becomes_of_them_byte_by_byte)
{
    std::mt19937_64 random{1};
    for (u64 seed = 0; seed < 300; ++seed)
    {
        Bytes bytes = generate_program(random_bytes(seed, 200));
        for (u32 change = 0; change < 10; ++change)
        {
            const Complaint complaint = check_module(bytes);
            ASSERT_FALSE(complaint)
                << "seed " << seed << ", change " << change << ": " << *complaint;
            bytes[random() % bytes.size()] = static_cast<u8>(random());
        }
    }
}

TEST(module_oracle, accepts_rejections_that_point_into_the_bytes)
{
    EXPECT_FALSE(check_module({}));
    EXPECT_FALSE(check_module(as_bytes("not a module")));
}

TEST(module_oracle, finds_a_plan_sound)
{
    EXPECT_FALSE(check_plan(program()));
}

TEST(module_oracle, notices_regions_out_of_order)
{
    AnalysedModule wrong = program();
    std::swap(wrong.plan.region_offsets[1], wrong.plan.region_offsets[2]);
    EXPECT_TRUE(check_plan(wrong));
}

TEST(module_oracle, notices_a_function_without_an_entry)
{
    AnalysedModule wrong = program();
    ++wrong.plan.region_offsets[0];
    EXPECT_TRUE(check_plan(wrong));
}

TEST(module_oracle, notices_regions_that_no_function_has)
{
    AnalysedModule wrong = program();
    wrong.plan.region_offsets.push_back(wrong.plan.region_offsets.back() + 1);
    wrong.plan.region_prices.push_back(1);
    EXPECT_TRUE(check_plan(wrong));
}

TEST(module_oracle, notices_frame_units_that_do_not_add_up)
{
    AnalysedModule wrong = program();
    ++wrong.plan.functions[0].frame_units;
    EXPECT_TRUE(check_plan(wrong));
}
} // namespace
} // namespace pawl::fuzz
