// Changes over a base: what is seen, and how often the base is asked.
#include "state/overlay.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

namespace pawl::state
{
namespace
{
using enum Direction;

/// A base in memory that counts how many keys scans of it have passed, as tombstones are passed.
class CountingBase final : public StateView
{
public:
    std::map<Bytes, Bytes, BytesLess> values;
    std::set<Bytes, BytesLess> tombstones;
    mutable u64 scans = 0;
    mutable u64 passed = 0;

    [[nodiscard]] StoreResult<std::optional<Bytes>> get(BytesView key) const override
    {
        const auto found = values.find(key);
        return found == values.end() ? std::nullopt : std::optional{found->second};
    }
    [[nodiscard]] StoreResult<std::optional<Bytes>> next_key(BytesView from, BytesView to,
                                                             Direction direction) const override
    {
        ++scans;
        std::optional<Bytes> found;
        const auto low = values.lower_bound(from);
        const auto high = values.lower_bound(to);
        if (compare(from, to) < 0 && low != high)
            found = direction == ascending ? low->first : std::prev(high)->first;
        const BytesView begin = direction == descending && found ? BytesView{*found} : from;
        const BytesView end = direction == ascending && found ? BytesView{*found} : to;
        if (compare(begin, end) < 0)
            passed += static_cast<u64>(
                std::distance(tombstones.lower_bound(begin), tombstones.lower_bound(end)));
        return found;
    }
    [[nodiscard]] StoreResult<std::optional<Bytes>> code(const Bytes32&) const override
    {
        return std::nullopt;
    }
};

Bytes key_of(u64 number)
{
    char text[8];
    std::snprintf(text, sizeof text, "%06llu", static_cast<unsigned long long>(number % 1'000'000));
    return to_bytes(text);
}

constexpr u64 many = 2000;
const Bytes lowest = to_bytes("0");
const Bytes highest = to_bytes("9");

/// Scans the whole from `many` places, each in its own direction.
void scan_everywhere(const OverlayView& view, Direction direction)
{
    for (u64 number = 0; number < many; ++number)
    {
        const Bytes from = key_of(number * 7919 % many);
        if (direction == ascending)
        {
            EXPECT_EQ(*view.next_key(from, highest, direction), key_of(many));
        }
        else
        {
            EXPECT_EQ(*view.next_key(lowest, from, direction), std::nullopt);
        }
    }
}
} // namespace

TEST(state_overlay, sees_what_a_map_would)
{
    const u64 seed = std::random_device{}();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::mt19937_64 random{seed};
    const auto key = [&random]
    {
        Bytes out = key_of(random() % 40);
        if (random() % 4 == 0)
            out.push_back(0);
        return out;
    };
    for (int round = 0; round < 200; ++round)
    {
        CountingBase base;
        std::map<Bytes, Bytes, BytesLess> model;
        for (int i = 0; i < 25; ++i)
            base.values[key()] = to_bytes("base");
        model = base.values;
        OverlayView view{base};
        for (int step = 0; step < 120; ++step)
        {
            if (random() % 3 == 0)
            {
                Changes changes;
                const Bytes changed = key();
                const bool deletes = random() % 3 != 0;
                changes.values[changed] = deletes ? std::nullopt : std::optional{to_bytes("new")};
                view.apply(std::move(changes));
                model.erase(changed);
                if (!deletes)
                    model[changed] = to_bytes("new");
                continue;
            }
            const Bytes from = key();
            const Bytes to = key();
            const Direction direction = random() % 2 == 0 ? ascending : descending;
            std::optional<Entry> expected;
            const auto low = model.lower_bound(from);
            const auto high = model.lower_bound(to);
            if (compare(from, to) < 0 && low != high)
            {
                const auto at = direction == ascending ? low : std::prev(high);
                expected = Entry{at->first, at->second};
            }
            ASSERT_EQ(*view.next(from, to, direction), expected) << "round " << round;
        }
    }
}

TEST(state_overlay, passes_over_each_deleted_key_once)
{
    for (const Direction direction : {ascending, descending})
    {
        CountingBase base;
        Changes deletions;
        for (u64 number = 0; number < many; ++number)
        {
            base.values[key_of(number)] = to_bytes("value");
            deletions.values[key_of(number)] = std::nullopt;
        }
        base.values[key_of(many)] = to_bytes("last");
        OverlayView view{base, std::move(deletions)};
        scan_everywhere(view, direction);
        EXPECT_LE(base.scans, 3 * many);
    }
}

TEST(state_overlay, passes_over_each_tombstone_of_the_base_once)
{
    for (const Direction direction : {ascending, descending})
    {
        CountingBase base;
        for (u64 number = 0; number < many; ++number)
            base.tombstones.insert(key_of(number));
        base.values[key_of(many)] = to_bytes("last");
        const OverlayView view{base};
        scan_everywhere(view, direction);
        EXPECT_LE(base.passed, many);
    }
}

TEST(key_ranges, grow_together_and_are_forgotten_beyond_the_budget)
{
    KeyRanges ranges{100};
    const auto b = [](std::string_view text) { return to_bytes(text); };
    ranges.add(b("b"), b("c"));
    ranges.add(b("d"), b("e"));
    EXPECT_EQ(ranges.size(), 2U);
    EXPECT_EQ(*ranges.end_of(b("b")), b("c"));
    EXPECT_EQ(ranges.end_of(b("c")), nullptr) << "the end is not inside";
    EXPECT_EQ(*ranges.begin_below(b("c")), b("b"));
    EXPECT_EQ(ranges.begin_below(b("d")), nullptr);
    EXPECT_EQ(*ranges.end_before(b("d")), b("c"));
    EXPECT_EQ(*ranges.begin_behind(b("c")), b("d"));
    EXPECT_EQ(ranges.begin_behind(b("e")), nullptr);
    ranges.add(b("c"), b("d"));
    EXPECT_EQ(ranges.size(), 1U);
    EXPECT_EQ(*ranges.end_of(b("b")), b("e"));
    ranges.add(b("x"), b("x"));
    EXPECT_EQ(ranges.size(), 1U) << "an empty range is none";
    ranges.add(Bytes(60, 'y'), Bytes(60, 'z'));
    EXPECT_EQ(ranges.size(), 0U);
}
} // namespace pawl::state
