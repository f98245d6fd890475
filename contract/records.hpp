// What stands in state about codes and contracts. Format: docs/formats/state.md.
#pragma once

#include "base/codec.hpp"

namespace pawl::contract
{
/// A stored code.
struct CodeRecord
{
    u64 length = 0;
    Bytes32 profile_id; ///< under which it was admitted
    u8 abi = 0;         ///< number of the ABI that it speaks
    bool operator==(const CodeRecord&) const = default;
};

/// A contract.
struct ContractRecord
{
    Bytes32 code_hash;
    Bytes32 creator;
    std::optional<Bytes32> admin; ///< who may migrate it
    u8 abi = 0;
    bool operator==(const ContractRecord&) const = default;
};

[[nodiscard]] Bytes encode(const CodeRecord& record);
[[nodiscard]] Bytes encode(const ContractRecord& record);
[[nodiscard]] Expected<CodeRecord> decode_code_record(BytesView bytes);
[[nodiscard]] Expected<ContractRecord> decode_contract_record(BytesView bytes);

/// An address that may be absent: a flag of one byte, then the address if the flag is 1.
void encode(Encoder& out, const std::optional<Bytes32>& address);
[[nodiscard]] std::optional<Bytes32> decode_optional_address(Decoder& in);

/// A nonce, as its key's value.
[[nodiscard]] Bytes encode_nonce(u64 nonce);
[[nodiscard]] Expected<u64> decode_nonce(BytesView bytes);
/// A balance, as its key's value.
[[nodiscard]] Expected<U256> decode_balance(BytesView bytes);
} // namespace pawl::contract
