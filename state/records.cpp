#include "state/records.hpp"

#include "base/codec.hpp"

namespace pawl::state
{
namespace
{
constexpr u8 plain_value = 0;
constexpr u8 was_absent = 0;
constexpr u8 was_present = 1;

std::unexpected<StoreError> damaged(std::string_view what)
{
    return fail(StoreErrorKind::corrupt,
                "the store's " + std::string{what} + " is damaged" + restore);
}
} // namespace

Bytes height_key(u64 height)
{
    return Encoder{}.u64(height).take();
}

Bytes place_key(const Locator& place)
{
    return Encoder{}.u64(place.height).u32(place.index).take();
}

Bytes escape(BytesView key)
{
    Bytes out;
    out.reserve(key.size() + 16);
    for (const u8 byte : key)
    {
        out.push_back(byte);
        if (byte == 0)
            out.push_back(0xFF);
    }
    out.push_back(0);
    out.push_back(0);
    return out;
}

Bytes history_key(BytesView key, u64 superseded)
{
    Bytes out = escape(key);
    append(out, height_key(superseded));
    return out;
}

StoreResult<HistoryKey> parse_history_key(BytesView from)
{
    Decoder in{from};
    HistoryKey out;
    for (u8 byte = in.u8(), after = 1; !in.failed(); byte = in.u8())
    {
        if (byte == 0 && (after = in.u8()) == 0)
            break;
        if (byte == 0 && after != 0xFF)
            return damaged("history");
        out.key.push_back(byte);
    }
    out.superseded = in.u64();
    if (!in.finish())
        return damaged("history");
    return out;
}

Bytes encode_before(const std::optional<Bytes>& value)
{
    return value ? Encoder{}.u8(was_present).raw(*value).take() : Bytes{was_absent};
}

StoreResult<std::optional<Bytes>> decode_before(BytesView bytes)
{
    if (bytes.size() == 1 && bytes[0] == was_absent)
        return std::nullopt;
    if (bytes.empty() || bytes[0] != was_present)
        return damaged("history");
    return to_bytes(bytes.subspan(1));
}

Bytes encode_state(u64 changed, BytesView value)
{
    return Encoder{}.u8(plain_value).u64(changed).raw(value).take();
}

StoreResult<StateRecord> decode_state(BytesView bytes)
{
    Decoder in{bytes};
    const u8 form = in.u8();
    const u64 changed = in.u64();
    if (in.failed() || form != plain_value)
        return damaged("state");
    return StateRecord{changed, in.raw(in.left())};
}

Bytes encode(const Schema& schema)
{
    return Encoder{}.u32(schema.number).bytes(as_bytes(schema.chain_id)).take();
}

StoreResult<Schema> decode_schema(BytesView bytes)
{
    Decoder in{bytes};
    Schema out{in.u32(), {}};
    // Another schema may say more; its number is enough to refuse it.
    if (!in.failed() && out.number != schema_number)
        return out;
    out.chain_id = as_text(in.bytes());
    if (!in.finish())
        return damaged("schema record");
    return out;
}

Bytes encode(const Tip& tip)
{
    return Encoder{}.u64(tip.height).raw(tip.root).raw(tip.block_hash).bytes(tip.metadata).take();
}

StoreResult<Tip> decode_tip(BytesView bytes)
{
    Decoder in{bytes};
    Tip out{in.u64(), in.fixed32(), in.fixed32(), to_bytes(in.bytes())};
    if (!in.finish())
        return damaged("tip record");
    return out;
}

StoreResult<u64> decode_height(BytesView bytes)
{
    Decoder in{bytes};
    const u64 height = in.u64();
    if (!in.finish())
        return damaged("floor record");
    return height;
}

StoreResult<Locator> decode_locator(BytesView bytes)
{
    Decoder in{bytes};
    const Locator out{in.u64(), in.u32()};
    if (!in.finish())
        return damaged("transaction table");
    return out;
}
} // namespace pawl::state
