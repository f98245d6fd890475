// Transactions. Format: docs/formats/transaction.md.
#pragma once

#include "contract/address.hpp"
#include "contract/coin.hpp"
#include "contract/crypto/crypto.hpp"

#include <string>
#include <variant>

namespace pawl::contract
{
/// The version of the encoding.
// Consensus: changing this forks the network.
inline constexpr u16 transaction_version = 1;

/// Stores code, which deploys then name by its SHA-256.
struct StoreCode
{
    Bytes code;
    bool operator==(const StoreCode&) const = default;
};

/// Makes a contract of stored code and enters its `deploy`.
struct Deploy
{
    Bytes32 code_hash;
    Bytes salt; ///< 1 to 64 bytes; empty stands for the transaction's nonce
    std::optional<Bytes32> admin;
    Coins coins;
    Bytes input;
    bool operator==(const Deploy&) const = default;
};

/// Enters a contract's `call`.
struct Call
{
    Bytes32 contract;
    Coins coins;
    Bytes input;
    bool operator==(const Call&) const = default;
};

/// Moves coins and runs no code.
struct Transfer
{
    Bytes32 to;
    Coins coins;
    bool operator==(const Transfer&) const = default;
};

/// What a transaction asks for; the order is that of the tags.
using Action = std::variant<StoreCode, Deploy, Call, Transfer>;

/// What is signed.
struct TransactionBody
{
    std::string chain_id;
    Bytes32 sender;
    u64 nonce = 0;
    u64 gas_limit = 0;
    U256 fee;                     ///< in the chain's fee denomination
    u64 expires_height = ~u64{0}; ///< the last height at which it is valid
    Action action;
    bool operator==(const TransactionBody&) const = default;
};

/// Who sent it, and the proof.
struct Authenticator
{
    Scheme scheme = Scheme::asserted;
    Bytes key;
    Bytes signature;
    bool operator==(const Authenticator&) const = default;
};

/// A whole transaction.
struct Transaction
{
    TransactionBody body;
    Authenticator authenticator;
    bool operator==(const Transaction&) const = default;
};

/// The canonical bytes.
[[nodiscard]] Bytes encode(const TransactionBody& body);
[[nodiscard]] Bytes encode(const Transaction& transaction);

/// The inverse. Sizes are bounded by the bytes given; limits of the profile are not applied here.
[[nodiscard]] Expected<Transaction> decode_transaction(BytesView bytes);

/// SHA-256 of a transaction's bytes: its name, CometBFT's too.
[[nodiscard]] Bytes32 transaction_hash(BytesView bytes);

/// What a signature signs: SHA-256("pawl/tx/1" ‖ body).
[[nodiscard]] Bytes32 signing_hash(const TransactionBody& body);

/// The transaction of a body under a key's secp256k1 signature. The sender must be the key's.
[[nodiscard]] Transaction sign(TransactionBody body, const SecretKey& key);

/// Whether the authenticator proves that the sender sent the body; for scheme `asserted`, whether
/// it is empty, as it must be.
[[nodiscard]] bool authentic(const Transaction& transaction);
} // namespace pawl::contract
