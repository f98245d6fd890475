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

TEST(function_labels, are_the_best_names_there_are)
{
    ModuleWriter out;
    const u32 type = out.type({}, {});
    for (const char* const import : {"open", "shut"})
        out.import_function("door", import, type);
    for (int i = 0; i < 4; ++i)
        out.function(type, {}, {});
    out.exported("third", ExternKind::function, 2);
    out.exported("fourth", ExternKind::function, 3);
    out.exported("again", ExternKind::function, 3);
    BinaryWriter names;
    names.unsigned_leb(3).unsigned_leb(1).name("close").unsigned_leb(2).name("named");
    names.unsigned_leb(4).name("");
    const Bytes functions = subsection(1, names.bytes());
    const auto labels = [&](BytesView section)
    {
        ModuleWriter module = out;
        module.custom("name", section);
        return function_labels(*decode(module.bytes(), default_profile().module));
    };
    EXPECT_EQ(labels(functions), (std::vector<std::string>{"door.open", "close", "named", "fourth",
                                                           "wasm[4]", "wasm[5]"}));
    Bytes section = subsection(0, BinaryWriter{}.name("token").bytes());
    append(section, functions);
    EXPECT_EQ(labels(section)[4], "token[4]");
    EXPECT_EQ(labels({})[2], "third");
    EXPECT_EQ(labels(subsection(0, Bytes{9}))[5], "wasm[5]");
}
} // namespace
} // namespace pawl
