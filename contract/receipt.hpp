// Receipts: the canonical record of what a transaction came to. Format: docs/formats/receipt.md.
#pragma once

#include "contract/event.hpp"
#include "engine/isa/trap.hpp"

#include <array>
#include <string>

namespace pawl::contract
{
/// The version of the encoding.
// Consensus: changing this forks the network.
inline constexpr u16 receipt_version = 1;

/// How a transaction ended.
// Consensus: changing this forks the network.
enum class Status : u8
{
    ok = 0,
    reverted = 1,
    trapped = 2,
    out_of_gas = 3,
    refused = 4, ///< code rejected, unknown code or contract, address taken, value not covered
    invalid = 5, ///< without any effect
};

/// The identifier, as in `out_of_gas`.
[[nodiscard]] std::string_view name(Status status) noexcept;

/// What gas was used for. What no category holds was execution.
// Consensus: changing this forks the network.
enum class Category : u8
{
    intrinsic,
    code_load,
    storage_read,
    storage_write,
    scan,
    crypto,
    call,
    output,
};

/// How many categories there are.
inline constexpr std::size_t category_count = 8;

/// Gas by category.
using Categories = std::array<u64, category_count>;

/// The identifier, as in `code_load`.
[[nodiscard]] std::string_view name(Category category) noexcept;

/// A receipt. That of an undecodable transaction holds where it stood and what rules held; the rest
/// is zero or empty.
struct Receipt
{
    std::string chain_id;
    u64 height = 0;
    u32 index = 0;
    Bytes32 transaction_hash;
    Status status = Status::invalid;
    Trap trap = Trap::none;
    u64 gas_limit = 0;
    u64 gas_used = 0;
    Categories gas{};
    U256 fee; ///< that was debited
    Bytes return_data;
    std::vector<Event> events;
    Bytes32 read_set;
    Bytes32 write_set;
    Bytes32 host_digest;
    u16 semantics_version = 0;
    Bytes32 profile_id;
    Bytes32 schedule_id;
    bool operator==(const Receipt&) const = default;

    /// What no category holds.
    [[nodiscard]] u64 execution_gas() const noexcept;
};

/// The canonical bytes, and the reading of them.
[[nodiscard]] Bytes encode(const Receipt& receipt);
[[nodiscard]] Expected<Receipt> decode_receipt(BytesView bytes);

/// SHA-256 of the canonical bytes: what a block's results hash holds.
[[nodiscard]] Bytes32 receipt_hash(const Receipt& receipt);
} // namespace pawl::contract
