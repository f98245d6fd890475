// Between the messages of pawl.v1 and the values they carry.
#pragma once

#include "chain/failure.hpp"
#include "contract/diagnostics.hpp"
#include "rpc/answers.hpp"

#include <pawl/v1/common.pb.h>

namespace pawl::rpc
{
/// A value's bytes, as a message's field.
[[nodiscard]] inline std::string field(BytesView bytes)
{
    return std::string{as_text(bytes)};
}

/// A field of 32 bytes: a hash, an address; `bad_input` that names it where it has another length.
[[nodiscard]] chain::Attempt<Bytes32> read_bytes32(std::string_view name, const std::string& bytes);

/// An amount: 32 bytes, or fewer without leading zeros.
[[nodiscard]] chain::Attempt<U256> read_amount(std::string_view name, const std::string& bytes);

/// Fills a message.
void write(v1::At& out, const At& at);
void write(v1::Parameters& out, const chain::ParameterIds& parameters);
void write(v1::Action& out, const contract::Action& action);
void write(v1::Coin& out, const contract::Coin& coin);
void write(v1::GasByCategory& out, const contract::Categories& gas, u64 execution);
void write(v1::Receipt& out, const contract::Receipt& receipt);
void write(v1::Diagnostics& out, const contract::Diagnostics& diagnostics);

/// Reads a message that a client sent. Coins are put in order; all else is judged by execution.
[[nodiscard]] chain::Attempt<contract::Action> read_action(const v1::Action& action);

/// Reads messages that a node sent; what such a message lacks is `node_fault`.
[[nodiscard]] chain::Attempt<At> read_at(const v1::At& at);
[[nodiscard]] chain::Attempt<chain::ParameterIds> read_parameters(const v1::Parameters& message);
[[nodiscard]] chain::Attempt<contract::Coins>
read_coins(const google::protobuf::RepeatedPtrField<v1::Coin>& coins);
[[nodiscard]] contract::Categories read_gas(const v1::GasByCategory& gas);
[[nodiscard]] std::optional<Diagnosis> read_diagnosis(bool present, const v1::Diagnostics& message);
} // namespace pawl::rpc
