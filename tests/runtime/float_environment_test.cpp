// Contracts round as the specification says, whoever calls them.
#include "engine/module/writer.hpp"
#include "engine/runtime/float_environment.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cfenv>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

class float_environment : public testing::TestWithParam<std::string>
{
};

TEST_P(float_environment, is_not_that_of_the_caller)
{
    ModuleWriter module;
    module.exported(
        "add", ExternKind::function,
        module.function(module.type({f64, f64}, {f64}), {},
                        CodeWriter{}.op(local_get, {0}).op(local_get, {1}).op(f64_add)));
    Laboratory laboratory{GetParam()};
    Instance& instance = laboratory.instantiate(module);
    constexpr u64 one = std::bit_cast<u64>(1.0);
    constexpr u64 little = std::bit_cast<u64>(0x1p-60);
    for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO})
    {
        std::fesetround(mode);
        const u64 more = laboratory.value(instance, "add", {one, little});
        std::fesetround(mode);
        const u64 less = laboratory.value(instance, "add", {one, little | u64{1} << 63});
        std::fesetround(FE_TONEAREST);
        EXPECT_EQ(more, one) << mode;
        EXPECT_EQ(less, one) << mode;
    }
}

INSTANTIATE_TEST_SUITE_P(every_tier, float_environment, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
