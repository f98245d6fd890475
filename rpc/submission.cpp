#include "rpc/submission.hpp"

#include "rpc/convert.hpp"

namespace pawl::rpc
{
void submit_and_wait(const Backend& backend, Bytes transaction, v1::SubmitResponse& response,
                     const std::function<void(const grpc::Status&)>& finish)
{
    response.set_transaction_hash(field(contract::transaction_hash(transaction)));
    const auto queued = backend.sequencer.submit(
        std::move(transaction),
        [&response, finish](chain::Attempt<chain::Included> included)
        {
            if (!included)
                return finish(to_status(included.error()));
            response.set_canonical_receipt(field(contract::encode(included->receipt)));
            write(*response.mutable_receipt(), included->receipt);
            if (!included->diagnostics.text.empty())
                write(*response.mutable_diagnostics(), included->diagnostics);
            finish(grpc::Status::OK);
        });
    if (!queued)
        finish(to_status(queued.error()));
}
} // namespace pawl::rpc
