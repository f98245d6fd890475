// The executor: a transaction, on a frozen state, to a receipt and changes. Pure: it may run again,
// may be thrown away, and runs on any number of threads.
#pragma once

#include "contract/frame_stack.hpp"
#include "contract/validity.hpp"

namespace pawl::contract
{
/// What executing a transaction comes to.
struct TxOutcome
{
    Receipt receipt;
    state::Changes changes;
    Diagnostics diagnostics;
    /// Why it was invalid, where it was.
    std::optional<Invalidity> invalidity;
};

/// What a query comes to.
struct QueryOutcome
{
    Status status = Status::ok;
    Trap trap = Trap::none;
    Bytes data; ///< output, or the data of a revert
    u64 gas_used = 0;
    Diagnostics diagnostics;
};

/// A transaction that is only tried: without signature, nonce and fee.
struct Simulation
{
    Bytes32 sender;
    Action action;
    Scheme scheme = Scheme::secp256k1; ///< whose proof is priced
    u64 gas_limit = max_gas_limit;
};

/// A question to a contract.
struct Query
{
    Bytes32 contract;
    Bytes input;
    u64 gas_limit = max_gas_limit;
};

/// Why a run gave no outcome.
struct Interruption
{
    /// The failure of the store; nothing where it was cancelled.
    std::optional<state::StoreError> fault;
};

/// Executes transactions and queries on one tier.
class Executor
{
public:
    /// Memory for code that is ready to run, where nothing else is said.
    static constexpr std::size_t default_cache_bytes = std::size_t{256} << 20;

    /// Tier, ABIs and folder outlive it.
    Executor(const Tier& tier, std::span<const Abi* const> abis,
             std::size_t cache_bytes = default_cache_bytes, const ArtifactFolder* folder = nullptr);

    /// Executes the transaction with this index in its block. An invalid one is an outcome too;
    /// only a failure of the store is none.
    [[nodiscard]] state::StoreResult<TxOutcome> execute(const BlockContext& block,
                                                        BytesView transaction, u32 index,
                                                        const state::StateView& view,
                                                        StepObserver* steps = nullptr) const;

    /// The outcome of a transaction that is invalid for a reason outside of it.
    [[nodiscard]] TxOutcome invalid(const BlockContext& block, BytesView transaction, u32 index,
                                    Invalidity why) const;

    /// Why a transaction could not be the next of its sender in this state; nothing where it could.
    [[nodiscard]] state::StoreResult<std::optional<Invalidity>>
    check(const BlockContext& block, BytesView transaction, const state::StateView& view) const;

    /// Runs an action as if a transaction asked for it. The receipt's hash, fee and index are zero.
    /// An action above the profile's limits is invalid; a gas limit above 2^61 is taken as 2^61.
    [[nodiscard]] std::expected<TxOutcome, Interruption>
    simulate(const BlockContext& block, const Simulation& what, const state::StateView& view,
             const std::atomic<bool>* cancelled = nullptr) const;

    /// Enters a contract's `query`, read-only.
    [[nodiscard]] std::expected<QueryOutcome, Interruption>
    query(const BlockContext& block, const Query& what, const state::StateView& view,
          const std::atomic<bool>* cancelled = nullptr) const;

    /// Code to run, and what it may import.
    [[nodiscard]] const CodeLoader& loader() const noexcept { return loader_; }

private:
    CodeLoader loader_;
    mutable FramePools pools_;
};
} // namespace pawl::contract
