// The state as a snapshot's tables hold it, at the tip and at every height before.
#pragma once

#include "state/database.hpp"

#include <atomic>

namespace pawl::state
{
/// The state at the tip.
class LatestView final : public StateView
{
public:
    explicit LatestView(const DatabaseSnapshot& data) : data_{data} {}

    [[nodiscard]] StoreResult<std::optional<Bytes>> get(BytesView key) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> next_key(BytesView from, BytesView to,
                                                             Direction direction) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const override;

    /// As `get`, of many keys. Requires: sorted, without duplicates.
    [[nodiscard]] StoreResult<std::vector<std::optional<Bytes>>>
    get_many(std::span<const BytesView> keys) const;

private:
    const DatabaseSnapshot& data_;
};

/// The state at a height whose history is retained.
class HeightView final : public StateView
{
public:
    /// A scan passes every later key of its range: it fails as `cancelled` once `stop`, where
    /// given, is set.
    HeightView(const DatabaseSnapshot& data, u64 height, const std::atomic<bool>* stop)
        : data_{data}, height_{height}, stop_{stop}
    {
    }

    [[nodiscard]] StoreResult<std::optional<Bytes>> get(BytesView key) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> next_key(BytesView from, BytesView to,
                                                             Direction direction) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const override;

private:
    const DatabaseSnapshot& data_;
    u64 height_;
    const std::atomic<bool>* stop_;
};
} // namespace pawl::state
