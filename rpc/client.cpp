#include "rpc/client.hpp"

#include "rpc/convert.hpp"
#include "rpc/status.hpp"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <pawl/v1/admin.grpc.pb.h>
#include <pawl/v1/code.grpc.pb.h>
#include <pawl/v1/execution.grpc.pb.h>
#include <pawl/v1/gas.grpc.pb.h>
#include <pawl/v1/query.grpc.pb.h>

#include <algorithm>

namespace pawl::rpc
{
using chain::Attempt;
using chain::failure;
using chain::FailureKind;

struct Client::Connection
{
    Connection(std::string to, std::chrono::milliseconds wait)
        : address{std::move(to)},
          patience{wait},
          channel{connect()},
          code{channel},
          execution{channel},
          query{channel},
          gas{channel},
          admin{channel}
    {
    }

    [[nodiscard]] std::shared_ptr<grpc::Channel> connect() const
    {
        grpc::ChannelArguments arguments;
        // Blocks and receipts may be larger than the default of 4 MiB; a node bounds both.
        arguments.SetMaxReceiveMessageSize(64 << 20);
        return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
    }

    void limit(grpc::ClientContext& context) const
    {
        context.set_deadline(std::chrono::system_clock::now() + patience);
    }

    [[nodiscard]] std::unexpected<chain::Failure> failed(const grpc::ClientContext& context,
                                                         const grpc::Status& status) const
    {
        if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
            !context.GetServerTrailingMetadata().contains(stopping_mark))
            return failure(FailureKind::unreachable,
                           fmt::format("no node answers at {} ({}): start one with `pawl node`, or "
                                       "name another with --node",
                                       address, status.error_message()));
        if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
            return failure(
                FailureKind::cancelled,
                fmt::format("{} did not answer within {} s: give it more time with --timeout",
                            address,
                            std::chrono::duration_cast<std::chrono::seconds>(patience).count()));
        return std::unexpected{to_failure(status)};
    }

    /// One unary call of a stub's method.
    template <typename Response, typename Stub, typename Request>
    [[nodiscard]] Attempt<Response>
    call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
         const Request& request) const
    {
        grpc::ClientContext context;
        limit(context);
        Response response;
        const grpc::Status status = (stub.*method)(&context, request, &response);
        if (!status.ok())
            return failed(context, status);
        return response;
    }

    std::string address;
    std::chrono::milliseconds patience;
    std::shared_ptr<grpc::Channel> channel;
    v1::Code::Stub code;
    v1::Execution::Stub execution;
    v1::Query::Stub query;
    v1::Gas::Stub gas;
    v1::Admin::Stub admin;
};

namespace
{
/// A canonical encoding that a node sent.
template <typename Value>
Attempt<Value> decoded(const Expected<Value>& value, std::string_view what)
{
    if (value)
        return *value;
    return failure(FailureKind::node_fault,
                   fmt::format("the node sent a {} that cannot be read: {} at byte {}", what,
                               message(value.error().code), value.error().offset));
}

Attempt<Submission> read_submission(const v1::SubmitResponse& response)
{
    const auto hash = read_bytes32("transaction_hash", response.transaction_hash());
    if (!hash)
        return std::unexpected{hash.error()};
    Submission out{*hash,
                   to_bytes(response.canonical_receipt()),
                   {},
                   read_diagnosis(response.has_diagnostics(), response.diagnostics())};
    auto receipt = decoded(contract::decode_receipt(out.canonical), "receipt");
    if (!receipt)
        return std::unexpected{receipt.error()};
    out.receipt = *std::move(receipt);
    return out;
}

Attempt<BlockInfo> read_header(const v1::BlockHeader& message)
{
    auto header = decoded(chain::decode_header(as_bytes(message.canonical())), "header");
    if (!header)
        return std::unexpected{header.error()};
    const auto hash = read_bytes32("block_hash", message.block_hash());
    const auto root = read_bytes32("state_root", message.state_root());
    const auto results = read_bytes32("results_hash", message.results_hash());
    for (const auto* const field : {&hash, &root, &results})
        if (!*field)
            return std::unexpected{field->error()};
    return BlockInfo{*std::move(header), {*hash, *root, *results}, message.transactions()};
}
} // namespace

Client::Client(std::string address, std::chrono::milliseconds patience)
    : connection_{std::make_unique<Connection>(std::move(address), patience)}
{
}

Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Attempt<ChainInfo> Client::chain()
{
    const auto response =
        connection_->call(connection_->query, &v1::Query::Stub::GetChain, v1::GetChainRequest{});
    if (!response)
        return std::unexpected{response.error()};
    const auto tip = read_at(response->tip());
    if (!tip)
        return std::unexpected{tip.error()};
    const auto parameters = read_parameters(response->parameters());
    if (!parameters)
        return std::unexpected{parameters.error()};
    const auto fee = read_amount("minimum_fee_per_gas", response->minimum_fee_per_gas());
    if (!fee)
        return std::unexpected{fee.error()};
    return ChainInfo{
        response->chain_id(),         *tip, *parameters,           response->address_prefix(),
        response->fee_denomination(), *fee, response->block_gas(), response->unsigned_senders()};
}

Attempt<AccountInfo> Client::account(const Bytes32& address, Height height)
{
    v1::GetAccountRequest request;
    request.set_address(field(address));
    if (height)
        request.set_height(*height);
    const auto response =
        connection_->call(connection_->query, &v1::Query::Stub::GetAccount, request);
    if (!response)
        return std::unexpected{response.error()};
    const auto at = read_at(response->at());
    if (!at)
        return std::unexpected{at.error()};
    auto balances = read_coins(response->balances());
    if (!balances)
        return std::unexpected{balances.error()};
    return AccountInfo{*at, response->nonce(), *std::move(balances), response->is_contract(),
                       response->next_nonce()};
}

Attempt<ContractInfo> Client::contract(const Bytes32& address, Height height)
{
    v1::GetContractRequest request;
    request.set_address(field(address));
    if (height)
        request.set_height(*height);
    const auto response =
        connection_->call(connection_->query, &v1::Query::Stub::GetContract, request);
    if (!response)
        return std::unexpected{response.error()};
    const auto at = read_at(response->at());
    const auto code_hash = read_bytes32("code_hash", response->code_hash());
    const auto creator = read_bytes32("creator", response->creator());
    if (!at)
        return std::unexpected{at.error()};
    for (const auto* const field : {&code_hash, &creator})
        if (!*field)
            return std::unexpected{field->error()};
    return ContractInfo{*at,
                        {*code_hash, *creator, bytes32(as_bytes(response->admin())),
                         static_cast<u8>(response->abi())}};
}

Attempt<CodeInfo> Client::code(const Bytes32& hash, Height height, bool bytes)
{
    v1::GetCodeRequest request;
    request.set_code_hash(field(hash));
    if (height)
        request.set_height(*height);
    request.set_record_only(!bytes);
    grpc::ClientContext context;
    connection_->limit(context);
    const auto reader = connection_->query.GetCode(&context, request);
    CodeInfo out;
    Attempt<void> read;
    for (v1::GetCodeResponse part; reader->Read(&part);)
    {
        append(out.code, as_bytes(part.chunk()));
        if (!part.has_record())
            continue;
        const auto at = read_at(part.record().at());
        const auto profile = read_bytes32("profile_id", part.record().profile_id());
        if (!at || !profile)
            read = std::unexpected{at ? profile.error() : at.error()};
        else
            out = {
                *at, {part.record().length(), *profile, static_cast<u8>(part.record().abi())}, {}};
    }
    if (const grpc::Status status = reader->Finish(); !status.ok())
        return connection_->failed(context, status);
    if (!read)
        return std::unexpected{read.error()};
    return out;
}

Attempt<TransactionInfo> Client::transaction(const Bytes32& hash)
{
    v1::GetTransactionRequest request;
    request.set_transaction_hash(field(hash));
    const auto response =
        connection_->call(connection_->query, &v1::Query::Stub::GetTransaction, request);
    if (!response)
        return std::unexpected{response.error()};
    return TransactionInfo{{response->place().height(), response->place().index()},
                           to_bytes(response->transaction())};
}

Attempt<ReceiptInfo> Client::receipt(const Bytes32& hash)
{
    v1::GetReceiptRequest request;
    request.set_transaction_hash(field(hash));
    const auto response =
        connection_->call(connection_->query, &v1::Query::Stub::GetReceipt, request);
    if (!response)
        return std::unexpected{response.error()};
    auto receipt = decoded(contract::decode_receipt(as_bytes(response->canonical())), "receipt");
    if (!receipt)
        return std::unexpected{receipt.error()};
    return ReceiptInfo{{response->place().height(), response->place().index()},
                       to_bytes(response->canonical()),
                       *std::move(receipt)};
}

Attempt<BlockInfo> Client::block(Height height, const std::function<void(BlockTransaction&&)>& each)
{
    v1::GetBlockRequest request;
    if (height)
        request.set_height(*height);
    request.set_header_only(!each);
    grpc::ClientContext context;
    connection_->limit(context);
    const auto reader = connection_->query.GetBlock(&context, request);
    Attempt<BlockInfo> out =
        failure(FailureKind::node_fault, "the node sent a block without header");
    for (v1::GetBlockResponse part; reader->Read(&part);)
    {
        if (part.has_header())
            out = read_header(part.header());
        if (!part.has_transaction() || !each)
            continue;
        const v1::BlockTransaction& transaction = part.transaction();
        each({transaction.index(),
              bytes32(as_bytes(transaction.transaction_hash())).value_or(Bytes32{}),
              to_bytes(transaction.transaction()), to_bytes(transaction.canonical_receipt())});
    }
    if (const grpc::Status status = reader->Finish(); !status.ok())
        return connection_->failed(context, status);
    return out;
}

Attempt<StateInfo> Client::state(BytesView key, Height height, bool prove)
{
    v1::GetStateRequest request;
    request.set_key(field(key));
    if (height)
        request.set_height(*height);
    request.set_prove(prove);
    const auto response =
        connection_->call(connection_->query, &v1::Query::Stub::GetState, request);
    if (!response)
        return std::unexpected{response.error()};
    const auto at = read_at(response->at());
    if (!at)
        return std::unexpected{at.error()};
    StateInfo out{*at, std::nullopt, to_bytes(response->proof()),
                  to_bytes(response->ics23_proof())};
    if (!response->value().empty())
        out.value = to_bytes(response->value());
    return out;
}

Attempt<QueryAnswer> Client::query(const Bytes32& contract, BytesView input, u64 gas_limit,
                                   Height height)
{
    v1::QueryCallRequest request;
    request.set_contract(field(contract));
    request.set_input(field(input));
    request.set_gas_limit(gas_limit);
    if (height)
        request.set_height(*height);
    const auto response = connection_->call(connection_->query, &v1::Query::Stub::Call, request);
    if (!response)
        return std::unexpected{response.error()};
    const auto at = read_at(response->at());
    if (!at)
        return std::unexpected{at.error()};
    return QueryAnswer{*at,
                       static_cast<contract::Status>(response->status()),
                       to_bytes(response->data()),
                       response->gas_used(),
                       static_cast<Trap>(response->trap_code()),
                       read_diagnosis(response->has_diagnostics(), response->diagnostics())};
}

Attempt<DryRun> Client::dry_run(const Bytes32& sender, const contract::Action& action,
                                u64 gas_limit, Height height)
{
    v1::CallRequest request;
    request.set_sender(field(sender));
    write(*request.mutable_action(), action);
    request.set_gas_limit(gas_limit);
    if (height)
        request.set_height(*height);
    const auto response =
        connection_->call(connection_->execution, &v1::Execution::Stub::Call, request);
    if (!response)
        return std::unexpected{response.error()};
    const auto at = read_at(response->at());
    if (!at)
        return std::unexpected{at.error()};
    auto receipt =
        decoded(contract::decode_receipt(as_bytes(response->canonical_receipt())), "receipt");
    if (!receipt)
        return std::unexpected{receipt.error()};
    return DryRun{*at, *std::move(receipt),
                  read_diagnosis(response->has_diagnostics(), response->diagnostics())};
}

Attempt<EstimateInfo> Client::estimate(const Bytes32& sender, const contract::Action& action,
                                       contract::Scheme scheme, Height height)
{
    v1::EstimateRequest request;
    request.set_sender(field(sender));
    write(*request.mutable_action(), action);
    request.set_scheme(scheme == contract::Scheme::asserted ? v1::SCHEME_ASSERTED
                                                            : v1::SCHEME_SECP256K1);
    if (height)
        request.set_height(*height);
    const auto response = connection_->call(connection_->gas, &v1::Gas::Stub::Estimate, request);
    if (!response)
        return std::unexpected{response.error()};
    const auto at = read_at(response->at());
    if (!at)
        return std::unexpected{at.error()};
    const auto fee = read_amount("minimum_fee", response->minimum_fee());
    if (!fee)
        return std::unexpected{fee.error()};
    return EstimateInfo{*at,
                        scheme,
                        response->gas_used(),
                        read_gas(response->gas()),
                        response->gas().execution(),
                        *fee,
                        static_cast<contract::Status>(response->status()),
                        static_cast<Trap>(response->trap_code()),
                        to_bytes(response->return_data()),
                        read_diagnosis(response->has_diagnostics(), response->diagnostics())};
}

Attempt<Submission> Client::submit(BytesView transaction)
{
    v1::SubmitRequest request;
    request.set_transaction(field(transaction));
    const auto response =
        connection_->call(connection_->execution, &v1::Execution::Stub::Submit, request);
    if (!response)
        return std::unexpected{response.error()};
    return read_submission(*response);
}

Attempt<Bytes32> Client::queue(BytesView transaction)
{
    v1::SubmitRequest request;
    request.set_transaction(field(transaction));
    request.set_wait(v1::WAIT_ACCEPTED);
    const auto response =
        connection_->call(connection_->execution, &v1::Execution::Stub::Submit, request);
    if (!response)
        return std::unexpected{response.error()};
    return read_bytes32("transaction_hash", response->transaction_hash());
}

Attempt<Submission> Client::upload(BytesView transaction)
{
    grpc::ClientContext context;
    connection_->limit(context);
    v1::SubmitResponse response;
    const auto writer = connection_->code.Upload(&context, &response);
    constexpr std::size_t piece = 256 << 10;
    for (std::size_t at = 0; at < transaction.size(); at += piece)
    {
        v1::UploadRequest request;
        request.set_chunk(field(transaction.subspan(at, std::min(piece, transaction.size() - at))));
        // A node that has refused already says why by its status.
        if (!writer->Write(request))
            break;
    }
    writer->WritesDone();
    if (const grpc::Status status = writer->Finish(); !status.ok())
        return connection_->failed(context, status);
    return read_submission(response);
}

Attempt<CheckInfo> Client::check(BytesView code)
{
    v1::CheckRequest request;
    request.set_code(field(code));
    const auto response = connection_->call(connection_->code, &v1::Code::Stub::Check, request);
    if (!response)
        return std::unexpected{response.error()};
    const auto hash = read_bytes32("code_hash", response->code_hash());
    if (!hash)
        return std::unexpected{hash.error()};
    CheckInfo out{*hash,
                  std::nullopt,
                  response->functions(),
                  response->code_bytes(),
                  response->charge_regions(),
                  {response->missing_imports().begin(), response->missing_imports().end()}};
    if (response->has_rejection())
        out.rejection = Rejection{static_cast<Code>(response->rejection().code()),
                                  response->rejection().offset()};
    return out;
}

Attempt<NodeStatus> Client::status()
{
    const auto response =
        connection_->call(connection_->admin, &v1::Admin::Stub::Status, v1::StatusRequest{});
    if (!response)
        return std::unexpected{response.error()};
    const auto tip = read_at(response->tip());
    if (!tip)
        return std::unexpected{tip.error()};
    const auto parameters = read_parameters(response->parameters());
    if (!parameters)
        return std::unexpected{parameters.error()};
    NodeStatus out;
    out.build = response->build();
    out.semantics_version = response->semantics_version();
    out.tier = response->tier();
    out.chain_id = response->chain_id();
    out.genesis_hash = bytes32(as_bytes(response->genesis_hash())).value_or(Bytes32{});
    out.tip = *tip;
    out.tip_block_hash = bytes32(as_bytes(response->tip_block_hash())).value_or(Bytes32{});
    out.tip_time_ns = response->tip_time_ns();
    out.parameters = *parameters;
    out.floor = response->floor();
    out.queued_transactions = response->queued_transactions();
    out.queued_queries = response->queued_queries();
    out.uptime_seconds = response->uptime_seconds();
    return out;
}
} // namespace pawl::rpc
