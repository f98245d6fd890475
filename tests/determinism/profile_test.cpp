#include "base/sha256.hpp"
#include "determinism/profile.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pawl
{
namespace
{
/// What the default profile with one line replaced is refused for; Code{} where it is not.
Code refusal(std::string_view prefix, std::string_view line)
{
    std::string file{default_profile_file()};
    const auto start = file.find("\n" + std::string{prefix}) + 1;
    const auto end = file.find('\n', start);
    file.replace(start, end - start, line);
    const auto parsed = parse_profile(file);
    return parsed ? Code{} : parsed.error().code;
}

TEST(profile, the_built_in_ones_are_identified_by_their_bytes)
{
    EXPECT_EQ(default_profile().id, sha256(as_bytes(default_profile_file())));
    EXPECT_EQ(permissive_profile().id, sha256(as_bytes(permissive_profile_file())));
    EXPECT_EQ(default_profile().name, "pawl-1");
    EXPECT_EQ(permissive_profile().name, "permissive");
}

TEST(profile, the_permissive_one_allows_whatever_the_default_allows)
{
    EXPECT_EQ(permissive_profile().module.features, default_profile().module.features);
    const ModuleLimits& wide = permissive_profile().module.limits;
    const ModuleLimits& narrow = default_profile().module.limits;
    for (const auto member :
         {&ModuleLimits::module_bytes,    &ModuleLimits::types,          &ModuleLimits::functions,
          &ModuleLimits::imports,         &ModuleLimits::exports,        &ModuleLimits::globals,
          &ModuleLimits::tables,          &ModuleLimits::table_entries,  &ModuleLimits::memories,
          &ModuleLimits::memory_pages,    &ModuleLimits::elements,       &ModuleLimits::data,
          &ModuleLimits::segment_entries, &ModuleLimits::locals,         &ModuleLimits::params,
          &ModuleLimits::results,         &ModuleLimits::body_bytes,     &ModuleLimits::nesting,
          &ModuleLimits::br_table,        &ModuleLimits::function_units, &ModuleLimits::operands,
          &ModuleLimits::name_bytes,      &ModuleLimits::frame_units})
    {
        EXPECT_GE(wide.*member, narrow.*member);
        EXPECT_GT(narrow.*member, 0U);
    }
}

TEST(profile, this_builds_features_are_on_and_later_ones_off)
{
    const FeatureSet features = default_profile().module.features;
    for (const Feature on :
         {Feature::mvp, Feature::mutable_globals, Feature::sign_extension,
          Feature::saturating_conversions, Feature::multi_value, Feature::bulk_memory,
          Feature::reference_types, Feature::extended_constants, Feature::memory64})
        EXPECT_TRUE(features.has(on)) << name(on);
    for (const Feature off : {Feature::tail_calls, Feature::typed_references, Feature::gc,
                              Feature::exceptions, Feature::simd, Feature::relaxed_simd,
                              Feature::multi_memory, Feature::wide_arithmetic, Feature::threads})
        EXPECT_FALSE(features.has(off)) << name(off);
}

TEST(profile, a_value_that_makes_no_sense_is_refused)
{
    EXPECT_EQ(refusal("features", "features = mvp"), Code::duplicate_name);
    EXPECT_EQ(refusal("features", "features = multi_value multi_value"), Code::duplicate_name);
    EXPECT_EQ(refusal("features", "features = multi_value gc"), Code::off_gc);
    EXPECT_EQ(refusal("features", "features = flying"), Code::unknown_name);
    EXPECT_EQ(refusal("features", "features ="), Code{});
    EXPECT_EQ(refusal("floats", "floats = perhaps"), Code::bad_text);
    EXPECT_EQ(refusal("function.units", "function.units = 1048577"), Code::bad_number);
    EXPECT_EQ(refusal("module.memory_pages", "module.memory_pages = 65537"), Code::bad_number);
    EXPECT_EQ(refusal("address_prefix", "address_prefix = Pawl"), Code::bad_text);
    EXPECT_EQ(refusal("fee_sink", "fee_sink = 00"), Code::bad_number);
    EXPECT_EQ(refusal("block.gas", "block.gas = 0"), Code::bad_number);
    EXPECT_EQ(refusal("block.gas", ""), Code::missing_name);
    EXPECT_EQ(refusal("block.gas", "block.gas = 1\nblock.fee = 1"), Code::unknown_name);
    EXPECT_EQ(refusal("block.gas", "block.gas = 1\nblock.gas = 1"), Code::duplicate_name);
}

TEST(profile, values_are_read_where_they_stand)
{
    std::string file{default_profile_file()};
    const std::string_view line = "function.nesting = 1024";
    file.replace(file.find(line), line.size(), "function.nesting = 77");
    const auto parsed = parse_profile(file);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->module.limits.nesting, 77U);
    EXPECT_EQ(parsed->module.limits.locals, default_profile().module.limits.locals);
    EXPECT_NE(parsed->id, default_profile().id);
}
} // namespace
} // namespace pawl
