#include "rpc/submission.hpp"

#include "rpc/convert.hpp"
#include "rpc/status.hpp"

namespace pawl::rpc
{
void mark(grpc::CallbackServerContext& context, const chain::Failure& why)
{
    if (why.kind == chain::FailureKind::stopped)
        context.AddTrailingMetadata(stopping_mark, "1");
}

void submit_and_wait(const Backend& backend, grpc::CallbackServerContext& context,
                     Bytes transaction, v1::SubmitResponse& response,
                     const std::function<void(const grpc::Status&)>& finish)
{
    const auto refuse = [&context, finish](const chain::Failure& why)
    {
        mark(context, why);
        finish(to_status(why));
    };
    response.set_transaction_hash(field(contract::transaction_hash(transaction)));
    const auto queued = backend.sequencer.submit(
        std::move(transaction),
        [&response, finish, refuse](chain::Attempt<chain::Included> included)
        {
            if (!included)
                return refuse(included.error());
            response.set_canonical_receipt(field(contract::encode(included->receipt)));
            write(*response.mutable_receipt(), included->receipt);
            if (!included->diagnostics.text.empty())
                write(*response.mutable_diagnostics(), included->diagnostics);
            finish(grpc::Status::OK);
        });
    if (!queued)
        refuse(queued.error());
}
} // namespace pawl::rpc
