#include "state/database.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <set>
#include <shared_mutex>

namespace pawl::state
{
namespace
{
/// A value as of the write with this number.
struct Version
{
    u64 sequence = 0;
    std::optional<Bytes> value;
};

using Versions = std::vector<Version>;
using Rows = std::map<Bytes, Versions, BytesLess>;

/// The newest value that a snapshot at `sequence` sees.
const Bytes* visible(const Versions& versions, u64 sequence)
{
    const auto after = std::ranges::upper_bound(versions, sequence, {}, &Version::sequence);
    if (after == versions.begin())
        return nullptr;
    const auto& value = std::prev(after)->value;
    return value ? &*value : nullptr;
}

/// Rows with their versions, which writers and snapshots share.
class MemoryDatabase final : public Database
{
public:
    [[nodiscard]] std::string name() const override { return "memory"; }
    [[nodiscard]] std::unique_ptr<DatabaseSnapshot> snapshot() const override;
    [[nodiscard]] StoreResult<void> write(const Batch& batch) override;
    /// Memory does nothing behind its owner's back.
    void on_fault(FaultHandler) override {}

private:
    friend class MemorySnapshot;

    void set(Rows& rows, const Batch::Write& write, u64 oldest);

    mutable std::shared_mutex lock_;
    mutable std::multiset<u64> pinned_;
    u64 sequence_ = 0;
    std::array<Rows, table_count> tables_;
};

class MemorySnapshot final : public DatabaseSnapshot
{
public:
    explicit MemorySnapshot(const MemoryDatabase& database) : database_{database}
    {
        const std::unique_lock hold{database_.lock_};
        sequence_ = database_.sequence_;
        database_.pinned_.insert(sequence_);
    }

    ~MemorySnapshot() override
    {
        const std::unique_lock hold{database_.lock_};
        database_.pinned_.erase(database_.pinned_.find(sequence_));
    }

    [[nodiscard]] StoreResult<std::optional<Bytes>> get(Table table, BytesView key) const override
    {
        const std::shared_lock hold{database_.lock_};
        const Rows& rows = database_.tables_[static_cast<std::size_t>(table)];
        const auto row = rows.find(key);
        const Bytes* const value = row == rows.end() ? nullptr : visible(row->second, sequence_);
        return value == nullptr ? std::nullopt : std::optional{*value};
    }

    [[nodiscard]] StoreResult<std::optional<Entry>> next(Table table, BytesView from, BytesView to,
                                                         Direction direction) const override
    {
        if (compare(from, to) >= 0)
            return std::nullopt;
        const std::shared_lock hold{database_.lock_};
        const Rows& rows = database_.tables_[static_cast<std::size_t>(table)];
        const auto first = rows.lower_bound(from);
        const auto last = rows.lower_bound(to);
        if (direction == Direction::ascending)
            return first_visible(first, last);
        return first_visible(std::reverse_iterator{last}, std::reverse_iterator{first});
    }

    [[nodiscard]] StoreResult<std::optional<Bytes>>
    next_key(Table table, BytesView from, BytesView to, Direction direction) const override
    {
        auto entry = next(table, from, to, direction);
        if (!entry)
            return std::unexpected{entry.error()};
        return *entry ? std::optional{std::move((*entry)->key)} : std::nullopt;
    }

private:
    template <typename Iterator>
    std::optional<Entry> first_visible(Iterator from, const Iterator& to) const
    {
        for (; from != to; ++from)
            if (const Bytes* const value = visible(from->second, sequence_))
                return Entry{from->first, *value};
        return std::nullopt;
    }

    const MemoryDatabase& database_;
    u64 sequence_ = 0;
};

std::unique_ptr<DatabaseSnapshot> MemoryDatabase::snapshot() const
{
    return std::make_unique<MemorySnapshot>(*this);
}

StoreResult<void> MemoryDatabase::write(const Batch& batch)
{
    const std::unique_lock hold{lock_};
    ++sequence_;
    const u64 oldest = pinned_.empty() ? sequence_ : *pinned_.begin();
    for (std::size_t at = 0; at < batch.size(); ++at)
        set(tables_[static_cast<std::size_t>(batch[at].table)], batch[at], oldest);
    return {};
}

/// Adds a version and drops those that no snapshot sees any more.
void MemoryDatabase::set(Rows& rows, const Batch::Write& write, u64 oldest)
{
    auto row = rows.find(write.key);
    if (row == rows.end())
        row = rows.emplace(to_bytes(write.key), Versions{}).first;
    Versions& versions = row->second;
    versions.push_back(
        {sequence_, write.value ? std::optional{to_bytes(*write.value)} : std::nullopt});
    const auto seen = std::ranges::upper_bound(versions, oldest, {}, &Version::sequence);
    if (seen != versions.begin())
        versions.erase(versions.begin(), std::prev(seen));
    if (versions.size() == 1 && !versions[0].value)
        rows.erase(row);
}
} // namespace

std::unique_ptr<Database> memory_database()
{
    return std::make_unique<MemoryDatabase>();
}
} // namespace pawl::state
