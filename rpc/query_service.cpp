#include "rpc/reactor.hpp"
#include "rpc/services.hpp"
#include "rpc/simulation.hpp"
#include "rpc/stored.hpp"

#include <fmt/format.h>
#include <pawl/v1/query.grpc.pb.h>

#include <algorithm>

namespace pawl::rpc
{
namespace
{
using chain::Attempt;
using chain::Chain;

At at_of(const chain::StateAt& state)
{
    return {state.height(), state.root()};
}

Attempt<void> get_chain(const Chain& chain, v1::GetChainResponse& response)
{
    const auto tip = chain.tip();
    if (!tip)
        return std::unexpected{tip.error()};
    const chain::Parameters& parameters = chain.parameters();
    const auto versions = parameters.at(tip->height + 1);
    if (!versions)
        return std::unexpected{versions.error()};
    response.set_chain_id(parameters.chain_id());
    write(*response.mutable_tip(), At{tip->height, tip->state_root});
    write(*response.mutable_parameters(), (*versions)->ids);
    response.set_address_prefix((*versions)->profile.address_prefix);
    response.set_fee_denomination(field(parameters.fee_denomination()));
    response.set_minimum_fee_per_gas(field(parameters.minimum_fee_per_gas().big_endian));
    response.set_block_gas((*versions)->profile.block_gas);
    response.set_unsigned_senders(parameters.unsigned_senders());
    return {};
}

Attempt<void> get_account(const Backend& backend, const v1::GetAccountRequest& request,
                          v1::GetAccountResponse& response, const Cancelled& cancelled)
{
    const auto address = read_bytes32("address", request.address());
    if (!address)
        return std::unexpected{address.error()};
    const auto queued = backend.sequencer.next_nonce(*address);
    const auto state = backend.chain.at(height_of(request), &cancelled);
    if (!state)
        return std::unexpected{state.error()};
    const auto account = state->account(*address);
    if (!account)
        return std::unexpected{account.error()};
    // The next transaction meets the newest state, whichever one was asked for.
    const auto newest = backend.chain.at();
    if (!newest)
        return std::unexpected{newest.error()};
    const auto now = newest->account(*address);
    if (!now)
        return std::unexpected{now.error()};
    const auto record = state->get(state::contract_key(*address));
    if (!record)
        return std::unexpected{record.error()};
    write(*response.mutable_at(), at_of(*state));
    response.set_nonce(account->nonce);
    response.set_next_nonce(std::max(now->nonce, queued.value_or(0)));
    for (const auto& [denomination, amount] : account->balances)
        write(*response.add_balances(), contract::Coin{denomination, amount});
    response.set_is_contract(record->has_value());
    return {};
}

Attempt<void> get_contract(const Chain& chain, const v1::GetContractRequest& request,
                           v1::GetContractResponse& response)
{
    const auto address = read_bytes32("address", request.address());
    if (!address)
        return std::unexpected{address.error()};
    const auto state = chain.at(height_of(request));
    if (!state)
        return std::unexpected{state.error()};
    const auto record = state->contract(*address);
    if (!record)
        return std::unexpected{record.error()};
    write(*response.mutable_at(), at_of(*state));
    response.set_code_hash(field(record->code_hash));
    response.set_creator(field(record->creator));
    if (record->admin)
        response.set_admin(field(*record->admin));
    response.set_abi(record->abi);
    return {};
}

Attempt<void> get_state(const Chain& chain, const v1::GetStateRequest& request,
                        v1::GetStateResponse& response)
{
    const BytesView key = as_bytes(request.key());
    if (!state::split_key(key))
        return chain::failure(chain::FailureKind::bad_input,
                              fmt::format("key has {} bytes and is no state key: namespace, owner "
                                          "of 32 bytes, rest",
                                          key.size()));
    const auto state = chain.at(height_of(request));
    if (!state)
        return std::unexpected{state.error()};
    const auto value = state->get(key);
    if (!value)
        return std::unexpected{value.error()};
    write(*response.mutable_at(), at_of(*state));
    if (*value)
        response.set_value(field(**value));
    if (!request.prove())
        return {};
    const auto proof = state->prove(key);
    if (!proof)
        return std::unexpected{proof.error()};
    const auto ics23 = state->prove_ics23(key);
    if (!ics23)
        return std::unexpected{ics23.error()};
    response.set_proof(field(state::encode(*proof)));
    if (*ics23)
        response.set_ics23_proof(field(**ics23));
    return {};
}

Attempt<void> call(const Chain& chain, const v1::QueryCallRequest& request,
                   v1::QueryCallResponse& response, const Cancelled& cancelled)
{
    const auto contract = read_bytes32("contract", request.contract());
    if (!contract)
        return std::unexpected{contract.error()};
    const auto state = chain.at(height_of(request), &cancelled);
    if (!state)
        return std::unexpected{state.error()};
    if (const auto record = state->contract(*contract); !record)
        return std::unexpected{record.error()};
    const u64 gas = bounded_gas(request.gas_limit(), *state->block().profile);
    const auto outcome = state->query({*contract, to_bytes(request.input()), gas});
    if (!outcome)
        return std::unexpected{outcome.error()};
    write(*response.mutable_at(), at_of(*state));
    response.set_status(static_cast<v1::Status>(outcome->status));
    response.set_data(field(outcome->data));
    response.set_gas_used(outcome->gas_used);
    response.set_trap_code(static_cast<u32>(outcome->trap));
    if (outcome->trap != Trap::none)
        response.set_trap(std::string{name(outcome->trap)});
    if (!outcome->diagnostics.text.empty())
        write(*response.mutable_diagnostics(), outcome->diagnostics);
    return {};
}

/// Answers unary calls on the queries' threads, streamed ones part by part.
class QueryService final : public v1::Query::CallbackService
{
public:
    explicit QueryService(const Backend& backend) : backend_{backend} {}

    using Context = grpc::CallbackServerContext;
    using Unary = grpc::ServerUnaryReactor;

    Unary* GetChain(Context*, const v1::GetChainRequest*, v1::GetChainResponse* response) override
    {
        return answer(backend_.queries, [this, response](const Cancelled&)
                      { return get_chain(backend_.chain, *response); });
    }
    Unary* GetAccount(Context*, const v1::GetAccountRequest* request,
                      v1::GetAccountResponse* response) override
    {
        return answer(backend_.queries, [this, request, response](const Cancelled& cancelled)
                      { return get_account(backend_, *request, *response, cancelled); });
    }
    Unary* GetContract(Context*, const v1::GetContractRequest* request,
                       v1::GetContractResponse* response) override
    {
        return answer_with(get_contract, request, response);
    }
    grpc::ServerWriteReactor<v1::GetCodeResponse>*
    GetCode(Context*, const v1::GetCodeRequest* request) override
    {
        return stream<v1::GetCodeResponse>([this, request]
                                           { return open_code(backend_.chain, *request); });
    }
    Unary* GetTransaction(Context*, const v1::GetTransactionRequest* request,
                          v1::GetTransactionResponse* response) override
    {
        return answer_with(get_transaction, request, response);
    }
    Unary* GetReceipt(Context*, const v1::GetReceiptRequest* request,
                      v1::GetReceiptResponse* response) override
    {
        return answer_with(get_receipt, request, response);
    }
    grpc::ServerWriteReactor<v1::GetBlockResponse>*
    GetBlock(Context*, const v1::GetBlockRequest* request) override
    {
        return stream<v1::GetBlockResponse>([this, request]
                                            { return open_block(backend_.chain, *request); });
    }
    Unary* GetState(Context*, const v1::GetStateRequest* request,
                    v1::GetStateResponse* response) override
    {
        return answer_with(get_state, request, response);
    }
    Unary* Call(Context*, const v1::QueryCallRequest* request,
                v1::QueryCallResponse* response) override
    {
        return answer(backend_.queries, [this, request, response](const Cancelled& cancelled)
                      { return call(backend_.chain, *request, *response, cancelled); });
    }

private:
    template <typename Request, typename Response>
    Unary* answer_with(Attempt<void> (*function)(const Chain&, const Request&, Response&),
                       const Request* request, Response* response)
    {
        return answer(backend_.queries, [this, function, request, response](const Cancelled&)
                      { return function(backend_.chain, *request, *response); });
    }

    template <typename Part>
    grpc::ServerWriteReactor<Part>* stream(typename StreamCall<Part>::Open open)
    {
        return std::make_unique<StreamCall<Part>>(backend_.queries, std::move(open)).release();
    }

    const Backend& backend_;
};
} // namespace

std::unique_ptr<grpc::Service> make_query_service(const Backend& backend)
{
    return std::make_unique<QueryService>(backend);
}
} // namespace pawl::rpc
