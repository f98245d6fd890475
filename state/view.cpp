#include "state/view.hpp"

namespace pawl::state
{
namespace
{
using Values = std::map<Bytes, std::optional<Bytes>, BytesLess>;

/// The first change in the range, in order of `direction`, deletions included.
const Values::value_type* first_change(const Values& values, BytesView from, BytesView to,
                                       Direction direction)
{
    if (direction == Direction::ascending)
    {
        const auto at = values.lower_bound(from);
        return at != values.end() && compare(at->first, to) < 0 ? &*at : nullptr;
    }
    const auto end = values.lower_bound(to);
    if (end == values.begin())
        return nullptr;
    const auto at = std::prev(end);
    return compare(at->first, from) >= 0 ? &*at : nullptr;
}

/// Whether `a` comes before `b` on the way of `direction`.
bool precedes(BytesView a, BytesView b, Direction direction)
{
    return direction == Direction::ascending ? compare(a, b) < 0 : compare(b, a) < 0;
}
} // namespace

void Changes::apply(Changes later)
{
    for (auto& [key, value] : later.values)
        values.insert_or_assign(key, std::move(value));
    code.merge(later.code);
}

StoreResult<std::optional<Bytes>> OverlayView::get(BytesView key) const
{
    const auto found = changes_.values.find(key);
    if (found == changes_.values.end())
        return base_.get(key);
    return found->second;
}

StoreResult<std::optional<Entry>> OverlayView::next(BytesView from, BytesView to,
                                                    Direction direction) const
{
    Bytes low = to_bytes(from);
    Bytes high = to_bytes(to);
    while (compare(low, high) < 0)
    {
        auto below = base_.next(low, high, direction);
        if (!below)
            return below;
        const auto* const change = first_change(changes_.values, low, high, direction);
        if (change == nullptr || (*below && precedes((*below)->key, change->first, direction)))
            return below;
        if (change->second)
            return Entry{change->first, *change->second};
        // A deleted key hides whatever the base has under it: go on behind it.
        if (direction == Direction::descending)
        {
            high = change->first;
            continue;
        }
        low = change->first;
        low.push_back(0);
    }
    return std::nullopt;
}

StoreResult<std::optional<Bytes>> OverlayView::code(const Bytes32& hash) const
{
    const auto found = changes_.code.find(hash);
    if (found == changes_.code.end())
        return base_.code(hash);
    return found->second;
}

StoreResult<std::optional<Bytes>> EmptyView::get(BytesView) const
{
    return std::nullopt;
}

StoreResult<std::optional<Entry>> EmptyView::next(BytesView, BytesView, Direction) const
{
    return std::nullopt;
}

StoreResult<std::optional<Bytes>> EmptyView::code(const Bytes32&) const
{
    return std::nullopt;
}
} // namespace pawl::state
