#include "contract/receipt.hpp"

#include "base/sha256.hpp"

#include <limits>
#include <numeric>

namespace pawl::contract
{
namespace
{
constexpr u32 any = std::numeric_limits<u32>::max();
constexpr EventLimits unbounded{
    .type_bytes = any, .key_bytes = any, .value_bytes = any, .attributes = any};
// Emitter, length of the type, count of attributes.
constexpr std::size_t least_event_bytes = 32 + 4 + 4;

void encode_events(Encoder& out, const std::vector<Event>& events)
{
    out.u32(static_cast<u32>(events.size()));
    for (const Event& event : events)
    {
        out.raw(event.emitter);
        encode_content(out, event);
    }
}

std::vector<Event> decode_events(Decoder& in)
{
    std::vector<Event> events(in.count(least_event_bytes));
    for (Event& event : events)
    {
        const Bytes32 emitter = in.fixed32();
        event = decode_content(in, unbounded);
        event.emitter = emitter;
    }
    return events;
}

Status decode_status(Decoder& in)
{
    const u8 status = in.u8();
    if (status > static_cast<u8>(Status::invalid))
        in.fail(Code::bad_tag);
    return static_cast<Status>(status);
}
} // namespace

std::string_view name(Status status) noexcept
{
    constexpr std::array<std::string_view, 6> names{"ok",         "reverted", "trapped",
                                                    "out_of_gas", "refused",  "invalid"};
    return names[static_cast<std::size_t>(status)];
}

std::string_view name(Category category) noexcept
{
    constexpr std::array<std::string_view, category_count> names{
        "intrinsic", "code_load", "storage_read", "storage_write",
        "scan",      "crypto",    "call",         "output"};
    return names[static_cast<std::size_t>(category)];
}

u64 Receipt::execution_gas() const noexcept
{
    return gas_used - std::accumulate(gas.begin(), gas.end(), u64{0});
}

Bytes encode(const Receipt& receipt)
{
    Encoder out;
    out.u16(receipt_version)
        .bytes(as_bytes(receipt.chain_id))
        .u64(receipt.height)
        .u32(receipt.index)
        .raw(receipt.transaction_hash)
        .u8(static_cast<u8>(receipt.status))
        .u16(static_cast<u16>(receipt.trap))
        .u64(receipt.gas_limit)
        .u64(receipt.gas_used);
    for (const u64 gas : receipt.gas)
        out.u64(gas);
    out.u256(receipt.fee).bytes(receipt.return_data);
    encode_events(out, receipt.events);
    return out.raw(receipt.read_set)
        .raw(receipt.write_set)
        .raw(receipt.host_digest)
        .u16(receipt.semantics_version)
        .raw(receipt.profile_id)
        .raw(receipt.schedule_id)
        .take();
}

Expected<Receipt> decode_receipt(BytesView bytes)
{
    Decoder in{bytes};
    Receipt receipt;
    if (in.u16() != receipt_version)
        in.fail(Code::bad_version);
    receipt.chain_id = as_text(in.bytes());
    receipt.height = in.u64();
    receipt.index = in.u32();
    receipt.transaction_hash = in.fixed32();
    receipt.status = decode_status(in);
    receipt.trap = static_cast<Trap>(in.u16());
    receipt.gas_limit = in.u64();
    receipt.gas_used = in.u64();
    for (u64& gas : receipt.gas)
        gas = in.u64();
    receipt.fee = in.u256();
    receipt.return_data = to_bytes(in.bytes());
    receipt.events = decode_events(in);
    receipt.read_set = in.fixed32();
    receipt.write_set = in.fixed32();
    receipt.host_digest = in.fixed32();
    receipt.semantics_version = in.u16();
    receipt.profile_id = in.fixed32();
    receipt.schedule_id = in.fixed32();
    const auto end = in.finish();
    if (!end)
        return std::unexpected{end.error()};
    return receipt;
}

Bytes32 receipt_hash(const Receipt& receipt)
{
    return sha256(encode(receipt));
}
} // namespace pawl::contract
