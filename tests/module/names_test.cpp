#include "determinism/profile.hpp"
#include "engine/module/decode.hpp"
#include "engine/module/names.hpp"
#include "engine/module/writer.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
using Names = std::map<u32, std::string_view>;

/// A module with two functions and this name section.
Module module_with_names(BytesView section)
{
    ModuleWriter out;
    const u32 type = out.type({}, {});
    out.function(type, {}, {});
    out.function(type, {}, {});
    out.custom("name", section);
    auto module = decode(out.bytes(), default_profile().module);
    EXPECT_TRUE(module.has_value());
    return std::move(*module);
}

Bytes subsection(u8 id, BytesView content)
{
    return BinaryWriter{}.byte(id).sized(content).bytes();
}

TEST(function_names, are_read_behind_other_subsections)
{
    Bytes section = subsection(0, BinaryWriter{}.name("the module").bytes());
    append(section, subsection(1, BinaryWriter{}
                                      .unsigned_leb(2)
                                      .unsigned_leb(0)
                                      .name("first")
                                      .unsigned_leb(1)
                                      .name("second")
                                      .bytes()));
    const Module module = module_with_names(section);
    EXPECT_EQ(function_names(module), (Names{{0, "first"}, {1, "second"}}));
}

TEST(function_names, end_where_the_section_is_malformed)
{
    const Module module = module_with_names(
        subsection(1, BinaryWriter{}.unsigned_leb(9).unsigned_leb(1).name("only").bytes()));
    EXPECT_EQ(function_names(module), (Names{{1, "only"}}));
    EXPECT_EQ(function_names(module_with_names(Bytes{1, 0x80})), Names{});
    EXPECT_EQ(function_names(module_with_names({})), Names{});
}

TEST(function_names, of_functions_that_are_not_there_are_dropped)
{
    const Module module = module_with_names(
        subsection(1, BinaryWriter{}.unsigned_leb(1).unsigned_leb(2).name("ghost").bytes()));
    EXPECT_EQ(function_names(module), Names{});
}
} // namespace
} // namespace pawl
