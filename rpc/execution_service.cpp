#include "rpc/convert.hpp"
#include "rpc/reactor.hpp"
#include "rpc/simulation.hpp"
#include "rpc/submission.hpp"

#include <pawl/v1/execution.grpc.pb.h>

namespace pawl::rpc
{
namespace
{
using chain::Attempt;

Attempt<void> queue(const Backend& backend, grpc::CallbackServerContext& context,
                    const v1::SubmitRequest& request, v1::SubmitResponse& response)
{
    Bytes transaction = to_bytes(request.transaction());
    response.set_transaction_hash(field(contract::transaction_hash(transaction)));
    auto queued = backend.sequencer.submit(std::move(transaction), {});
    if (!queued)
        mark(context, queued.error());
    return queued;
}

Attempt<void> call(const Backend& backend, const v1::CallRequest& request,
                   v1::CallResponse& response, const Cancelled& cancelled)
{
    const auto run = simulate(backend.chain, request, contract::Scheme::secp256k1,
                              request.gas_limit(), cancelled);
    if (!run)
        return std::unexpected{run.error()};
    write(*response.mutable_at(), run->at);
    response.set_canonical_receipt(field(contract::encode(run->outcome.receipt)));
    write(*response.mutable_receipt(), run->outcome.receipt);
    if (!run->outcome.diagnostics.text.empty())
        write(*response.mutable_diagnostics(), run->outcome.diagnostics);
    return {};
}

class ExecutionService final : public v1::Execution::CallbackService
{
public:
    explicit ExecutionService(const Backend& backend) : backend_{backend} {}

    grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                     const v1::SubmitRequest* request,
                                     v1::SubmitResponse* response) override
    {
        if (request->wait() == v1::WAIT_ACCEPTED)
            return answer(backend_.submissions, [this, context, request, response](const Cancelled&)
                          { return queue(backend_, *context, *request, *response); });
        return answer_later(backend_.submissions,
                            [this, context, request, response](auto finish)
                            {
                                submit_and_wait(backend_, *context,
                                                to_bytes(request->transaction()), *response,
                                                std::move(finish));
                            });
    }

    grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext*, const v1::CallRequest* request,
                                   v1::CallResponse* response) override
    {
        return answer(backend_.queries, [this, request, response](const Cancelled& cancelled)
                      { return call(backend_, *request, *response, cancelled); });
    }

private:
    const Backend& backend_;
};
} // namespace

std::unique_ptr<grpc::Service> make_execution_service(const Backend& backend)
{
    return std::make_unique<ExecutionService>(backend);
}
} // namespace pawl::rpc
