// What the chain keeps in the store beside state: block records and the tip's metadata.
// Format: docs/formats/block.md.
#pragma once

#include "chain/block.hpp"
#include "chain/failure.hpp"

namespace pawl::state
{
struct Tip;
} // namespace pawl::state

namespace pawl::chain
{
/// The last committed block, or genesis, as far as the next header depends on it.
struct Tip
{
    u64 height = 0;
    u64 time_ns = 0;
    Bytes32 block_hash;
    Bytes32 state_root;
    Bytes32 results_hash;
    bool operator==(const Tip&) const noexcept = default;
};

/// The value in the store's block table: a block's bytes, or genesis's, and what came of them.
struct Record
{
    BytesView body;
    Result result;
};

[[nodiscard]] Bytes encode(const Record& record);
/// The body is a view into the bytes.
[[nodiscard]] Expected<Record> decode_record(BytesView bytes);

/// A block with its result, as read back from the store.
struct StoredBlock
{
    Block block;
    Result result;
};

/// Decodes a record whose body is a block. Bytes that we wrote and cannot read are a node fault.
[[nodiscard]] Attempt<StoredBlock> read_stored_block(u64 height, BytesView record);

/// The header in such a record, and one of its transactions, nothing where there are fewer: the
/// rest is not looked at.
[[nodiscard]] Attempt<Header> read_stored_header(u64 height, BytesView record);
[[nodiscard]] Attempt<std::optional<Bytes>> read_stored_transaction(u64 height, BytesView record,
                                                                    u32 index);

/// What the store's tip record keeps for the chain.
[[nodiscard]] Bytes tip_metadata(u64 time_ns, const Bytes32& results_hash);

/// The chain's tip from the store's. Metadata that cannot be read is a node fault.
[[nodiscard]] Attempt<Tip> read_tip(const state::Tip& tip);
} // namespace pawl::chain
