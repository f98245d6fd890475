#include "cli/visible.hpp"

#include <gtest/gtest.h>

namespace pawl::cli
{
namespace
{
TEST(visible, leaves_letters_of_any_language)
{
    EXPECT_EQ(visible("pawl \u017C\u00F3\u0142w \u4E8C \U0001F40C"),
              "pawl \u017C\u00F3\u0142w \u4E8C \U0001F40C");
}

TEST(visible, shows_the_bytes_of_what_controls_hides_or_reorders)
{
    EXPECT_EQ(visible(std::string_view{"\0", 1}), "\\x00");
    EXPECT_EQ(visible("\u009B"), "\\xc2\\x9b"); // as ESC [
    EXPECT_EQ(visible("a\u202Eb"), "a\\xe2\\x80\\xaeb");
    EXPECT_EQ(visible("\u200B\uFEFF"), "\\xe2\\x80\\x8b\\xef\\xbb\\xbf");
}

TEST(visible, shows_the_bytes_of_what_is_no_text)
{
    EXPECT_EQ(visible("\xFF"
                      "a"),
              "\\xffa");
    EXPECT_EQ(visible("\xE4\xBA"), "\\xe4\\xba");
    EXPECT_EQ(visible("\xE4"
                      "ab"),
              "\\xe4"
              "ab");
    EXPECT_EQ(visible("\xC0\x80"), "\\xc0\\x80");
}
} // namespace
} // namespace pawl::cli
