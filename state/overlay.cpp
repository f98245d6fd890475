#include "state/overlay.hpp"

namespace pawl::state
{
namespace
{
/// The least key above `key`.
Bytes behind(BytesView key)
{
    Bytes out = to_bytes(key);
    out.push_back(0);
    return out;
}
} // namespace

const Bytes* KeyRanges::end_of(BytesView key) const
{
    auto range = ranges_.upper_bound(key);
    if (range == ranges_.begin())
        return nullptr;
    --range;
    return compare(key, range->second) < 0 ? &range->second : nullptr;
}

const Bytes* KeyRanges::begin_below(BytesView key) const
{
    auto range = ranges_.lower_bound(key);
    if (range == ranges_.begin())
        return nullptr;
    --range;
    return compare(key, range->second) <= 0 ? &range->first : nullptr;
}

const Bytes* KeyRanges::begin_behind(BytesView key) const
{
    const auto range = ranges_.lower_bound(key);
    return range == ranges_.end() ? nullptr : &range->first;
}

const Bytes* KeyRanges::end_before(BytesView key) const
{
    auto range = ranges_.lower_bound(key);
    if (range == ranges_.begin())
        return nullptr;
    --range;
    return compare(range->second, key) <= 0 ? &range->second : nullptr;
}

void KeyRanges::add(BytesView from, BytesView to)
{
    if (compare(from, to) >= 0)
        return;
    Bytes begin = to_bytes(from);
    Bytes end = to_bytes(to);
    // One that begins where it ends, and one that ends where it begins, become part of it.
    if (const auto next = ranges_.find(end); next != ranges_.end())
        end = take(next).second;
    if (const auto after = ranges_.lower_bound(begin);
        after != ranges_.begin() && std::prev(after)->second == begin)
        begin = take(std::prev(after)).first;
    bytes_ += begin.size() + end.size();
    ranges_.emplace(std::move(begin), std::move(end));
    if (bytes_ <= budget_)
        return;
    ranges_.clear();
    bytes_ = 0;
}

std::pair<Bytes, Bytes> KeyRanges::take(Ranges::iterator range)
{
    std::pair<Bytes, Bytes> out{range->first, std::move(range->second)};
    bytes_ -= out.first.size() + out.second.size();
    ranges_.erase(range);
    return out;
}

OverlayView::OverlayView(const StateView& base, Changes changes) : base_{base}
{
    apply(std::move(changes));
}

void OverlayView::apply(Changes later)
{
    for (auto& [key, value] : later.values)
    {
        const bool present = value.has_value();
        note(changes_.values.insert_or_assign(key, std::move(value)).first->first, present);
    }
    changes_.code.merge(later.code);
}

void OverlayView::note(const Bytes& key, bool present)
{
    if (present)
        present_.insert(key);
    else
        present_.erase(key);
}

StoreResult<std::optional<Bytes>> OverlayView::get(BytesView key) const
{
    const auto found = changes_.values.find(key);
    if (found == changes_.values.end())
        return base_.get(key);
    return found->second;
}

StoreResult<std::optional<Bytes>> OverlayView::next_key(BytesView from, BytesView to,
                                                        Direction direction) const
{
    if (compare(from, to) >= 0)
        return std::nullopt;
    const bool ascending = direction == Direction::ascending;
    const auto written = first_written(from, to, direction);
    const std::scoped_lock hold{gaps_lock_};
    // What the base has beyond the written key is of no interest.
    auto found = ascending ? least_of_base(from, written ? *written : to)
                           : greatest_of_base(written ? behind(*written) : to_bytes(from), to);
    if (found && !*found && written)
        return to_bytes(*written);
    return found;
}

std::optional<BytesView> OverlayView::first_written(BytesView from, BytesView to,
                                                    Direction direction) const
{
    if (direction == Direction::ascending)
    {
        const auto at = present_.lower_bound(from);
        return at != present_.end() && compare(*at, to) < 0 ? std::optional{*at} : std::nullopt;
    }
    const auto end = present_.lower_bound(to);
    if (end == present_.begin() || compare(*std::prev(end), from) < 0)
        return std::nullopt;
    return *std::prev(end);
}

// The least key in [from, to) that the base has and no change replaces.
StoreResult<std::optional<Bytes>> OverlayView::least_of_base(BytesView from, BytesView to) const
{
    Bytes at = to_bytes(from);
    while (compare(at, to) < 0)
    {
        if (const Bytes* const end = gaps_.end_of(at))
        {
            at = *end;
            continue;
        }
        const Bytes* const next = gaps_.begin_behind(at);
        const Bytes limit = next != nullptr && compare(*next, to) < 0 ? *next : to_bytes(to);
        auto found = base_.next_key(at, limit, Direction::ascending);
        if (!found)
            return found;
        const bool replaced = *found && changes_.values.contains(**found);
        const Bytes end = !*found ? limit : replaced ? behind(**found) : **found;
        gaps_.add(at, end);
        if (*found && !replaced)
            return found;
        at = end;
    }
    return std::nullopt;
}

// The greatest such key.
StoreResult<std::optional<Bytes>> OverlayView::greatest_of_base(BytesView from, BytesView to) const
{
    Bytes at = to_bytes(to); // All keys from here on are done with.
    while (compare(from, at) < 0)
    {
        if (const Bytes* const begin = gaps_.begin_below(at))
        {
            at = *begin;
            continue;
        }
        const Bytes* const before = gaps_.end_before(at);
        const Bytes limit =
            before != nullptr && compare(from, *before) < 0 ? *before : to_bytes(from);
        auto found = base_.next_key(limit, at, Direction::descending);
        if (!found)
            return found;
        const bool replaced = *found && changes_.values.contains(**found);
        const Bytes begin = !*found ? limit : replaced ? **found : behind(**found);
        gaps_.add(begin, at);
        if (*found && !replaced)
            return found;
        at = begin;
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
} // namespace pawl::state
