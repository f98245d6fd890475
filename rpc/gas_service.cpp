#include "rpc/services.hpp"
#include "rpc/simulation.hpp"

#include <fmt/format.h>
#include <pawl/v1/gas.grpc.pb.h>

namespace pawl::rpc
{
namespace
{
using chain::Attempt;

Attempt<contract::Scheme> read_scheme(v1::Scheme scheme)
{
    switch (scheme)
    {
    case v1::SCHEME_SECP256K1:
        return contract::Scheme::secp256k1;
    case v1::SCHEME_ASSERTED:
        return contract::Scheme::asserted;
    default:
        return chain::failure(chain::FailureKind::bad_input,
                              fmt::format("there is no scheme {}", static_cast<int>(scheme)));
    }
}

Attempt<void> estimate(const Backend& backend, const v1::EstimateRequest& request,
                       v1::EstimateResponse& response, const Cancelled& cancelled)
{
    const auto scheme = read_scheme(request.scheme());
    if (!scheme)
        return std::unexpected{scheme.error()};
    const auto run = simulate(backend.chain, request, *scheme, 0, cancelled);
    if (!run)
        return std::unexpected{run.error()};
    const contract::Receipt& receipt = run->outcome.receipt;
    const auto fee = checked_mul(run->fee_per_gas, U256{receipt.gas_used});
    write(*response.mutable_at(), run->at);
    response.set_scheme(request.scheme());
    response.set_gas_used(receipt.gas_used);
    write(*response.mutable_gas(), receipt.gas, receipt.execution_gas());
    response.set_minimum_fee(field(fee.value_or(U256{}).big_endian));
    response.set_status(static_cast<v1::Status>(receipt.status));
    response.set_trap_code(static_cast<u32>(receipt.trap));
    if (receipt.trap != Trap::none)
        response.set_trap(std::string{name(receipt.trap)});
    response.set_return_data(field(receipt.return_data));
    write(*response.mutable_parameters(), run->parameters);
    if (!run->outcome.diagnostics.text.empty())
        write(*response.mutable_diagnostics(), run->outcome.diagnostics);
    return {};
}

class GasService final : public v1::Gas::CallbackService
{
public:
    explicit GasService(const Backend& backend) : backend_{backend} {}

    grpc::ServerUnaryReactor* Estimate(grpc::CallbackServerContext*,
                                       const v1::EstimateRequest* request,
                                       v1::EstimateResponse* response) override
    {
        return answer(backend_.queries, [this, request, response](const Cancelled& cancelled)
                      { return estimate(backend_, *request, *response, cancelled); });
    }

private:
    const Backend& backend_;
};
} // namespace

std::unique_ptr<grpc::Service> make_gas_service(const Backend& backend)
{
    return std::make_unique<GasService>(backend);
}
} // namespace pawl::rpc
