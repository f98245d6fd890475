#include "contract/executor.hpp"

#include "base/sha256.hpp"
#include "contract/bank.hpp"
#include "contract/records.hpp"
#include "state/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::contract
{
namespace
{
using state::StoreResult;

/// A receipt that holds where a transaction stands and which rules hold.
Receipt blank_receipt(const BlockContext& block, u32 index)
{
    Receipt receipt;
    receipt.chain_id = block.chain_id;
    receipt.height = block.height;
    receipt.index = index;
    receipt.semantics_version = block.semantics_version;
    receipt.profile_id = block.profile->id;
    receipt.schedule_id = block.schedule->id;
    return receipt;
}

TxOutcome invalid_outcome(Receipt receipt, Invalidity why)
{
    TxOutcome outcome;
    outcome.receipt = std::move(receipt);
    outcome.receipt.status = Status::invalid;
    outcome.diagnostics.text = message(why);
    outcome.invalidity = why;
    return outcome;
}

/// Runs the action of one transaction whose fee, if any, was taken.
class ActionRun
{
public:
    ActionRun(const CodeLoader& loader, FramePools& pools, TransactionState& state,
              const TransactionBody& body, StepObserver* steps)
        : loader_{loader}, pools_{pools}, state_{state}, body_{body}, steps_{steps}
    {
    }

    Reply run() { return std::visit(*this, body_.action); }

    Reply operator()(const StoreCode& action)
    {
        const Price& price = state_.block.schedule->operation("code_store");
        if (!state_.charge(Category::storage_write, charge(price, action.code.size())))
            return out_of_gas();
        const Bytes32 hash = sha256(action.code);
        const auto admitted = loader_.admit(action.code, state_.block);
        if (!admitted)
            return refused(fmt::format("the code is refused at byte {}: {}",
                                       admitted.error().offset, message(admitted.error().code)));
        return record_code(action, hash, **admitted);
    }

    Reply operator()(const Deploy& action)
    {
        Bytes salt = action.salt;
        if (salt.empty())
            salt = encode_nonce(body_.nonce);
        Request request;
        request.code_hash = action.code_hash;
        request.admin = action.admin;
        request.entry = {.kind = EntryKind::deploy,
                         .contract = contract_address(action.code_hash, body_.sender, salt),
                         .caller = body_.sender,
                         .coins = action.coins,
                         .input = action.input};
        const Bytes32 address = request.entry.contract;
        Reply reply = enter(std::move(request));
        if (reply.status == Status::ok)
            reply.data = to_bytes(address);
        return reply;
    }

    Reply operator()(const Call& action)
    {
        Request request;
        request.entry = {.kind = EntryKind::call,
                         .contract = action.contract,
                         .caller = body_.sender,
                         .coins = action.coins,
                         .input = action.input};
        return enter(std::move(request));
    }

    Reply operator()(const Transfer& action)
    {
        const auto moved = move_coins(state_.journal, body_.sender, action.to, action.coins);
        if (!moved)
            return fault(moved.error());
        if (!*moved)
            return refused("the coins to be sent are not covered by the balance");
        return ok();
    }

private:
    Reply enter(Request request)
    {
        return FrameStack{loader_, pools_, state_, steps_}.run(std::move(request));
    }

    Reply record_code(const StoreCode& action, const Bytes32& hash, const Abi& abi)
    {
        const Bytes key = state::code_key(hash);
        const auto known = state_.journal.get(key);
        if (!known)
            return fault(known.error());
        if (!*known)
        {
            state_.journal.set(key, encode(CodeRecord{.length = action.code.size(),
                                                      .profile_id = state_.block.profile->id,
                                                      .abi = abi.number()}));
            state_.journal.store_code(hash, action.code);
        }
        Reply reply = ok();
        reply.data = to_bytes(hash);
        return reply;
    }

    static Reply ok()
    {
        Reply reply;
        reply.status = Status::ok;
        return reply;
    }
    static Reply refused(std::string why)
    {
        Reply reply;
        reply.status = Status::refused;
        reply.diagnostics.text = std::move(why);
        return reply;
    }
    Reply out_of_gas()
    {
        Reply reply;
        reply.status = Status::out_of_gas;
        reply.stopped = true;
        reply.diagnostics = {
            .text = "the gas limit is used up", .gas_wanted = state_.gas.wanted(), .backtrace = {}};
        return reply;
    }
    Reply fault(state::StoreError error)
    {
        state_.fault = std::move(error);
        return {};
    }

    const CodeLoader& loader_;
    FramePools& pools_;
    TransactionState& state_;
    const TransactionBody& body_;
    StepObserver* steps_;
};

/// What runs of transactions and simulations have in common: intrinsic gas, action, receipt.
StoreResult<TxOutcome> run_action(const CodeLoader& loader, FramePools& pools,
                                  TransactionState& state, const TransactionBody& body,
                                  u64 intrinsic, Receipt receipt, StepObserver* steps)
{
    const Journal::Savepoint savepoint = state.journal.save();
    Reply reply;
    if (state.charge(Category::intrinsic, intrinsic))
        reply = ActionRun{loader, pools, state, body, steps}.run();
    else
        reply.status = Status::out_of_gas;
    if (state.fault)
        return std::unexpected{*state.fault};
    if (reply.status != Status::ok)
        state.journal.roll_back(savepoint);

    TxOutcome outcome;
    auto changes = state.journal.changes();
    if (!changes)
        return std::unexpected{changes.error()};
    outcome.changes = std::move(*changes);
    if (reply.status != Status::ok)
        outcome.changes.code.clear();
    receipt.status = reply.status;
    receipt.trap = reply.trap;
    receipt.gas_limit = body.gas_limit;
    receipt.gas_used = state.gas.used();
    receipt.gas = state.categories;
    receipt.return_data = std::move(reply.data);
    receipt.events = std::move(state.events);
    receipt.read_set = state.journal.read_set_digest();
    receipt.write_set = write_set_digest(outcome.changes);
    receipt.host_digest = state.host_digest.digest();
    outcome.receipt = std::move(receipt);
    outcome.diagnostics = std::move(reply.diagnostics);
    return outcome;
}

/// Nonce and fee: what stands whatever comes of the action. Requires: check_sender found nothing.
StoreResult<void> take_fee(const BlockContext& block, const TransactionBody& body, Journal& journal)
{
    set_nonce(journal, body.sender, body.nonce + 1);
    const auto taken = debit(journal, body.sender, block.fee_denomination, body.fee);
    if (!taken)
        return std::unexpected{taken.error()};
    return {};
}

/// The bytes of a transaction like that of this simulation.
Bytes simulated_bytes(const TransactionBody& body, Scheme scheme)
{
    Transaction transaction{.body = body,
                            .authenticator = {.scheme = scheme, .key = {}, .signature = {}}};
    if (scheme == Scheme::secp256k1)
    {
        transaction.authenticator.key.resize(std::tuple_size_v<CompressedKey>);
        transaction.authenticator.signature.resize(std::tuple_size_v<Signature>);
    }
    return encode(transaction);
}
} // namespace

Executor::Executor(const Tier& tier, std::span<const Abi* const> abis, std::size_t cache_bytes,
                   const ArtifactFolder* folder)
    : loader_{tier, abis, cache_bytes, folder}
{
}

StoreResult<TxOutcome> Executor::execute(const BlockContext& block, BytesView bytes, u32 index,
                                         const state::StateView& view, StepObserver* steps) const
{
    const auto transaction = decode_transaction(bytes);
    if (!transaction)
        return invalid(block, bytes, index, Invalidity::undecodable);
    if (const auto why = check_form(block, *transaction, bytes.size()))
        return invalid(block, bytes, index, *why);

    const TransactionBody& body = transaction->body;
    TransactionState state{block, view, body.gas_limit, nullptr};
    const auto why = check_sender(block, body, state.journal);
    if (!why)
        return std::unexpected{why.error()};
    if (*why)
        return invalid(block, bytes, index, **why);
    if (const auto taken = take_fee(block, body, state.journal); !taken)
        return std::unexpected{taken.error()};

    Receipt receipt = blank_receipt(block, index);
    receipt.transaction_hash = transaction_hash(bytes);
    receipt.fee = body.fee;
    const u64 intrinsic =
        intrinsic_gas(*block.schedule, bytes.size(), transaction->authenticator.scheme);
    return run_action(loader_, pools_, state, body, intrinsic, std::move(receipt), steps);
}

TxOutcome Executor::invalid(const BlockContext& block, BytesView bytes, u32 index,
                            Invalidity why) const
{
    Receipt receipt = blank_receipt(block, index);
    receipt.transaction_hash = transaction_hash(bytes);
    const auto transaction = decode_transaction(bytes);
    if (transaction)
        receipt.gas_limit = transaction->body.gas_limit;
    return invalid_outcome(std::move(receipt), why);
}

StoreResult<std::optional<Invalidity>> Executor::check(const BlockContext& block, BytesView bytes,
                                                       const state::StateView& view) const
{
    const auto transaction = decode_transaction(bytes);
    if (!transaction)
        return Invalidity::undecodable;
    if (const auto why = check_form(block, *transaction, bytes.size()))
        return why;
    Journal journal{view};
    return check_sender(block, transaction->body, journal);
}

std::expected<TxOutcome, Interruption> Executor::simulate(const BlockContext& block,
                                                          const Simulation& what,
                                                          const state::StateView& view,
                                                          const std::atomic<bool>* cancelled) const
{
    if (const auto why = check_action(*block.profile, what.action))
        return invalid_outcome(blank_receipt(block, 0), *why);
    const u64 gas_limit = std::min(what.gas_limit, max_gas_limit);
    TransactionState state{block, view, gas_limit, cancelled};
    const auto next = nonce(state.journal, what.sender);
    if (!next)
        return std::unexpected{Interruption{next.error()}};
    TransactionBody body;
    body.chain_id = block.chain_id;
    body.sender = what.sender;
    body.nonce = *next;
    body.gas_limit = gas_limit;
    body.action = what.action;
    set_nonce(state.journal, body.sender, body.nonce + 1);
    const Bytes bytes = simulated_bytes(body, what.scheme);
    if (bytes.size() > block.profile->transaction_bytes)
        return invalid_outcome(blank_receipt(block, 0), Invalidity::too_long);
    // An action that no transaction can hold: a salt too long, an amount of zero.
    if (!decode_transaction(bytes))
        return invalid_outcome(blank_receipt(block, 0), Invalidity::undecodable);
    const u64 intrinsic = intrinsic_gas(*block.schedule, bytes.size(), what.scheme);
    auto outcome =
        run_action(loader_, pools_, state, body, intrinsic, blank_receipt(block, 0), nullptr);
    if (!outcome)
        return std::unexpected{Interruption{outcome.error()}};
    if (state.gas.stop() == GasMeter::Stop::cancelled)
        return std::unexpected{Interruption{}};
    return std::move(*outcome);
}

std::expected<QueryOutcome, Interruption> Executor::query(const BlockContext& block,
                                                          const Query& what,
                                                          const state::StateView& view,
                                                          const std::atomic<bool>* cancelled) const
{
    TransactionState state{block, view, std::min(what.gas_limit, max_gas_limit), cancelled};
    Request request;
    request.entry = {.kind = EntryKind::query,
                     .contract = what.contract,
                     .caller = {},
                     .coins = {},
                     .input = what.input,
                     .read_only = true};
    Reply reply = FrameStack{loader_, pools_, state, nullptr}.run(std::move(request));
    if (state.fault || state.gas.stop() == GasMeter::Stop::cancelled)
        return std::unexpected{Interruption{state.fault}};
    return QueryOutcome{.status = reply.status,
                        .trap = reply.trap,
                        .data = std::move(reply.data),
                        .gas_used = state.gas.used(),
                        .diagnostics = std::move(reply.diagnostics)};
}
} // namespace pawl::contract
