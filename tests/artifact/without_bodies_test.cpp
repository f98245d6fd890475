#include "engine/artifact/without_bodies.hpp"
#include "engine/module/decode.hpp"
#include "engine/module/names.hpp"
#include "engine/module/writer.hpp"
#include "tests/artifact/subject.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
Module decoded(Bytes bytes)
{
    return *decode(std::move(bytes), permissive_profile().module);
}

TEST(without_bodies, all_else_is_as_it_was)
{
    const Module whole = decoded(module_of_all_kinds());
    const Module empty = decoded(without_bodies(whole));
    EXPECT_LT(empty.bytes.size(), whole.bytes.size());
    EXPECT_EQ(empty.types, whole.types);
    EXPECT_EQ(empty.functions, whole.functions);
    EXPECT_EQ(empty.tables, whole.tables);
    EXPECT_EQ(empty.memories, whole.memories);
    EXPECT_EQ(empty.code.size(), whole.code.size());
    ASSERT_EQ(empty.data.size(), 1U);
    EXPECT_TRUE(equal(empty.view(empty.data[0].bytes), whole.view(whole.data[0].bytes)));
    EXPECT_EQ(empty.elements[0].functions, whole.elements[0].functions);
    EXPECT_TRUE(
        equal(empty.view(empty.globals[0].init.code), whole.view(whole.globals[0].init.code)));
    EXPECT_NE(empty.find_export("run", ExternKind::function), nullptr);
}

TEST(without_bodies, names_stay_and_other_custom_sections_go)
{
    ModuleWriter module;
    module.function(module.type({}, {}), {}, CodeWriter{}.op(Op::nop));
    // Of functions (1), six bytes: one name, of function 0, which is `nop`.
    constexpr std::array<u8, 8> names{1, 6, 1, 0, 3, 'n', 'o', 'p'};
    module.custom("name", names);
    module.custom("debug", as_bytes("a lot"));
    const Module empty = decoded(without_bodies(decoded(module.bytes())));
    const auto found = function_names(empty);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at(0), "nop");
    EXPECT_EQ(as_text(empty.bytes).find("debug"), std::string_view::npos);
}

TEST(without_bodies, a_module_without_functions_stays_without)
{
    const Module whole = decoded(ModuleWriter{}.bytes());
    EXPECT_EQ(without_bodies(whole), whole.bytes);
}
} // namespace
} // namespace pawl::test
