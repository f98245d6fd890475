// The keys of consensus state: namespace, owner, rest. Layout: docs/formats/state.md.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string_view>

namespace pawl::state
{
/// The first byte of a key.
// Consensus: changing this forks the network.
enum class Namespace : u8
{
    parameter = 0,
    nonce = 1,
    balance = 2,
    contract = 3,
    storage = 4,
    code = 5,
};

/// Bytes before a key's rest: the namespace and the owner.
inline constexpr std::size_t key_prefix_bytes = 33;

/// A key of any namespace.
[[nodiscard]] Bytes make_key(Namespace space, const Bytes32& owner, BytesView rest = {});

/// A chain parameter by its name.
[[nodiscard]] Bytes parameter_key(std::string_view name);
/// An account's nonce.
[[nodiscard]] Bytes nonce_key(const Bytes32& address);
/// An account's balance in one denomination.
[[nodiscard]] Bytes balance_key(const Bytes32& address, BytesView denomination);
/// A contract's record.
[[nodiscard]] Bytes contract_key(const Bytes32& address);
/// One entry of a contract's storage.
[[nodiscard]] Bytes storage_key(const Bytes32& address, BytesView key);
/// The record of a code.
[[nodiscard]] Bytes code_key(const Bytes32& code_hash);

/// Keys from `from` up to, without, `to`.
struct KeyRange
{
    Bytes from, to;
};

/// All keys of one owner in one namespace.
[[nodiscard]] KeyRange owner_range(Namespace space, const Bytes32& owner);

/// The parts of a key; `rest` is a view into it.
struct KeyParts
{
    Namespace space{};
    Bytes32 owner;
    BytesView rest;
};

/// The inverse of `make_key`; nothing where the bytes are no key.
[[nodiscard]] std::optional<KeyParts> split_key(BytesView key);
} // namespace pawl::state
