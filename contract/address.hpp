// Who is who: addresses of accounts and contracts. Rules: docs/formats/transaction.md.
#pragma once

#include "base/bytes.hpp"

namespace pawl::contract
{
/// How a transaction shows who sent it.
// Consensus: changing this forks the network.
enum class Scheme : u8
{
    asserted = 0,  ///< without proof, where genesis allows it
    secp256k1 = 1, ///< a key of 33 bytes and a low-s signature of 64
};

/// How people write it.
[[nodiscard]] std::string_view name(Scheme scheme) noexcept;

/// The longest salt of a contract's address; the shortest has one byte.
// Consensus: changing this forks the network.
inline constexpr std::size_t max_salt_bytes = 64;

/// SHA-256("pawl/account/1" ‖ scheme ‖ key).
[[nodiscard]] Bytes32 account_address(Scheme scheme, BytesView key);

/// The address of the contract that `creator` makes of a code under a salt of 1 to 64 bytes: the
/// formula of CosmWasm's instantiate2 with an empty message.
[[nodiscard]] Bytes32 contract_address(const Bytes32& code_hash, BytesView creator, BytesView salt);
} // namespace pawl::contract
