// What one transaction has read and written: an overlay on a frozen state that can be taken back to
// a savepoint and digested.
#pragma once

#include "state/view.hpp"

#include <set>

namespace pawl::contract
{
/// The reads and writes of one transaction. Reads are recorded for good; writes are undone with
/// their frame.
class Journal
{
public:
    /// The base outlives the journal.
    explicit Journal(const state::StateView& base) noexcept : base_{base} {}

    /// The value of a key as this transaction sees it. Recorded unless this transaction wrote it.
    [[nodiscard]] state::StoreResult<std::optional<Bytes>> get(BytesView key);

    void set(BytesView key, BytesView value);

    /// Deletes a key. Nothing where there is none, which counts as a read.
    [[nodiscard]] state::StoreResult<void> erase(BytesView key);
    /// Deletes a key that `get` gave a value of.
    void remove(BytesView key);

    /// A key met by a scan.
    struct Found
    {
        Bytes key;
        bool deleted = false; ///< by this transaction; a scan passes over it
    };

    /// The first key of [from, to) in the order of `direction`, those deleted by this transaction
    /// included. Records nothing: see record_scan.
    [[nodiscard]] state::StoreResult<std::optional<Found>> next(BytesView from, BytesView to,
                                                                state::Direction direction);

    /// Records that a scan has seen all of [from, to).
    void record_scan(BytesView from, BytesView to);

    /// The code with this hash, this transaction's own included.
    [[nodiscard]] state::StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const;
    /// Stores code; kept when the transaction commits.
    void store_code(const Bytes32& hash, Bytes code);

    /// A point to go back to.
    using Savepoint = std::size_t;
    [[nodiscard]] Savepoint save() const noexcept { return undo_.size(); }
    /// Undoes every write since.
    void roll_back(Savepoint savepoint);

    /// What would be written: keys whose value differs from the base's, and code.
    [[nodiscard]] state::StoreResult<state::Changes> changes() const;

    /// SHA-256 over the sorted reads and scanned ranges: docs/formats/receipt.md.
    [[nodiscard]] Bytes32 read_set_digest() const;

private:
    using Value = std::optional<Bytes>;

    /// What a key held in the overlay before a write; nothing where it was not in it.
    struct Undo
    {
        Bytes key;
        std::optional<Value> before;
    };

    void write(BytesView key, Value value);
    [[nodiscard]] state::StoreResult<Value> read_base(BytesView key);
    void record(BytesView key, const Value& value);

    const state::StateView& base_;
    std::map<Bytes, Value, BytesLess> writes_;
    std::vector<Undo> undo_;
    std::map<Bytes, std::optional<Bytes32>, BytesLess> reads_; ///< hash of the value, or absent
    std::set<std::pair<Bytes, Bytes>> ranges_;
    std::map<Bytes32, Bytes> code_;
};

/// SHA-256 over sorted writes: docs/formats/receipt.md.
[[nodiscard]] Bytes32 write_set_digest(const state::Changes& changes);
} // namespace pawl::contract
