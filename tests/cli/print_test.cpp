#include "cli/print.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace pawl::cli
{
namespace
{
std::string printed(const Document& document)
{
    std::ostringstream out;
    print(out, document, false);
    return out.str();
}

TEST(print, fields_are_aligned_and_underscores_are_spaces)
{
    EXPECT_EQ(printed({{"gas_used", "12"}, {"ok", true}, {"trap", nullptr}}), "gas used  12\n"
                                                                              "ok        yes\n"
                                                                              "trap      -\n");
}

TEST(print, a_list_of_objects_is_a_table_with_numbers_to_the_right)
{
    const Document rows = {{{"name", "counter"}, {"calls", "7"}},
                           {{"name", "t"}, {"calls", "100"}}};
    EXPECT_EQ(printed(rows), "name     calls\n"
                             "counter      7\n"
                             "t          100\n");
}

TEST(print, what_is_nested_stands_below_its_name)
{
    EXPECT_EQ(printed({{"height", "3"}, {"gas", {{"call", "1"}, {"scan", "2"}}}}), "height  3\n"
                                                                                   "gas\n"
                                                                                   "  call  1\n"
                                                                                   "  scan  2\n");
}

TEST(print, an_empty_list_is_a_dash)
{
    EXPECT_EQ(printed({{"events", Document::array()}}), "events  -\n");
}

TEST(print, a_row_without_a_column_leaves_it_blank)
{
    const Document rows = {{{"a", "x"}}, {{"a", "y"}, {"b", "z"}}};
    EXPECT_EQ(printed(rows), "a  b\n"
                             "x\n"
                             "y  z\n");
}

TEST(print, what_is_nested_in_a_row_stands_on_its_line)
{
    const Document rows = {
        {{"type", "moved"},
         {"attributes", {{{"key", "from"}, {"value", "a"}}, {{"key", "to"}, {"value", "b"}}}}}};
    EXPECT_EQ(printed(rows), "type   attributes\n"
                             "moved  from=a to=b\n");
}

TEST(print, no_text_commands_the_terminal)
{
    EXPECT_EQ(printed({{"name", "a\x1B[2Jb\r\n\x7F"}}), "name  a\\x1b[2Jb\\x0d\\x0a\\x7f\n");
}
} // namespace
} // namespace pawl::cli
