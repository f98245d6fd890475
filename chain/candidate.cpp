#include "chain/candidate.hpp"

#include "base/sha256.hpp"
#include "contract/bank.hpp"
#include "contract/records.hpp"
#include "contract/transaction.hpp"
#include "state/keys.hpp"
#include "state/overlay.hpp"

#include <fmt/format.h>

namespace pawl::chain
{
namespace
{
/// Runs the transactions of one block in order, each on what those before it left.
class BlockRun
{
public:
    BlockRun(const contract::Executor& executor, const contract::BlockContext& context,
             const state::StateView& parent)
        : executor_{executor},
          context_{context},
          state_{parent},
          gas_left_{context.profile->block_gas}
    {
    }

    Attempt<void> run(std::span<const Bytes> transactions, Candidate& out)
    {
        for (u32 index = 0; index < transactions.size(); ++index)
        {
            auto outcome = execute(transactions[index], index);
            if (!outcome)
                return failure(outcome.error());
            state_.apply(std::move(outcome->changes));
            // The sum of what was debited cannot exceed what exists.
            fees_ = checked_add(fees_, outcome->receipt.fee).value();
            out.receipts.push_back(std::move(outcome->receipt));
            out.diagnostics.push_back(std::move(outcome->diagnostics));
        }
        return credit_fees();
    }

    [[nodiscard]] state::Changes take_changes() && { return std::move(state_).take(); }

private:
    state::StoreResult<contract::TxOutcome> execute(const Bytes& transaction, u32 index)
    {
        const auto decoded = contract::decode_transaction(transaction);
        if (decoded)
        {
            const u64 limit = decoded->body.gas_limit;
            if (limit > gas_left_)
                return executor_.invalid(context_, transaction, index,
                                         contract::Invalidity::block_gas_exceeded);
            gas_left_ -= limit;
        }
        return executor_.execute(context_, transaction, index, state_);
    }

    /// Once, after the last transaction.
    Attempt<void> credit_fees()
    {
        if (fees_.is_zero())
            return {};
        contract::Journal journal{state_};
        const Bytes32& sink = context_.profile->fee_sink;
        const auto before = contract::balance(journal, sink, context_.fee_denomination);
        if (!before)
            return failure(before.error());
        const auto after = checked_add(*before, fees_);
        if (!after)
            return failure(FailureKind::node_fault,
                           "the fees of the chain do not fit 256 bits: its genesis gives too much");
        state::Changes credit;
        credit.values[state::balance_key(sink, context_.fee_denomination)] =
            to_bytes(after->big_endian);
        state_.apply(std::move(credit));
        return {};
    }

    const contract::Executor& executor_;
    const contract::BlockContext& context_;
    state::OverlayView state_;
    u64 gas_left_;
    U256 fees_;
};

/// Whether the header is the one that its proposer's choices and the tip give.
Attempt<void> check_header(const Parameters& parameters, const Tip& tip, const Block& block)
{
    const auto expected = make_header(parameters, tip, block.header.time_ns, block.transactions,
                                      block.header.proposer);
    if (!expected)
        return std::unexpected{expected.error()};
    if (*expected != block.header)
        return failure(FailureKind::conflict,
                       fmt::format("the header of block {} does not follow from the tip, {}",
                                   block.header.height, tip.height));
    return {};
}

std::vector<TransactionResult> results_of(std::span<const contract::Receipt> receipts,
                                          std::span<const Bytes> encoded)
{
    std::vector<TransactionResult> results;
    results.reserve(receipts.size());
    for (std::size_t i = 0; i < receipts.size(); ++i)
        results.push_back({.code = static_cast<u32>(receipts[i].status),
                           .data = sha256(encoded[i]),
                           .gas_wanted = receipts[i].gas_limit,
                           .gas_used = receipts[i].gas_used});
    return results;
}

/// The hashes by which the block's transactions can be found. Those of invalid ones are left out:
/// the same bytes may have run before.
std::vector<std::pair<Bytes32, u32>> locators_of(std::span<const contract::Receipt> receipts)
{
    std::vector<std::pair<Bytes32, u32>> out;
    for (const contract::Receipt& receipt : receipts)
        if (receipt.status != contract::Status::invalid)
            out.emplace_back(receipt.transaction_hash, receipt.index);
    return out;
}
} // namespace

Attempt<Header> make_header(const Parameters& parameters, const Tip& tip, u64 time_ns,
                            std::span<const Bytes> transactions, const Bytes32& proposer)
{
    const auto versions = parameters.at(tip.height + 1);
    if (!versions)
        return std::unexpected{versions.error()};
    if (time_ns < tip.time_ns)
        return failure(FailureKind::conflict, "a block's time is before its parent's");
    Header header;
    header.chain_id = parameters.chain_id();
    header.height = tip.height + 1;
    header.time_ns = time_ns;
    header.previous_block_hash = tip.block_hash;
    header.parent_root = tip.state_root;
    header.previous_results_hash = tip.results_hash;
    header.txs_hash = transactions_hash(transactions);
    header.parameters = (*versions)->ids;
    header.proposer = proposer;
    return header;
}

Attempt<contract::BlockContext> make_context(const Parameters& parameters, const BlockFacts& facts)
{
    const auto versions = parameters.at(facts.height);
    if (!versions)
        return std::unexpected{versions.error()};
    return contract::BlockContext{.chain_id = parameters.chain_id(),
                                  .height = facts.height,
                                  .time_ns = facts.time_ns,
                                  .proposer = facts.proposer,
                                  .semantics_version = (*versions)->ids.semantics_version,
                                  .profile = &(*versions)->profile,
                                  .schedule = &(*versions)->schedule,
                                  .unsigned_senders = parameters.unsigned_senders(),
                                  .minimum_fee_per_gas = parameters.minimum_fee_per_gas(),
                                  .fee_denomination = parameters.fee_denomination()};
}

Attempt<Candidate> prepare_block(const contract::Executor& executor, const Parameters& parameters,
                                 const state::Snapshot& snapshot, Block block)
{
    if (!snapshot.tip())
        return failure(FailureKind::conflict, "the store holds no chain yet");
    const auto tip = read_tip(*snapshot.tip());
    if (!tip)
        return std::unexpected{tip.error()};
    if (const auto follows = check_header(parameters, *tip, block); !follows)
        return std::unexpected{follows.error()};
    const auto context = make_context(
        parameters, {block.header.height, block.header.time_ns, block.header.proposer});
    if (!context)
        return std::unexpected{context.error()};

    Candidate out;
    BlockRun run{executor, *context, snapshot.latest()};
    if (const auto ran = run.run(block.transactions, out); !ran)
        return std::unexpected{ran.error()};
    auto prepared = snapshot.prepare(block.header.height, std::move(run).take_changes());
    if (!prepared)
        return failure(prepared.error());

    for (const contract::Receipt& receipt : out.receipts)
        out.writes.receipts.push_back(encode(receipt));
    out.result = {.block_hash = block_hash(block.header),
                  .state_root = prepared->tree.root,
                  .results_hash = results_hash(results_of(out.receipts, out.writes.receipts))};
    out.writes.state = std::move(*prepared);
    out.writes.block_hash = out.result.block_hash;
    out.writes.metadata = tip_metadata(block.header.time_ns, out.result.results_hash);
    out.writes.block = encode(Record{encode(block), out.result});
    out.writes.transactions = locators_of(out.receipts);
    out.block = std::move(block);
    return out;
}
} // namespace pawl::chain
