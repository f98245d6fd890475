#include "contract/records.hpp"

namespace pawl::contract
{
namespace
{
template <typename T>
Expected<T> finish(const Decoder& in, T value)
{
    const auto end = in.finish();
    if (!end)
        return std::unexpected{end.error()};
    return value;
}
} // namespace

void encode(Encoder& out, const std::optional<Bytes32>& address)
{
    out.u8(address ? 1 : 0);
    if (address)
        out.raw(*address);
}

std::optional<Bytes32> decode_optional_address(Decoder& in)
{
    const u8 flag = in.u8();
    if (flag > 1)
        in.fail(Code::bad_tag);
    if (flag != 1)
        return std::nullopt;
    return in.fixed32();
}

Bytes encode(const CodeRecord& record)
{
    return Encoder{}.u64(record.length).raw(record.profile_id).u8(record.abi).take();
}

Expected<CodeRecord> decode_code_record(BytesView bytes)
{
    Decoder in{bytes};
    CodeRecord record;
    record.length = in.u64();
    record.profile_id = in.fixed32();
    record.abi = in.u8();
    return finish(in, record);
}

Bytes encode(const ContractRecord& record)
{
    Encoder out;
    out.raw(record.code_hash).raw(record.creator);
    encode(out, record.admin);
    return out.u8(record.abi).take();
}

Expected<ContractRecord> decode_contract_record(BytesView bytes)
{
    Decoder in{bytes};
    ContractRecord record;
    record.code_hash = in.fixed32();
    record.creator = in.fixed32();
    record.admin = decode_optional_address(in);
    record.abi = in.u8();
    return finish(in, record);
}

Bytes encode_nonce(u64 nonce)
{
    return Encoder{}.u64(nonce).take();
}

Expected<u64> decode_nonce(BytesView bytes)
{
    Decoder in{bytes};
    const u64 nonce = in.u64();
    return finish(in, nonce);
}

Expected<U256> decode_balance(BytesView bytes)
{
    Decoder in{bytes};
    const U256 balance = in.u256();
    return finish(in, balance);
}
} // namespace pawl::contract
