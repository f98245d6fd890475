// One entry into a contract: what host functions work on.
#pragma once

#include "contract/code_cache.hpp"
#include "contract/coin.hpp"
#include "contract/diagnostics.hpp"
#include "contract/transaction_state.hpp"
#include "engine/runtime/fiber.hpp"
#include "engine/runtime/instantiate.hpp"

namespace pawl::contract
{
/// Why a contract is entered.
enum class EntryKind : u8
{
    deploy,
    call,
    query,
};

/// What is entered, by whom and with what.
struct Entry
{
    EntryKind kind = EntryKind::call;
    Bytes32 contract;
    Bytes32 caller;
    Coins coins;
    Bytes input;
    bool read_only = false;
};

/// A wish to enter a contract, by a transaction or by a host function.
struct Request
{
    static constexpr u64 no_cap = ~u64{0};

    Entry entry;
    u64 gas_cap = no_cap;
    /// Of a deploy: the code and whoever may migrate the contract.
    Bytes32 code_hash;
    std::optional<Bytes32> admin;
};

/// What came of a request.
struct Reply
{
    Status status = Status::refused; ///< never `invalid`
    Trap trap = Trap::none;
    Bytes data; ///< output, or the data of a revert
    /// Whether the whole execution must end: gas ran out that no cap of this request bounded, it
    /// was cancelled, or the store failed.
    bool stopped = false;
    /// Whether it was not entered because the profile forbids re-entry: a trap of whoever asked.
    bool reentry = false;
    Diagnostics diagnostics;
};

/// One contract that has been entered and not left.
struct Frame
{
    Frame(TransactionState& shared, Entry what, MemoryPool& memories)
        : state{shared}, entry{std::move(what)}, instances{memories}
    {
    }

    TransactionState& state;
    Entry entry;
    Execution execution;
    /// Before the instances, which refer to it until they are gone.
    std::shared_ptr<const LoadedCode> code;
    InstanceGroup instances;

    // To take back what it did.
    Journal::Savepoint savepoint = 0;
    std::size_t events_before = 0;
    GasMeter::Allowance allowance;

    // What it has said so far.
    Bytes output;
    Outcome outcome;
    /// Why it could not be entered after all, where that is so.
    std::optional<std::string> refusal;
    /// The data of the last call, query or create that it made.
    std::optional<Bytes> returned;

    // What it asks for while it is suspended, and the answer it goes on with.
    std::optional<Request> request;
    Reply reply;

    /// Last, because what runs on it refers to all of the above.
    std::optional<Fiber> fiber;
};
} // namespace pawl::contract
