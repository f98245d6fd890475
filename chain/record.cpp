#include "chain/record.hpp"

#include "base/codec.hpp"
#include "state/store.hpp"

#include <fmt/format.h>

namespace pawl::chain
{
namespace
{
std::unexpected<Failure> corrupt(u64 height, const Rejection& why)
{
    return failure(FailureKind::node_fault,
                   fmt::format("the record of block {} is damaged ({} at byte {}): restore the "
                               "folder from a backup",
                               height, name(why.code), why.offset));
}
} // namespace

Bytes encode(const Record& record)
{
    return Encoder{}.bytes(record.body).raw(encode(record.result)).take();
}

Expected<Record> decode_record(BytesView bytes)
{
    Decoder in{bytes};
    Record out;
    out.body = in.bytes();
    const auto result = decode_result(in.raw(in.left()));
    if (in.failed())
        return std::unexpected{in.finish().error()};
    if (!result)
        return std::unexpected{result.error()};
    out.result = *result;
    return out;
}

Attempt<StoredBlock> read_stored_block(u64 height, BytesView record)
{
    const auto decoded = decode_record(record);
    if (!decoded)
        return corrupt(height, decoded.error());
    auto block = decode_block(decoded->body);
    if (!block)
        return corrupt(height, block.error());
    return StoredBlock{std::move(*block), decoded->result};
}

Attempt<Header> read_stored_header(u64 height, BytesView record)
{
    const auto decoded = decode_record(record);
    if (!decoded)
        return corrupt(height, decoded.error());
    auto header = decode_header_of(decoded->body);
    if (!header)
        return corrupt(height, header.error());
    return *std::move(header);
}

Attempt<std::optional<Bytes>> read_stored_transaction(u64 height, BytesView record, u32 index)
{
    const auto decoded = decode_record(record);
    if (!decoded)
        return corrupt(height, decoded.error());
    const auto found = decode_transaction_of(decoded->body, index);
    if (!found)
        return corrupt(height, found.error());
    return *found ? std::optional{to_bytes(**found)} : std::nullopt;
}

Bytes tip_metadata(u64 time_ns, const Bytes32& results_hash)
{
    return Encoder{}.u64(time_ns).raw(results_hash).take();
}

Attempt<Tip> read_tip(const state::Tip& tip)
{
    Decoder in{tip.metadata};
    Tip out{tip.height, in.u64(), tip.block_hash, tip.root, in.fixed32()};
    if (const auto end = in.finish(); !end)
        return corrupt(tip.height, end.error());
    return out;
}
} // namespace pawl::chain
