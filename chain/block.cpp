#include "chain/block.hpp"

#include "base/codec.hpp"
#include "base/sha256.hpp"
#include "chain/merkle.hpp"

namespace pawl::chain
{
namespace
{
void put(Encoder& out, const Header& header)
{
    out.u16(header.version)
        .bytes(as_bytes(header.chain_id))
        .u64(header.height)
        .u64(header.time_ns)
        .raw(header.previous_block_hash)
        .raw(header.parent_root)
        .raw(header.previous_results_hash)
        .raw(header.txs_hash)
        .raw(encode(header.parameters))
        .raw(header.proposer);
}

ParameterIds take_parameter_ids(Decoder& in)
{
    ParameterIds out;
    out.semantics_version = in.u16();
    out.profile_id = in.fixed32();
    out.schedule_id = in.fixed32();
    return out;
}

Header take_header(Decoder& in)
{
    Header out;
    out.version = in.u16();
    if (out.version != header_version)
        in.fail(Code::bad_version);
    out.chain_id = as_text(in.bytes(max_chain_id_bytes));
    if (out.chain_id.empty())
        in.fail(Code::bad_length);
    out.height = in.u64();
    out.time_ns = in.u64();
    out.previous_block_hash = in.fixed32();
    out.parent_root = in.fixed32();
    out.previous_results_hash = in.fixed32();
    out.txs_hash = in.fixed32();
    out.parameters = take_parameter_ids(in);
    out.proposer = in.fixed32();
    return out;
}

template <typename T>
Expected<T> finished(const Decoder& in, T value)
{
    if (const auto end = in.finish(); !end)
        return std::unexpected{end.error()};
    return value;
}

void put_varint(Bytes& out, u64 value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<u8>(value | 0x80));
    out.push_back(static_cast<u8>(value));
}

// proto3 omits a scalar that holds its default.
void put_varint_field(Bytes& out, u8 number, u64 value)
{
    if (value == 0)
        return;
    out.push_back(static_cast<u8>(number << 3));
    put_varint(out, value);
}

/// tendermint.abci.ExecTxResult {code 1, data 2, gas_wanted 5, gas_used 6}, the fields that
/// CometBFT's deterministicExecTxResult keeps.
// Consensus: changing this forks the network.
Bytes exec_tx_result(const TransactionResult& result)
{
    constexpr u8 length_delimited = 2;
    Bytes out;
    put_varint_field(out, 1, result.code);
    out.push_back(2 << 3 | length_delimited);
    put_varint(out, result.data.bytes.size());
    append(out, result.data);
    put_varint_field(out, 5, result.gas_wanted);
    put_varint_field(out, 6, result.gas_used);
    return out;
}
} // namespace

Bytes encode(const ParameterIds& parameters)
{
    return Encoder{}
        .u16(parameters.semantics_version)
        .raw(parameters.profile_id)
        .raw(parameters.schedule_id)
        .take();
}

Bytes encode(const Header& header)
{
    Encoder out;
    put(out, header);
    return out.take();
}

Bytes encode(const Block& block)
{
    Encoder out;
    put(out, block.header);
    out.u32(static_cast<u32>(block.transactions.size()));
    for (const Bytes& transaction : block.transactions)
        out.bytes(transaction);
    return out.take();
}

Bytes encode(const Result& result)
{
    return Encoder{}.raw(result.block_hash).raw(result.state_root).raw(result.results_hash).take();
}

Expected<ParameterIds> decode_parameter_ids(BytesView bytes)
{
    Decoder in{bytes};
    return finished(in, take_parameter_ids(in));
}

Expected<Header> decode_header(BytesView bytes)
{
    Decoder in{bytes};
    return finished(in, take_header(in));
}

Expected<Block> decode_block(BytesView bytes)
{
    Decoder in{bytes};
    Block out{take_header(in), {}};
    out.transactions.resize(in.count(sizeof(u32)));
    for (Bytes& transaction : out.transactions)
        transaction = to_bytes(in.bytes());
    return finished(in, std::move(out));
}

Expected<Header> decode_header_of(BytesView block)
{
    Decoder in{block};
    Header out = take_header(in);
    if (in.failed())
        return std::unexpected{in.finish().error()};
    return out;
}

Expected<std::optional<BytesView>> decode_transaction_of(BytesView block, u32 index)
{
    Decoder in{block};
    static_cast<void>(take_header(in));
    if (index >= in.count(sizeof(u32)) && !in.failed())
        return std::nullopt;
    for (u32 before = 0; before < index; ++before)
        static_cast<void>(in.bytes());
    const BytesView out = in.bytes();
    if (in.failed())
        return std::unexpected{in.finish().error()};
    return out;
}

Expected<Result> decode_result(BytesView bytes)
{
    Decoder in{bytes};
    Result out;
    out.block_hash = in.fixed32();
    out.state_root = in.fixed32();
    out.results_hash = in.fixed32();
    return finished(in, out);
}

// Consensus: changing this forks the network.
Bytes32 block_hash(const Header& header)
{
    return sha256({as_bytes("pawl/header/1"), encode(header)});
}

Bytes32 transactions_hash(std::span<const Bytes> transactions)
{
    std::vector<Bytes> leaves;
    leaves.reserve(transactions.size());
    for (const Bytes& transaction : transactions)
        leaves.push_back(to_bytes(sha256(transaction).view()));
    return merkle_root(leaves);
}

Bytes32 results_hash(std::span<const TransactionResult> results)
{
    std::vector<Bytes> leaves;
    leaves.reserve(results.size());
    for (const TransactionResult& result : results)
        leaves.push_back(exec_tx_result(result));
    return merkle_root(leaves);
}
} // namespace pawl::chain
