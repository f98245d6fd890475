#include "rpc/convert.hpp"
#include "rpc/reactor.hpp"
#include "rpc/submission.hpp"
#include "rpc/verdict.hpp"

#include <fmt/format.h>
#include <pawl/v1/code.grpc.pb.h>

namespace pawl::rpc
{
namespace
{
using chain::Attempt;

/// One Upload: collects a transaction's pieces, then submits it.
class UploadCall final : public grpc::ServerReadReactor<v1::UploadRequest>
{
public:
    UploadCall(const Backend& backend, grpc::CallbackServerContext& context,
               v1::SubmitResponse& response, std::size_t limit)
        : backend_{backend},
          context_{context},
          counted_{backend.submissions},
          response_{response},
          limit_{limit}
    {
        StartRead(&piece_);
    }

    void OnReadDone(bool more) override
    {
        if (!more)
            return submit();
        if (transaction_.size() + piece_.chunk().size() > limit_)
            return Finish({grpc::StatusCode::INVALID_ARGUMENT,
                           fmt::format("the transaction has more than {} bytes: the chain takes no "
                                       "larger one",
                                       limit_)});
        append(transaction_, as_bytes(piece_.chunk()));
        StartRead(&piece_);
    }
    void OnDone() override { const std::unique_ptr<UploadCall> last{this}; }

private:
    void submit()
    {
        const bool taken = backend_.submissions.start(
            [this]
            {
                submit_and_wait(backend_, context_, std::move(transaction_), response_,
                                [this](const grpc::Status& status) { Finish(status); });
            });
        if (!taken)
            Finish(too_busy());
    }

    const Backend& backend_;
    grpc::CallbackServerContext& context_;
    WorkPool::Call counted_;
    v1::SubmitResponse& response_;
    const std::size_t limit_;
    v1::UploadRequest piece_;
    Bytes transaction_;
};

/// The versions in force for the next block.
Attempt<const chain::Versions*> next_versions(const Backend& backend)
{
    const auto tip = backend.chain.tip();
    if (!tip)
        return std::unexpected{tip.error()};
    return backend.chain.parameters().at(tip->height + 1);
}

Attempt<void> check(const Backend& backend, const v1::CheckRequest& request,
                    v1::CheckResponse& response)
{
    const auto versions = next_versions(backend);
    if (!versions)
        return std::unexpected{versions.error()};
    const Verdict verdict = judge(to_bytes(request.code()), (*versions)->profile,
                                  (*versions)->schedule, &contract::pawl_abi());
    response.set_code_hash(field(verdict.code_hash));
    if (verdict.rejection)
    {
        v1::Rejection& rejection = *response.mutable_rejection();
        rejection.set_code(static_cast<u32>(verdict.rejection->code));
        rejection.set_name(std::string{name(verdict.rejection->code)});
        rejection.set_message(std::string{message(verdict.rejection->code)});
        rejection.set_offset(verdict.rejection->offset);
    }
    response.set_functions(verdict.functions);
    response.set_code_bytes(verdict.code_bytes);
    response.set_charge_regions(verdict.charge_regions);
    for (const std::string& import : verdict.missing_imports)
        response.add_missing_imports(import);
    write(*response.mutable_parameters(), (*versions)->ids);
    return {};
}

class CodeService final : public v1::Code::CallbackService
{
public:
    explicit CodeService(const Backend& backend) : backend_{backend} {}

    grpc::ServerReadReactor<v1::UploadRequest>* Upload(grpc::CallbackServerContext* context,
                                                       v1::SubmitResponse* response) override
    {
        const auto versions = next_versions(backend_);
        const std::size_t limit = versions ? (*versions)->profile.transaction_bytes : 0;
        return std::make_unique<UploadCall>(backend_, *context, *response, limit).release();
    }

    grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext*, const v1::CheckRequest* request,
                                    v1::CheckResponse* response) override
    {
        return answer(backend_.queries, [this, request, response](const Cancelled&)
                      { return check(backend_, *request, *response); });
    }

private:
    const Backend& backend_;
};
} // namespace

std::unique_ptr<grpc::Service> make_code_service(const Backend& backend)
{
    return std::make_unique<CodeService>(backend);
}
} // namespace pawl::rpc
