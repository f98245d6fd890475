#include "state/database.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace pawl::state
{
namespace
{
/// A cursor that looks each entry up anew.
class LookupCursor final : public Cursor
{
public:
    LookupCursor(const DatabaseSnapshot& data, Table table, BytesView from, BytesView to)
        : data_{data}, table_{table}, low_{to_bytes(from)}, high_{to_bytes(to)}
    {
    }

    [[nodiscard]] StoreResult<std::optional<EntryView>> seek(BytesView key,
                                                             Direction direction) override
    {
        const auto nearer = [](BytesView a, BytesView b) { return compare(a, b) < 0; };
        auto found =
            direction == Direction::ascending
                ? data_.next(table_, std::max(BytesView{low_}, key, nearer), high_, direction)
                : data_.next(table_, low_, std::min(BytesView{high_}, key, nearer), direction);
        if (!found)
            return std::unexpected{found.error()};
        here_ = std::move(*found);
        return here_ ? std::optional{EntryView{here_->key, here_->value}} : std::nullopt;
    }

    [[nodiscard]] StoreResult<std::optional<EntryView>> advance(Direction direction) override
    {
        Bytes key = here_->key;
        if (direction == Direction::ascending)
            key.push_back(0); // The least key after it.
        return seek(key, direction);
    }

private:
    const DatabaseSnapshot& data_;
    const Table table_;
    const Bytes low_, high_;
    std::optional<Entry> here_;
};
} // namespace

void Batch::put(Table table, BytesView key, BytesView value)
{
    constexpr std::size_t longest = ~u32{0};
    PAWL_CHECK(key.size() <= longest && value.size() <= longest, "a write is too long");
    writes_.push_back({table, false, static_cast<u32>(key.size()), static_cast<u32>(value.size()),
                       buffer_.size()});
    append(buffer_, key);
    append(buffer_, value);
}

void Batch::erase(Table table, BytesView key)
{
    put(table, key, {});
    writes_.back().erases = true;
}

Batch::Write Batch::operator[](std::size_t index) const
{
    const Place& place = writes_[index];
    const BytesView bytes = BytesView{buffer_}.subspan(place.at);
    const BytesView value = bytes.subspan(place.key_bytes, place.value_bytes);
    return {place.table, bytes.first(place.key_bytes),
            place.erases ? std::nullopt : std::optional{value}};
}

StoreResult<std::vector<std::optional<Bytes>>>
DatabaseSnapshot::get_many(Table table, std::span<const BytesView> keys) const
{
    std::vector<std::optional<Bytes>> out;
    out.reserve(keys.size());
    for (const BytesView key : keys)
    {
        auto value = get(table, key);
        if (!value)
            return std::unexpected{value.error()};
        out.push_back(std::move(*value));
    }
    return out;
}

std::unique_ptr<Cursor> DatabaseSnapshot::cursor(Table table, BytesView from, BytesView to) const
{
    return std::make_unique<LookupCursor>(*this, table, from, to);
}
} // namespace pawl::state
