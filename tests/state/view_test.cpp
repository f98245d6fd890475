#include "state/overlay.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pawl::state
{
namespace
{
Changes changes(std::initializer_list<std::pair<const char*, const char*>> entries)
{
    Changes out;
    for (const auto& [key, value] : entries)
        out.values[to_bytes(key)] =
            value == nullptr ? std::nullopt : std::optional{to_bytes(value)};
    return out;
}

std::string text(const std::optional<Bytes>& value)
{
    return value ? std::string{as_text(*value)} : "nothing";
}

/// The keys of a whole scan, joined.
std::string scan(const StateView& view, std::string_view from, std::string_view to,
                 Direction direction)
{
    Bytes low = to_bytes(from);
    Bytes high = to_bytes(to);
    std::string out;
    while (const auto entry = *view.next(low, high, direction))
    {
        out += as_text(entry->key);
        if (direction == Direction::descending)
            high = entry->key;
        else
            (low = entry->key).push_back(0);
    }
    return out;
}
} // namespace

TEST(state_view, an_overlay_hides_its_base)
{
    Changes below = changes({{"a", "1"}, {"b", "2"}, {"c", "3"}});
    Changes above = changes({{"b", "two"}, {"c", nullptr}, {"d", "4"}});
    const EmptyView nothing;
    const OverlayView base{nothing, std::move(below)};
    const OverlayView view{base, std::move(above)};
    EXPECT_EQ(text(*view.get(as_bytes("a"))), "1");
    EXPECT_EQ(text(*view.get(as_bytes("b"))), "two");
    EXPECT_EQ(text(*view.get(as_bytes("c"))), "nothing");
    EXPECT_EQ(text(*view.get(as_bytes("d"))), "4");
    EXPECT_EQ(text(*view.get(as_bytes("e"))), "nothing");
}

TEST(state_view, scans_merge_in_both_directions)
{
    Changes below = changes({{"a", "1"}, {"c", "3"}, {"d", "4"}, {"f", "6"}});
    Changes above = changes({{"a", nullptr}, {"b", "2"}, {"d", nullptr}, {"f", nullptr}});
    const EmptyView nothing;
    const OverlayView base{nothing, std::move(below)};
    const OverlayView view{base, std::move(above)};
    EXPECT_EQ(scan(view, "a", "z", Direction::ascending), "bc");
    EXPECT_EQ(scan(view, "a", "z", Direction::descending), "cb");
    EXPECT_EQ(scan(view, "b", "c", Direction::ascending), "b") << "the end is exclusive";
    EXPECT_EQ(scan(view, "c", "b", Direction::ascending), "") << "an empty range";
    EXPECT_EQ(scan(view, "c", "c", Direction::descending), "");
}

TEST(state_view, later_changes_win)
{
    Changes all = changes({{"a", "1"}, {"b", "2"}});
    all.apply(changes({{"a", nullptr}, {"c", "3"}}));
    EXPECT_EQ(all.values, changes({{"a", nullptr}, {"b", "2"}, {"c", "3"}}).values);
}

TEST(state_view, code_comes_from_the_overlay_first)
{
    const EmptyView nothing;
    Changes with;
    with.code[Bytes32{}] = to_bytes("code");
    const OverlayView view{nothing, std::move(with)};
    EXPECT_EQ(text(*view.code(Bytes32{})), "code");
    EXPECT_EQ(text(*view.code(Bytes32{{1}})), "nothing");
}
} // namespace pawl::state
