#include "engine/artifact/reprice.hpp"
#include "engine/module/writer.hpp"
#include "tests/artifact/subject.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pawl::test
{
namespace
{
bool set_price(std::span<u8> code, u32 site, u32 price)
{
    return compiling_tier().set_price(code, site, price);
}

TEST(reprice, gives_the_bytes_that_compiling_anew_gives)
{
    const Schedule dearer = dearer_schedule();
    const AnalysedModule old_prices = analysed(module_of_all_kinds());
    const AnalysedModule new_prices = analysed(module_of_all_kinds(), dearer);
    CompiledModule compiled = compiling_tier().compile(old_prices);
    const CompiledModule anew = compiling_tier().compile(new_prices);
    ASSERT_NE(compiled, anew);
    ASSERT_TRUE(reprice(compiled, new_prices.plan, set_price));
    EXPECT_EQ(compiled, anew);
    ASSERT_TRUE(reprice(compiled, old_prices.plan, set_price));
    EXPECT_EQ(compiled, compiling_tier().compile(old_prices));
}

// What dynamic work costs for each unit is read when it is done, so no code holds it.
TEST(reprice, covers_what_depends_on_operands)
{
    ModuleWriter module;
    CodeWriter code;
    for (u32 i = 0; i < 3; ++i)
        code.op(Op::local_get, {0});
    code.op(Op::memory_fill, {0}).op(Op::local_get, {0}).op(Op::memory_grow, {0});
    module.function(module.type({ValueType::i32}, {ValueType::i32}), {}, code);
    module.memory({1, {}});
    Schedule other = default_schedule();
    for (u64& price : other.per_unit)
        price = price * 5 + 1;
    EXPECT_EQ(compiling_tier().compile(analysed(module.bytes())),
              compiling_tier().compile(analysed(module.bytes(), other)));
}

/// A function that costs nothing but its local.
Bytes module_of_one_local()
{
    ModuleWriter module;
    module.function(module.type({}, {}), {ValueType::i32}, CodeWriter{});
    return module.bytes();
}

TEST(reprice, refuses_where_a_region_is_free_by_one_schedule_alone)
{
    Schedule free = default_schedule();
    free.static_unit = 0;
    const AnalysedModule paid = analysed(module_of_one_local());
    const AnalysedModule unpaid = analysed(module_of_one_local(), free);
    CompiledModule with_site = compiling_tier().compile(paid);
    EXPECT_FALSE(reprice(with_site, unpaid.plan, set_price));
    CompiledModule without_site = compiling_tier().compile(unpaid);
    EXPECT_FALSE(reprice(without_site, paid.plan, set_price));
}

TEST(reprice, refuses_code_of_another_module)
{
    CompiledModule compiled = compiling_tier().compile(analysed(module_of_all_kinds()));
    EXPECT_FALSE(reprice(compiled, analysed(module_of_one_local()).plan, set_price));
}

TEST(reprice, writes_only_where_a_price_stands)
{
    const CompiledModule compiled = compiling_tier().compile(analysed(module_of_all_kinds()));
    Bytes code = compiled.code;
    const auto end = static_cast<u32>(code.size());
    u32 sites = 0;
    for (u32 at = 0; at <= end; ++at)
        sites += set_price(code, at, 1) ? 1 : 0;
    EXPECT_EQ(sites, std::ranges::count_if(compiled.sites, [](u32 site)
                                           { return site != CompiledModule::no_site; }));
    EXPECT_FALSE(set_price(code, CompiledModule::no_site, 1));
}
} // namespace
} // namespace pawl::test
