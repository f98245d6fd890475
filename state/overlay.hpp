// A state with changes laid over it, which stays fast however much of it is deleted.
#pragma once

#include "state/view.hpp"

#include <mutex>
#include <set>

namespace pawl::state
{
/// Ranges of keys, disjoint and not adjacent, within a budget in bytes: beyond it all are
/// forgotten.
class KeyRanges
{
public:
    explicit KeyRanges(std::size_t budget_bytes) noexcept : budget_{budget_bytes} {}

    /// The end of the range that holds the key, or nothing.
    [[nodiscard]] const Bytes* end_of(BytesView key) const;
    /// The begin of the range that holds all keys just below `key`, or nothing.
    [[nodiscard]] const Bytes* begin_below(BytesView key) const;
    /// Where the first range behind `key` begins, or nothing.
    [[nodiscard]] const Bytes* begin_behind(BytesView key) const;
    /// Where the last range that ends at or below `key` ends, or nothing.
    [[nodiscard]] const Bytes* end_before(BytesView key) const;

    /// Adds [from, to). Requires: it overlaps none.
    void add(BytesView from, BytesView to);

    [[nodiscard]] std::size_t size() const noexcept { return ranges_.size(); }

private:
    using Ranges = std::map<Bytes, Bytes, BytesLess>;

    std::pair<Bytes, Bytes> take(Ranges::iterator range);

    const std::size_t budget_;
    std::size_t bytes_ = 0;
    Ranges ranges_; ///< begin to end
};

/// A base with changes laid over it. Changed by one thread, while no other reads.
///
/// A scan asks the base for its next key, which is slow where the base holds many deleted keys and
/// slower where changes delete many more. So the overlay remembers *gaps*: ranges in which it has
/// seen that the base has no key, or only keys that a change replaces. That stays true, because a
/// change may be changed and is never taken back. Each key is passed over once.
class OverlayView final : public StateView
{
public:
    /// The base must outlive it and stay as it is.
    explicit OverlayView(const StateView& base, Changes changes = {});
    OverlayView(const OverlayView&) = delete;
    OverlayView& operator=(const OverlayView&) = delete;
    ~OverlayView() override = default;

    /// Lays `later` over it.
    void apply(Changes later);
    [[nodiscard]] const Changes& changes() const noexcept { return changes_; }
    /// Takes the changes out of it; it may not be read any more.
    [[nodiscard]] Changes take() && { return std::move(changes_); }

    [[nodiscard]] StoreResult<std::optional<Bytes>> get(BytesView key) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> next_key(BytesView from, BytesView to,
                                                             Direction direction) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const override;

private:
    static constexpr std::size_t gap_bytes = std::size_t{16} << 20;

    void note(const Bytes& key, bool present);
    [[nodiscard]] std::optional<BytesView> first_written(BytesView from, BytesView to,
                                                         Direction direction) const;
    [[nodiscard]] StoreResult<std::optional<Bytes>> least_of_base(BytesView from,
                                                                  BytesView to) const;
    [[nodiscard]] StoreResult<std::optional<Bytes>> greatest_of_base(BytesView from,
                                                                     BytesView to) const;

    const StateView& base_;
    Changes changes_;
    std::set<BytesView, BytesLess> present_; ///< the changed keys that have a value
    mutable std::mutex gaps_lock_;
    mutable KeyRanges gaps_{gap_bytes};
};
} // namespace pawl::state
