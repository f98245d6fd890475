// What a store is kept in: ordered tables with snapshots and atomic, durable batches.
#pragma once

#include "state/error.hpp"
#include "state/view.hpp"

#include <functional>
#include <memory>
#include <span>

namespace pawl::state
{
/// The tables of docs/formats/state.md.
enum class Table : u8
{
    meta,
    state,
    history,
    tree,
    stale,
    code,
    block,
    transaction,
    receipt,
};
inline constexpr std::size_t table_count = 9;

/// Writes that happen together or not at all, in one buffer.
class Batch
{
public:
    /// Sets a key.
    void put(Table table, BytesView key, BytesView value);
    /// Removes a key.
    void erase(Table table, BytesView key);

    /// One write; nothing as value removes. Views into the batch.
    struct Write
    {
        Table table{};
        BytesView key;
        std::optional<BytesView> value;
    };
    [[nodiscard]] std::size_t size() const noexcept { return writes_.size(); }
    [[nodiscard]] Write operator[](std::size_t index) const;
    /// The bytes of all keys and values.
    [[nodiscard]] std::size_t bytes() const noexcept { return buffer_.size(); }

private:
    struct Place
    {
        Table table{};
        bool erases = false;
        u32 key_bytes = 0;
        u32 value_bytes = 0;
        std::size_t at = 0;
    };

    std::vector<Place> writes_;
    Bytes buffer_;
};

/// An entry that belongs to a cursor.
struct EntryView
{
    BytesView key, value;
};

/// A place in a range of a table. For one thread; must be released before its snapshot.
class Cursor
{
public:
    virtual ~Cursor() = default;

    /// Goes to the first entry that is at least `key`, or, descending, to the last that is less.
    /// Nothing where the range has none. The entry is valid until the cursor moves.
    [[nodiscard]] virtual StoreResult<std::optional<EntryView>> seek(BytesView key,
                                                                     Direction direction) = 0;
    /// Goes to the next entry in order of `direction`. Requires: it stands on an entry.
    [[nodiscard]] virtual StoreResult<std::optional<EntryView>> advance(Direction direction) = 0;
};

/// The tables as they were when it was taken. May be read by several threads at once.
class DatabaseSnapshot
{
public:
    virtual ~DatabaseSnapshot() = default;

    [[nodiscard]] virtual StoreResult<std::optional<Bytes>> get(Table table,
                                                                BytesView key) const = 0;
    /// The values of many keys at once, in their order. Requires: keys sorted, without duplicates.
    [[nodiscard]] virtual StoreResult<std::vector<std::optional<Bytes>>>
    get_many(Table table, std::span<const BytesView> keys) const;
    /// The first entry in order of `direction` whose key is at least `from` and less than `to`.
    [[nodiscard]] virtual StoreResult<std::optional<Entry>>
    next(Table table, BytesView from, BytesView to, Direction direction) const = 0;
    /// Its key alone, which spares a large value.
    [[nodiscard]] virtual StoreResult<std::optional<Bytes>>
    next_key(Table table, BytesView from, BytesView to, Direction direction) const = 0;
    /// A cursor over the entries whose keys are at least `from` and less than `to`, for walks of
    /// many steps.
    [[nodiscard]] virtual std::unique_ptr<Cursor> cursor(Table table, BytesView from,
                                                         BytesView to) const;
};

/// Told of a failure after which nothing can be written any more.
using FaultHandler = std::function<void(const StoreError&)>;

/// Ordered tables. One thread writes at a time; snapshots may be taken and read by any, and must
/// be released before the database is.
class Database
{
public:
    virtual ~Database() = default;

    /// What it is called in messages, as in `folder /var/lib/pawl`.
    [[nodiscard]] virtual std::string name() const = 0;

    [[nodiscard]] virtual std::unique_ptr<DatabaseSnapshot> snapshot() const = 0;
    /// Applies a batch whole; it survives a crash once this has returned.
    [[nodiscard]] virtual StoreResult<void> write(const Batch& batch) = 0;
    /// Calls `handler` once when work outside `write` has failed, from the thread where it did.
    virtual void on_fault(FaultHandler handler) = 0;
};

/// Tables in memory, gone with the object.
[[nodiscard]] std::unique_ptr<Database> memory_database();
} // namespace pawl::state
