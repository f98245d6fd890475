#include "base/settings.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
TEST(settings, values_are_taken_by_name)
{
    Settings in{"# a comment\n\n  first =  some text \nsecond=18446744073709551615\nthird = yes\n"
                "fourth = 3 + 4\nfifth = 5"};
    EXPECT_EQ(in.number("second", 0, ~u64{0}), ~u64{0});
    EXPECT_EQ(in.text("first"), "some text");
    EXPECT_TRUE(in.flag("third"));
    const SettingPrice fourth = in.price("fourth", 0, 10, 10);
    EXPECT_EQ(fourth.base, 3U);
    EXPECT_EQ(fourth.per_unit, 4U);
    EXPECT_EQ(in.price("fifth", 0, 10, 10).per_unit, std::nullopt);
    EXPECT_TRUE(in.finish().has_value());
}

TEST(settings, lines_that_are_none_are_refused_at_their_offset)
{
    for (const char* line : {"word", "= 1", "Name = 1", "a b = 1", "name = \xC3\xA4", "# \x07",
                             "name = 1\r", "\tname = 1"})
    {
        Settings in{std::string{"good = 1\n"} + line + "\n"};
        ASSERT_FALSE(in.finish().has_value()) << line;
        EXPECT_EQ(in.finish().error(), (Rejection{Code::bad_text, 9})) << line;
    }
}

TEST(settings, a_name_may_stand_once)
{
    const Settings in{"b = 1\na = 1\nb = 2\n"};
    EXPECT_EQ(in.finish().error(), (Rejection{Code::duplicate_name, 12}));
}

TEST(settings, missing_and_left_over_names_are_refused)
{
    Settings missing{"a = 1\n"};
    EXPECT_EQ(missing.number("b", 0, 9), 0U);
    EXPECT_EQ(missing.finish().error(), (Rejection{Code::missing_name, 6}));
    Settings twice{"a = 1\n"};
    EXPECT_EQ(twice.number("a", 0, 9), 1U);
    EXPECT_EQ(twice.number("a", 0, 9), 0U);
    EXPECT_EQ(twice.finish().error().code, Code::missing_name);
    const Settings left{"a = 1\nb = 2\n"};
    EXPECT_EQ(left.finish().error(), (Rejection{Code::unknown_name, 0}));
}

TEST(settings, the_next_name_is_the_first_left_in_order)
{
    Settings in{"x.b = 1\nx.a = 1\ny = 1\n"};
    EXPECT_EQ(in.next("x."), "x.a");
    in.text("x.a");
    EXPECT_EQ(in.next("x."), "x.b");
    in.text("x.b");
    EXPECT_EQ(in.next("x."), std::nullopt);
}

TEST(settings, numbers_are_plain_decimals)
{
    EXPECT_EQ(parse_decimal("0"), 0U);
    EXPECT_EQ(parse_decimal("4096"), 4096U);
    for (const char* bad : {"", "-1", "+1", "01", "1 ", " 1", "0x1", "1_0", "18446744073709551616"})
        EXPECT_EQ(parse_decimal(bad), std::nullopt) << bad;
}

TEST(settings, a_value_out_of_range_is_refused_where_it_stands)
{
    Settings in{"a = 11\n"};
    EXPECT_EQ(in.number("a", 1, 10), 0U);
    EXPECT_EQ(in.finish().error(), (Rejection{Code::bad_number, 4}));
    Settings price{"a = 1 + 11\n"};
    EXPECT_EQ(price.price("a", 1, 10, 10).base, 0U);
    EXPECT_EQ(price.finish().error(), (Rejection{Code::bad_number, 4}));
    Settings flag{"a = maybe\n"};
    flag.flag("a");
    EXPECT_EQ(flag.finish().error(), (Rejection{Code::bad_text, 4}));
}
} // namespace
} // namespace pawl
