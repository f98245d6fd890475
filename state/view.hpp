// What execution sees of the state: a mapping from keys to values, frozen.
#pragma once

#include "base/bytes.hpp"
#include "state/error.hpp"

#include <map>
#include <optional>

namespace pawl::state
{
/// The way an ordered scan goes.
enum class Direction : u8
{
    ascending,
    descending,
};

/// A key with its value.
struct Entry
{
    Bytes key, value;
    bool operator==(const Entry&) const = default;
};

/// A frozen state. May be read by several threads at once. Whoever executes wraps it to record.
class StateView
{
public:
    virtual ~StateView() = default;

    /// The value of `key`, or nothing.
    [[nodiscard]] virtual StoreResult<std::optional<Bytes>> get(BytesView key) const = 0;

    /// The first key in order of `direction` that is at least `from` and less than `to`.
    [[nodiscard]] virtual StoreResult<std::optional<Bytes>> next_key(BytesView from, BytesView to,
                                                                     Direction direction) const = 0;
    /// The same with its value.
    [[nodiscard]] StoreResult<std::optional<Entry>> next(BytesView from, BytesView to,
                                                         Direction direction) const;

    /// The code with this hash, or nothing. Content-addressed, so the same at every height that
    /// has its record.
    [[nodiscard]] virtual StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const = 0;
};

/// Writes not yet committed: key to new value, or to nothing where the key is deleted.
struct Changes
{
    std::map<Bytes, std::optional<Bytes>, BytesLess> values;
    /// Code by its SHA-256.
    std::map<Bytes32, Bytes> code;

    /// Lays `later` over these.
    void apply(Changes later);
};

/// A state without entries: the base of genesis, and with an overlay the state of a test.
class EmptyView final : public StateView
{
public:
    [[nodiscard]] StoreResult<std::optional<Bytes>> get(BytesView key) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> next_key(BytesView from, BytesView to,
                                                             Direction direction) const override;
    [[nodiscard]] StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const override;
};
} // namespace pawl::state
