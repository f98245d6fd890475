#include "state/database.hpp"

#include "base/check.hpp"

namespace pawl::state
{
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
} // namespace pawl::state
