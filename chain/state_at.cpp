#include "chain/state_at.hpp"

#include "contract/bank.hpp"
#include "state/overlay.hpp"

namespace pawl::chain
{
namespace
{
std::unexpected<Failure> unreadable(std::string_view what)
{
    return failure(FailureKind::node_fault,
                   std::string{what} + " cannot be read: restore the folder from a backup");
}

std::unexpected<Failure> interrupted(const contract::Interruption& why)
{
    if (why.fault)
        return failure(*why.fault);
    return failure(FailureKind::cancelled, "the execution was cancelled: allow it more time");
}

/// A record that must be there and readable.
template <typename T>
Attempt<T> read_record(const StateAt& state, BytesView key, Expected<T> (*decode)(BytesView),
                       const char* missing)
{
    const auto value = state.get(key);
    if (!value)
        return std::unexpected{value.error()};
    if (!*value)
        return failure(FailureKind::not_found, missing);
    const auto record = decode(**value);
    if (!record)
        return unreadable("a record of the state");
    return *record;
}
} // namespace

Attempt<StateAt> StateAt::make(std::shared_ptr<const state::Snapshot> snapshot,
                               const Parameters& parameters, const contract::Executor& executor,
                               const BlockFacts& facts, const std::atomic<bool>* stop)
{
    StateAt out;
    auto view = snapshot->at(facts.height, stop);
    if (!view)
        return failure(view.error());
    const auto root = snapshot->root(facts.height);
    if (!root)
        return failure(root.error());
    auto block = make_context(parameters, facts);
    if (!block)
        return std::unexpected{block.error()};
    auto next = make_context(parameters, {facts.height + 1, facts.time_ns, facts.proposer});
    if (!next)
        return std::unexpected{next.error()};
    out.snapshot_ = std::move(snapshot);
    out.view_ = std::move(*view);
    out.root_ = *root;
    out.executor_ = &executor;
    out.stop_ = stop;
    out.block_ = std::move(*block);
    out.next_block_ = std::move(*next);
    return out;
}

Attempt<AccountState> StateAt::account(const Bytes32& address) const
{
    AccountState out;
    contract::Journal journal{*view_};
    const auto nonce = contract::nonce(journal, address);
    if (!nonce)
        return failure(nonce.error());
    out.nonce = *nonce;
    const auto entries = scan(state::owner_range(state::Namespace::balance, address),
                              state::Direction::ascending, ~std::size_t{0});
    if (!entries)
        return std::unexpected{entries.error()};
    for (const state::Entry& entry : *entries)
    {
        const auto amount = contract::decode_balance(entry.value);
        if (!amount)
            return unreadable("a balance");
        out.balances.emplace_back(to_bytes(state::split_key(entry.key)->rest), *amount);
    }
    return out;
}

Attempt<contract::ContractRecord> StateAt::contract(const Bytes32& address) const
{
    return read_record(*this, state::contract_key(address), &contract::decode_contract_record,
                       "no contract stands at this address");
}

Attempt<contract::CodeRecord> StateAt::code_record(const Bytes32& hash) const
{
    return read_record(*this, state::code_key(hash), &contract::decode_code_record,
                       "no code with this hash is stored");
}

Attempt<CodeState> StateAt::code(const Bytes32& hash) const
{
    const auto record = code_record(hash);
    if (!record)
        return std::unexpected{record.error()};
    auto bytes = view_->code(hash);
    if (!bytes)
        return failure(bytes.error());
    if (!*bytes)
        return unreadable("a code that the state names");
    return CodeState{*record, std::move(**bytes)};
}

Attempt<std::optional<Bytes>> StateAt::get(BytesView key) const
{
    auto value = view_->get(key);
    if (!value)
        return failure(value.error());
    return std::move(*value);
}

Attempt<std::vector<state::Entry>>
StateAt::scan(const state::KeyRange& range, state::Direction direction, std::size_t limit) const
{
    std::vector<state::Entry> out;
    state::KeyRange left = range;
    while (out.size() < limit)
    {
        auto entry = view_->next(left.from, left.to, direction);
        if (!entry)
            return failure(entry.error());
        if (!*entry)
            break;
        if (direction == state::Direction::descending)
            left.to = (*entry)->key;
        else
        {
            left.from = (*entry)->key;
            left.from.push_back(0); // The least key after it.
        }
        out.push_back(std::move(**entry));
    }
    return out;
}

Attempt<state::Proof> StateAt::prove(BytesView key) const
{
    auto proof = snapshot_->prove(height(), key);
    if (!proof)
        return failure(proof.error());
    return std::move(*proof);
}

Attempt<std::optional<Bytes>> StateAt::prove_ics23(BytesView key) const
{
    auto proof = snapshot_->prove_ics23(height(), key);
    if (!proof)
        return failure(proof.error());
    return std::move(*proof);
}

Attempt<contract::QueryOutcome> StateAt::query(const contract::Query& what) const
{
    auto outcome = executor_->query(block_, what, state::OverlayView{*view_}, stop_);
    if (!outcome)
        return interrupted(outcome.error());
    return std::move(*outcome);
}

Attempt<contract::TxOutcome> StateAt::simulate(const contract::Simulation& what) const
{
    auto outcome = executor_->simulate(next_block_, what, state::OverlayView{*view_}, stop_);
    if (!outcome)
        return interrupted(outcome.error());
    return std::move(*outcome);
}
} // namespace pawl::chain
