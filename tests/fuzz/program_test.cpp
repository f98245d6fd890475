#include "engine/plan/analyse.hpp"
#include "fuzz/generators/random_bytes.hpp"
#include "fuzz/oracles/stage.hpp"

#include <gtest/gtest.h>

namespace pawl::fuzz
{
namespace
{
TEST(program, is_valid_whatever_the_choices)
{
    for (u64 seed = 0; seed < 2000; ++seed)
    {
        const auto analysed = analyse(generate_program(random_bytes(seed, seed)), default_profile(),
                                      default_schedule());
        ASSERT_TRUE(analysed) << "seed " << seed << ": " << name(analysed.error().code) << " at "
                              << analysed.error().offset;
    }
}

TEST(program, of_several_modules_is_valid_whatever_the_choices)
{
    std::size_t modules = 0;
    for (u64 seed = 0; seed < 1000; ++seed)
    {
        LinkedProgram program = generate_linked_program(choices_of(seed));
        modules += program.modules.size();
        const auto analysed = analyse(std::move(program));
        ASSERT_TRUE(analysed) << "seed " << seed << ": " << name(analysed.error().code) << " at "
                              << analysed.error().offset;
    }
    EXPECT_GT(modules, 1200u);
}

TEST(program, of_no_choices_is_one_function_with_nothing_to_do)
{
    const auto analysed = analyse(generate_program({}), default_profile(), default_schedule());
    ASSERT_TRUE(analysed);
    ASSERT_EQ(analysed->module.code.size(), 1u);
    EXPECT_EQ(analysed->plan.region_offsets.size(), 1u);
}

TEST(program, is_the_same_for_the_same_choices)
{
    const Bytes choices = random_bytes(7, 500);
    EXPECT_EQ(generate_program(choices), generate_program(choices));
}

TEST(program, uses_every_kind_of_region)
{
    std::size_t regions = 0;
    for (u64 seed = 0; seed < 200; ++seed)
    {
        const auto analysed = analyse(generate_program(random_bytes(seed, 600)), default_profile(),
                                      default_schedule());
        ASSERT_TRUE(analysed) << "seed " << seed;
        regions += analysed->plan.region_offsets.size();
    }
    EXPECT_GT(regions, 200u * 10u);
}
} // namespace
} // namespace pawl::fuzz
