#include "engine/runtime/page_ranges.hpp"

#include <algorithm>

namespace pawl
{
std::optional<std::size_t> PageRanges::take(std::size_t pages)
{
    const std::scoped_lock lock{mutex_};
    const auto gap =
        std::ranges::find_if(gaps_, [pages](const Gap& each) { return each.pages >= pages; });
    if (gap == gaps_.end())
        return std::nullopt;
    const std::size_t first = gap->first;
    gap->first += pages;
    gap->pages -= pages;
    if (gap->pages == 0)
        gaps_.erase(gap);
    return first;
}

void PageRanges::give(std::size_t first, std::size_t pages)
{
    const std::scoped_lock lock{mutex_};
    auto place = std::ranges::lower_bound(gaps_, first, {}, &Gap::first);
    place = gaps_.insert(place, {first, pages});
    if (const auto next = place + 1; next != gaps_.end() && place->end() == next->first)
    {
        place->pages += next->pages;
        gaps_.erase(next);
    }
    if (place == gaps_.begin())
        return;
    if (const auto before = place - 1; before->end() == place->first)
    {
        before->pages += place->pages;
        gaps_.erase(place);
    }
}
} // namespace pawl
