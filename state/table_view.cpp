#include "state/table_view.hpp"

#include "state/records.hpp"

namespace pawl::state
{
namespace
{
/// Behind every history record of the key whose escaped form this is: its records go on with a
/// height, which is at most 8 bytes of FF.
Bytes behind_history(Bytes escaped)
{
    escaped.insert(escaped.end(), 9, 0xFF);
    return escaped;
}

/// The value in a record of the state table, where there is one.
StoreResult<std::optional<Bytes>> value_of(StoreResult<std::optional<Bytes>> stored)
{
    if (!stored || !*stored)
        return stored;
    const auto record = decode_state(**stored);
    if (!record)
        return std::unexpected{record.error()};
    return to_bytes(record->value);
}

/// What is left of a range once `passed` has been looked at.
void shrink(Bytes& from, Bytes& to, const Bytes& passed, Direction direction)
{
    if (direction == Direction::descending)
    {
        to = passed;
        return;
    }
    from = passed;
    from.push_back(0);
}
} // namespace

StoreResult<std::optional<Bytes>> LatestView::get(BytesView key) const
{
    return value_of(data_.get(Table::state, key));
}

StoreResult<std::vector<std::optional<Bytes>>>
LatestView::get_many(std::span<const BytesView> keys) const
{
    auto all = data_.get_many(Table::state, keys);
    if (!all)
        return all;
    for (std::optional<Bytes>& stored : *all)
    {
        auto value = value_of(std::move(stored));
        if (!value)
            return std::unexpected{value.error()};
        stored = std::move(*value);
    }
    return all;
}

StoreResult<std::optional<Bytes>> LatestView::next_key(BytesView from, BytesView to,
                                                       Direction direction) const
{
    return data_.next_key(Table::state, from, to, direction);
}

StoreResult<std::optional<Bytes>> LatestView::code(const Bytes32& hash) const
{
    return data_.get(Table::code, hash);
}

StoreResult<std::optional<Bytes>> HeightView::get(BytesView key) const
{
    const auto stored = data_.get(Table::state, key);
    if (!stored)
        return stored;
    std::optional<Bytes> latest;
    if (*stored)
    {
        const auto record = decode_state(**stored);
        if (!record)
            return std::unexpected{record.error()};
        latest = to_bytes(record->value);
        if (record->changed <= height_)
            return latest;
    }
    const auto change = data_.next(Table::history, history_key(key, height_ + 1),
                                   behind_history(escape(key)), Direction::ascending);
    if (!change)
        return std::unexpected{change.error()};
    return *change ? decode_before((*change)->value) : latest;
}

StoreResult<std::optional<Bytes>> HeightView::next_key(BytesView from, BytesView to,
                                                       Direction direction) const
{
    Bytes low = to_bytes(from);
    Bytes high = to_bytes(to);
    while (compare(low, high) < 0)
    {
        auto key = nearest(low, high, direction);
        if (!key || !*key)
            return key;
        const auto value = get(**key);
        if (!value)
            return std::unexpected{value.error()};
        if (*value)
            return key;
        // It came later than this height: go on behind it.
        shrink(low, high, **key, direction);
    }
    return std::nullopt;
}

/// The nearest key that has a value now or had another one since.
StoreResult<std::optional<Bytes>> HeightView::nearest(BytesView from, BytesView to,
                                                      Direction direction) const
{
    auto present = data_.next_key(Table::state, from, to, direction);
    if (!present)
        return present;
    Bytes low = to_bytes(from);
    Bytes high = to_bytes(to);
    if (*present)
    {
        // Only what comes before it on the way could be nearer.
        Bytes& bound = direction == Direction::ascending ? high : low;
        bound = **present;
        if (direction == Direction::descending)
            bound.push_back(0);
    }
    auto changed = changed_since(low, high, direction);
    if (!changed || *changed)
        return changed;
    return present;
}

/// The nearest key that changed after this height.
StoreResult<std::optional<Bytes>> HeightView::changed_since(BytesView from, BytesView to,
                                                            Direction direction) const
{
    Bytes low = to_bytes(from);
    Bytes high = to_bytes(to);
    while (compare(low, high) < 0)
    {
        const auto found = data_.next(Table::history, escape(low), escape(high), direction);
        if (!found)
            return std::unexpected{found.error()};
        if (!*found)
            return std::nullopt;
        auto record = parse_history_key((*found)->key);
        if (!record)
            return std::unexpected{record.error()};
        if (record->superseded > height_)
            return std::move(record->key);
        // The key's own later records, if it has any, decide.
        const auto later = data_.next(Table::history, history_key(record->key, height_ + 1),
                                      behind_history(escape(record->key)), Direction::ascending);
        if (!later)
            return std::unexpected{later.error()};
        if (*later)
            return std::move(record->key);
        shrink(low, high, record->key, direction);
    }
    return std::nullopt;
}

StoreResult<std::optional<Bytes>> HeightView::code(const Bytes32& hash) const
{
    return data_.get(Table::code, hash);
}
} // namespace pawl::state
