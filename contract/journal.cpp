#include "contract/journal.hpp"

#include "base/codec.hpp"
#include "base/sha256.hpp"

namespace pawl::contract
{
namespace
{
void encode_hash(Encoder& out, const std::optional<Bytes32>& hash)
{
    out.u8(hash ? 1 : 0);
    if (hash)
        out.raw(*hash);
}

std::optional<Bytes32> hash_of(const std::optional<Bytes>& value)
{
    if (!value)
        return std::nullopt;
    return sha256(*value);
}
} // namespace

void Journal::record(BytesView key, const Value& value)
{
    if (!reads_.contains(key))
        reads_.emplace(to_bytes(key), hash_of(value));
}

state::StoreResult<Journal::Value> Journal::read_base(BytesView key)
{
    auto value = base_.get(key);
    if (value)
        record(key, *value);
    return value;
}

state::StoreResult<std::optional<Bytes>> Journal::get(BytesView key)
{
    const auto written = writes_.find(key);
    if (written != writes_.end())
        return written->second;
    return read_base(key);
}

void Journal::write(BytesView key, Value value)
{
    const auto [entry, added] = writes_.try_emplace(to_bytes(key));
    undo_.push_back(
        {entry->first, added ? std::nullopt : std::optional<Value>{std::move(entry->second)}});
    entry->second = std::move(value);
}

void Journal::set(BytesView key, BytesView value)
{
    write(key, to_bytes(value));
}

state::StoreResult<void> Journal::erase(BytesView key)
{
    const auto value = get(key);
    if (!value)
        return std::unexpected{value.error()};
    if (*value)
        remove(key);
    return {};
}

void Journal::remove(BytesView key)
{
    write(key, std::nullopt);
}

state::StoreResult<std::optional<Journal::Found>> Journal::next(BytesView from, BytesView to,
                                                                state::Direction direction)
{
    if (compare(from, to) >= 0)
        return std::nullopt;
    const bool ascending = direction == state::Direction::ascending;
    const auto base = base_.next_key(from, to, direction);
    if (!base)
        return std::unexpected{base.error()};

    const auto low = writes_.lower_bound(from);
    const auto high = writes_.lower_bound(to);
    const bool any_written = low != high;
    const auto written = ascending || !any_written ? low : std::prev(high);
    if (*base)
    {
        const bool written_first =
            any_written && (written->first == **base || (written->first < **base) == ascending);
        if (!written_first)
            return Found{.key = **base};
    }
    if (!any_written)
        return std::nullopt;
    return Found{.key = written->first, .deleted = !written->second.has_value()};
}

void Journal::record_scan(BytesView from, BytesView to)
{
    ranges_.emplace(to_bytes(from), to_bytes(to));
}

state::StoreResult<std::optional<Bytes>> Journal::code(const Bytes32& hash) const
{
    const auto own = code_.find(hash);
    if (own != code_.end())
        return own->second;
    return base_.code(hash);
}

void Journal::store_code(const Bytes32& hash, Bytes code)
{
    code_.emplace(hash, std::move(code));
}

void Journal::roll_back(Savepoint savepoint)
{
    while (undo_.size() > savepoint)
    {
        Undo& last = undo_.back();
        const auto entry = writes_.find(last.key);
        if (last.before)
            entry->second = std::move(*last.before);
        else
            writes_.erase(entry);
        undo_.pop_back();
    }
}

state::StoreResult<state::Changes> Journal::changes() const
{
    state::Changes changes;
    for (const auto& [key, value] : writes_)
    {
        const auto before = base_.get(key);
        if (!before)
            return std::unexpected{before.error()};
        if (*before != value)
            changes.values.emplace(key, value);
    }
    changes.code = code_;
    return changes;
}

Bytes32 Journal::read_set_digest() const
{
    Encoder out;
    out.u32(static_cast<u32>(reads_.size()));
    for (const auto& [key, hash] : reads_)
    {
        out.bytes(key);
        encode_hash(out, hash);
    }
    out.u32(static_cast<u32>(ranges_.size()));
    for (const auto& [from, to] : ranges_)
        out.bytes(from).bytes(to);
    return sha256(out.view());
}

Bytes32 write_set_digest(const state::Changes& changes)
{
    Encoder out;
    out.u32(static_cast<u32>(changes.values.size()));
    for (const auto& [key, value] : changes.values)
    {
        out.bytes(key);
        encode_hash(out, hash_of(value));
    }
    return sha256(out.view());
}
} // namespace pawl::contract
