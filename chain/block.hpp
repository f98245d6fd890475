// Blocks, their headers and results, and the hashes over them. Format: docs/formats/block.md.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"

#include <string>

namespace pawl::chain
{
/// The longest chain id, CometBFT's bound.
// Consensus: changing this forks the network.
inline constexpr std::size_t max_chain_id_bytes = 50;

/// The version of the header's encoding.
// Consensus: changing this forks the network.
inline constexpr u16 header_version = 1;

/// What decides how a block's transactions are executed.
struct ParameterIds
{
    u16 semantics_version = 0;
    Bytes32 profile_id;
    Bytes32 schedule_id;
    auto operator<=>(const ParameterIds&) const noexcept = default;
};

/// What a block says about itself, from which its hash is made.
struct Header
{
    u16 version = header_version;
    std::string chain_id;
    u64 height = 0;
    /// Nanoseconds since 1970, never less than the block's before.
    u64 time_ns = 0;
    /// The genesis hash in the first block.
    Bytes32 previous_block_hash;
    Bytes32 parent_root;
    Bytes32 previous_results_hash;
    Bytes32 txs_hash;
    ParameterIds parameters;
    /// Who proposed it; a CometBFT address stands right-aligned behind zeros.
    Bytes32 proposer;
    bool operator==(const Header&) const noexcept = default;
};

/// A header and the transactions whose hash it holds.
struct Block
{
    Header header;
    std::vector<Bytes> transactions;
    bool operator==(const Block&) const noexcept = default;
};

/// What executing a block came to.
struct Result
{
    Bytes32 block_hash;
    Bytes32 state_root;
    Bytes32 results_hash;
    auto operator<=>(const Result&) const noexcept = default;
};

/// The deterministic part of one transaction's outcome, as CometBFT hashes it.
struct TransactionResult
{
    u32 code = 0;
    /// SHA-256 of the canonical receipt.
    Bytes32 data;
    u64 gas_wanted = 0;
    u64 gas_used = 0;
};

/// Canonical bytes, and the reading of them.
[[nodiscard]] Bytes encode(const ParameterIds& parameters);
[[nodiscard]] Bytes encode(const Header& header);
[[nodiscard]] Bytes encode(const Block& block);
[[nodiscard]] Bytes encode(const Result& result);
[[nodiscard]] Expected<ParameterIds> decode_parameter_ids(BytesView bytes);
[[nodiscard]] Expected<Header> decode_header(BytesView bytes);
[[nodiscard]] Expected<Block> decode_block(BytesView bytes);
[[nodiscard]] Expected<Result> decode_result(BytesView bytes);

/// The header of a block's bytes, without a look at its transactions.
[[nodiscard]] Expected<Header> decode_header_of(BytesView block);
/// One transaction in a block's bytes, a view into them; nothing where there are fewer.
[[nodiscard]] Expected<std::optional<BytesView>> decode_transaction_of(BytesView block, u32 index);

/// SHA-256("pawl/header/1" ‖ header).
[[nodiscard]] Bytes32 block_hash(const Header& header);

/// CometBFT's Data.Hash: the Merkle root over the SHA-256 of each transaction.
[[nodiscard]] Bytes32 transactions_hash(std::span<const Bytes> transactions);

/// CometBFT v0.38's LastResultsHash: the Merkle root over the protobuf of each result.
[[nodiscard]] Bytes32 results_hash(std::span<const TransactionResult> results);
} // namespace pawl::chain
