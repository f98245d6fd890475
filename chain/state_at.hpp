// The state at one height, pinned, and what may be asked of it.
#pragma once

#include "chain/candidate.hpp"
#include "contract/records.hpp"
#include "state/keys.hpp"
#include "state/store.hpp"

namespace pawl::chain
{
/// An account as its state has it; one never seen has nonce 0 and no balances.
struct AccountState
{
    u64 nonce = 0;
    std::vector<std::pair<Bytes, U256>> balances;
};

/// A code as its state has it.
struct CodeState
{
    contract::CodeRecord record;
    Bytes bytes;
};

/// The state at one height. Commits that follow are not seen. For one thread at a time; must be
/// released before its chain.
class StateAt
{
public:
    /// `facts` are those of the block at that height; what is referred to must outlive it. Scans
    /// and runs fail as `cancelled` once `stop`, where given, is set.
    [[nodiscard]] static Attempt<StateAt> make(std::shared_ptr<const state::Snapshot> snapshot,
                                               const Parameters& parameters,
                                               const contract::Executor& executor,
                                               const BlockFacts& facts,
                                               const std::atomic<bool>* stop);

    [[nodiscard]] u64 height() const noexcept { return block_.height; }
    [[nodiscard]] const Bytes32& root() const noexcept { return root_; }
    [[nodiscard]] const state::StateView& view() const noexcept { return *view_; }
    /// The facts of the block at this height, and of one right after it, at the same time.
    [[nodiscard]] const contract::BlockContext& block() const noexcept { return block_; }
    [[nodiscard]] const contract::BlockContext& next_block() const noexcept { return next_block_; }

    [[nodiscard]] Attempt<AccountState> account(const Bytes32& address) const;
    /// `not_found` where no contract stands at the address.
    [[nodiscard]] Attempt<contract::ContractRecord> contract(const Bytes32& address) const;
    /// `not_found` where no such code is stored.
    [[nodiscard]] Attempt<contract::CodeRecord> code_record(const Bytes32& hash) const;
    [[nodiscard]] Attempt<CodeState> code(const Bytes32& hash) const;

    /// The value of a key, or nothing.
    [[nodiscard]] Attempt<std::optional<Bytes>> get(BytesView key) const;
    /// Up to `limit` entries of a range, in order of `direction`.
    [[nodiscard]] Attempt<std::vector<state::Entry>>
    scan(const state::KeyRange& range, state::Direction direction, std::size_t limit) const;
    /// The proof of a key's value or absence under `root`.
    [[nodiscard]] Attempt<state::Proof> prove(BytesView key) const;
    /// The same as a serialised ICS-23 proof; nothing where the state is empty.
    [[nodiscard]] Attempt<std::optional<Bytes>> prove_ics23(BytesView key) const;

    /// Asks a contract, at the facts of this height.
    [[nodiscard]] Attempt<contract::QueryOutcome> query(const contract::Query& what) const;
    /// Tries an action as the first transaction of the next block.
    [[nodiscard]] Attempt<contract::TxOutcome> simulate(const contract::Simulation& what) const;

private:
    StateAt() = default;

    std::shared_ptr<const state::Snapshot> snapshot_;
    std::unique_ptr<state::StateView> view_;
    Bytes32 root_;
    const contract::Executor* executor_ = nullptr;
    const std::atomic<bool>* stop_ = nullptr;
    contract::BlockContext block_, next_block_;
};
} // namespace pawl::chain
