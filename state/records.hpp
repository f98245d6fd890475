// The bytes of the store's own records: escaped history keys, values with their height, the tip.
#pragma once

#include "state/store.hpp"

namespace pawl::state
{
/// Tables by height: its key.
[[nodiscard]] Bytes height_key(u64 height);
/// Tables by height and index: their key.
[[nodiscard]] Bytes place_key(const Locator& place);

/// A key so that its history records follow each other and none of another key comes between.
[[nodiscard]] Bytes escape(BytesView key);
/// The history record of a value that was superseded at a height.
[[nodiscard]] Bytes history_key(BytesView key, u64 superseded);

/// A key of the history table, taken apart.
struct HistoryKey
{
    Bytes key;
    u64 superseded = 0;
};
[[nodiscard]] StoreResult<HistoryKey> parse_history_key(BytesView from);

/// The value before a change, or that there was none.
[[nodiscard]] Bytes encode_before(const std::optional<Bytes>& value);
[[nodiscard]] StoreResult<std::optional<Bytes>> decode_before(BytesView bytes);

/// A value of the state table.
struct StateRecord
{
    u64 changed = 0; ///< The height that wrote it.
    BytesView value; ///< A view into the record.
};
[[nodiscard]] Bytes encode_state(u64 changed, BytesView value);
[[nodiscard]] StoreResult<StateRecord> decode_state(BytesView bytes);

/// Names in the meta table.
inline constexpr std::string_view schema_name = "schema";
inline constexpr std::string_view tip_name = "tip";
inline constexpr std::string_view floor_name = "floor";

/// The number of the layout in docs/formats/state.md. A store of another one is not opened.
inline constexpr u32 schema_number = 1;

/// What a store says it is.
struct Schema
{
    u32 number = schema_number;
    std::string chain_id;
};
[[nodiscard]] Bytes encode(const Schema& schema);
[[nodiscard]] StoreResult<Schema> decode_schema(BytesView bytes);

[[nodiscard]] Bytes encode(const Tip& tip);
[[nodiscard]] StoreResult<Tip> decode_tip(BytesView bytes);

[[nodiscard]] StoreResult<u64> decode_height(BytesView bytes);
[[nodiscard]] StoreResult<Locator> decode_locator(BytesView bytes);
} // namespace pawl::state
