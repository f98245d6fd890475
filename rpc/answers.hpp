// What a node answers, in the words of the layers below: the client gives these, so that whoever
// uses it needs neither gRPC nor Protocol Buffers.
#pragma once

#include "chain/block.hpp"
#include "contract/receipt.hpp"
#include "contract/records.hpp"
#include "contract/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pawl::rpc
{
/// The state that an answer was read from.
struct At
{
    u64 height = 0;
    Bytes32 state_root;
};

/// What a client must know to make transactions for a chain.
struct ChainInfo
{
    std::string chain_id;
    At tip;
    chain::ParameterIds parameters;
    std::string address_prefix;
    std::string fee_denomination;
    U256 minimum_fee_per_gas;
    u64 block_gas = 0;
    bool unsigned_senders = false;
};

struct AccountInfo
{
    At at;
    u64 nonce = 0;
    contract::Coins balances;
    bool is_contract = false;
    u64 next_nonce = 0; ///< behind its transactions that wait for a block
};

struct ContractInfo
{
    At at;
    contract::ContractRecord record;
};

struct CodeInfo
{
    At at;
    contract::CodeRecord record;
    Bytes code; ///< empty where only the record was asked for
};

/// Where a transaction stands.
struct Place
{
    u64 height = 0;
    u32 index = 0;
};

struct TransactionInfo
{
    Place place;
    Bytes bytes;
};

struct ReceiptInfo
{
    Place place;
    Bytes canonical;
    contract::Receipt receipt;
};

/// A block's header and what came of it.
struct BlockInfo
{
    chain::Header header;
    chain::Result result;
    u32 transactions = 0;
};

/// One transaction of a block.
struct BlockTransaction
{
    u32 index = 0;
    Bytes32 hash;
    Bytes bytes;
    Bytes canonical_receipt;
};

struct StateInfo
{
    At at;
    std::optional<Bytes> value;
    Bytes proof;
    Bytes ics23_proof;
};

/// What is known about an execution beside its receipt.
struct Diagnosis
{
    std::string text;
    u64 gas_wanted = 0; ///< 0 where it was not out of gas
    u32 function = 0;
    u32 offset = 0; ///< in the module of the contract that failed; 0 where no place is known
};

/// A transaction that stands in a block.
struct Submission
{
    Bytes32 hash;
    Bytes canonical;
    contract::Receipt receipt;
    std::optional<Diagnosis> diagnosis;
};

/// A run that changed nothing.
struct DryRun
{
    At at;
    contract::Receipt receipt;
    std::optional<Diagnosis> diagnosis;
};

/// What a contract's `query` answered.
struct QueryAnswer
{
    At at;
    contract::Status status{};
    Bytes data;
    u64 gas_used = 0;
    Trap trap{};
    std::optional<Diagnosis> diagnosis;
};

struct EstimateInfo
{
    At at;
    contract::Scheme scheme{};
    u64 gas_used = 0;
    contract::Categories gas{};
    u64 execution_gas = 0;
    U256 minimum_fee;
    contract::Status status{};
    Trap trap{};
    Bytes return_data;
    std::optional<Diagnosis> diagnosis;
};

/// The verdict of a node on a module.
struct CheckInfo
{
    Bytes32 code_hash;
    std::optional<Rejection> rejection;
    u64 functions = 0;
    u64 code_bytes = 0;
    u64 charge_regions = 0;
    std::vector<std::string> missing_imports;
};

/// What a node says about itself.
struct NodeStatus
{
    std::string build;
    u32 semantics_version = 0;
    std::string tier;
    std::string chain_id;
    Bytes32 genesis_hash;
    At tip;
    Bytes32 tip_block_hash;
    u64 tip_time_ns = 0;
    chain::ParameterIds parameters;
    u64 floor = 0;
    u64 queued_transactions = 0;
    u64 queued_queries = 0;
    u64 uptime_seconds = 0;
};
} // namespace pawl::rpc
