#include "cli/send.hpp"

#include "cli/receipts.hpp"
#include "cli/values.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pawl::cli
{
namespace
{
/// A quarter above what was used: state may change between the estimate and the block.
u64 with_margin(u64 gas, u64 block_gas)
{
    return std::min(gas + gas / 4, std::max(gas, block_gas));
}

/// Why a run that failed did so, in one line.
std::string why(contract::Status status, Trap trap, BytesView data,
                const std::optional<rpc::Diagnosis>& diagnosis)
{
    std::string line{name(status)};
    if (trap != Trap::none)
        line += fmt::format(", {}", message(trap));
    else if (!data.empty())
        line += fmt::format(", \"{}\"", readable(data));
    if (diagnosis && !diagnosis->text.empty())
        line += fmt::format(" ({})", diagnosis->text);
    return line;
}

/// Whether a transaction may stand in a block although its sender was not told so.
bool may_be_committed(chain::FailureKind why)
{
    return why == chain::FailureKind::unreachable || why == chain::FailureKind::cancelled ||
           why == chain::FailureKind::node_fault;
}

/// Says how to find out what became of a transaction: whoever sends another one might pay twice.
[[noreturn]] void stop_in_doubt(const chain::Failure& failure, BytesView transaction)
{
    const std::string hash = to_hex(contract::transaction_hash(transaction));
    throw Stop{exit_code(failure.kind),
               fmt::format("{}. The transaction {} may still be committed: look with `pawl inspect "
                           "transaction` before sending another",
                           failure.text, hash),
               hash};
}

bool stores_code(const contract::Action& action)
{
    return std::holds_alternative<contract::StoreCode>(action);
}
} // namespace

void add_send_options(CLI::App& command, SendOptions& options)
{
    command.add_option("--from", options.from, "The key that signs and pays")->required();
    command
        .add_option("--gas", options.gas, "The most it may use; auto: an estimate and a quarter")
        ->capture_default_str();
    command.add_option("--fee", options.fee, "What is paid; auto: the least for that gas")
        ->capture_default_str();
    command.add_option("--expires", options.expires, "The last height at which it is valid");
    command.add_flag("--dry-run", options.dry_run, "Run it, commit nothing");
    command.add_option("--returns", options.returns, "Types of what is returned, as u64,text");
}

Sender::Sender(const Session& session, const SendOptions& options)
    : options_{options},
      client_{connect(session)},
      chain_{expect(client_.chain())},
      book_{book_of(session, chain_)},
      key_{keys_of(session).find(options.from)},
      nonce_{expect(client_.account(key_.address)).next_nonce}
{
}

u64 Sender::gas_limit(const contract::Action& action)
{
    if (options_.gas != "auto")
        return parse_u64("--gas", options_.gas);
    const rpc::EstimateInfo estimate =
        expect(client_.estimate(key_.address, action, contract::Scheme::secp256k1));
    if (estimate.status != contract::Status::ok)
        throw Stop{exit_code(estimate.status),
                   fmt::format("not sent, because it would fail: {}; give --gas to send it anyway",
                               why(estimate.status, estimate.trap, estimate.return_data,
                                   estimate.diagnosis))};
    return with_margin(estimate.gas_used, chain_.block_gas);
}

contract::Transaction Sender::make(const contract::Action& action)
{
    contract::TransactionBody body;
    body.chain_id = chain_.chain_id;
    body.sender = key_.address;
    body.nonce = nonce_;
    body.gas_limit = gas_limit(action);
    body.expires_height = options_.expires;
    body.action = action;
    if (options_.fee != "auto")
        body.fee = parse_u256("--fee", options_.fee);
    else if (const auto fee = checked_mul(chain_.minimum_fee_per_gas, body.gas_limit))
        body.fee = *fee;
    return contract::sign(std::move(body), key_.secret);
}

rpc::Submission Sender::send(const contract::Action& action)
{
    const Bytes transaction = contract::encode(make(action));
    auto submission =
        stores_code(action) ? client_.upload(transaction) : client_.submit(transaction);
    if (!submission && may_be_committed(submission.error().kind))
        stop_in_doubt(submission.error(), transaction);
    ++nonce_;
    return expect(std::move(submission));
}

rpc::DryRun Sender::try_out(const contract::Action& action)
{
    const u64 gas = options_.gas == "auto" ? 0 : parse_u64("--gas", options_.gas);
    return expect(client_.dry_run(key_.address, action, gas));
}

void send_and_show(Session& session, const SendOptions& options, Sender& sender,
                   const contract::Action& action, Document document)
{
    contract::Receipt receipt;
    std::optional<rpc::Diagnosis> diagnosis;
    if (options.dry_run)
    {
        rpc::DryRun run = sender.try_out(action);
        document["committed"] = false;
        receipt = std::move(run.receipt);
        diagnosis = std::move(run.diagnosis);
    }
    else
    {
        rpc::Submission submission = sender.send(action);
        receipt = std::move(submission.receipt);
        diagnosis = std::move(submission.diagnosis);
    }
    add_receipt(document, receipt, sender.book(), options.returns);
    add_diagnosis(document, diagnosis);
    session.show(document);
    session.exit = exit_code(receipt.status);
}
} // namespace pawl::cli
