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

/// Looks for the first key that had a value at a height. Walks side by side over the keys that have
/// one now and over the history of those that changed.
class HeightScan
{
public:
    HeightScan(const DatabaseSnapshot& data, u64 height, BytesView from, BytesView to,
               Direction direction)
        : height_{height},
          direction_{direction},
          from_{from},
          to_{to},
          state_{data.cursor(Table::state, from, to)},
          history_{data.cursor(Table::history, escape(from), escape(to))}
    {
    }

    [[nodiscard]] StoreResult<std::optional<Bytes>> run(const std::atomic<bool>* stop)
    {
        const bool ascending = direction_ == Direction::ascending;
        auto ready = take_present(state_->seek(ascending ? from_ : to_, direction_));
        if (ready)
            ready = take_record(history_->seek(escape(ascending ? from_ : to_), direction_));
        while (ready)
        {
            if (stop != nullptr && stop->load(std::memory_order_relaxed))
                return fail(StoreErrorKind::cancelled,
                            "the read was cancelled: allow it more time");
            if (!record_ || (present_ && is_before(*present_, record_->key)))
                return present_ ? std::optional{to_bytes(*present_)} : std::nullopt;
            const bool is_present = present_ && compare(*present_, record_->key) == 0;
            Bytes key = record_->key;
            const auto existed = existed_then(is_present);
            if (!existed)
                return std::unexpected{existed.error()};
            if (*existed)
                return key;
            ready = leave(key);
            if (ready && is_present)
                ready = take_present(state_->advance(direction_));
        }
        return std::unexpected{ready.error()};
    }

private:
    using Found = StoreResult<std::optional<EntryView>>;

    [[nodiscard]] bool is_before(BytesView a, BytesView b) const
    {
        return direction_ == Direction::ascending ? compare(a, b) < 0 : compare(b, a) < 0;
    }

    [[nodiscard]] StoreResult<void> take_present(const Found& found)
    {
        if (!found)
            return std::unexpected{found.error()};
        present_ = *found ? std::optional{(*found)->key} : std::nullopt;
        return {};
    }

    [[nodiscard]] StoreResult<void> take_record(const Found& found)
    {
        record_.reset();
        if (!found)
            return std::unexpected{found.error()};
        if (!*found)
            return {};
        auto record = parse_history_key((*found)->key);
        if (!record)
            return std::unexpected{record.error()};
        record_ = std::move(*record);
        before_ = (*found)->value;
        return {};
    }

    /// Whether the record's key had a value: its first change after the height tells, or else
    /// whether it has one now.
    [[nodiscard]] StoreResult<bool> existed_then(bool exists)
    {
        const bool later = record_->superseded > height_;
        if (direction_ == Direction::ascending ? !later : later)
        {
            // Others of its records stand between this one and that change.
            const Bytes key = record_->key;
            const auto moved =
                take_record(history_->seek(history_key(key, height_ + 1), Direction::ascending));
            if (!moved)
                return std::unexpected{moved.error()};
            if (!record_ || record_->key != key)
                return exists;
        }
        else if (!later)
            return exists;
        const auto before = decode_before(before_);
        if (!before)
            return std::unexpected{before.error()};
        return before->has_value();
    }

    /// Goes on behind the records of a key, however many there are.
    [[nodiscard]] StoreResult<void> leave(const Bytes& key)
    {
        if (!record_ || record_->key != key)
            return {};
        if (auto moved = take_record(history_->advance(direction_)); !moved)
            return moved;
        if (!record_ || record_->key != key)
            return {};
        const bool ascending = direction_ == Direction::ascending;
        return take_record(
            history_->seek(ascending ? behind_history(escape(key)) : escape(key), direction_));
    }

    const u64 height_;
    const Direction direction_;
    const BytesView from_, to_;
    const std::unique_ptr<Cursor> state_, history_;
    std::optional<BytesView> present_; ///< The next key that has a value now.
    std::optional<HistoryKey> record_; ///< The next history record,
    BytesView before_;                 ///< and its value.
};
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
    if (compare(from, to) >= 0)
        return std::nullopt;
    return HeightScan{data_, height_, from, to, direction}.run(stop_);
}

StoreResult<std::optional<Bytes>> HeightView::code(const Bytes32& hash) const
{
    return data_.get(Table::code, hash);
}
} // namespace pawl::state
