#include "chain/parameters.hpp"
#include "rpc/convert.hpp"
#include "rpc/reactor.hpp"
#include "rpc/services.hpp"

#include <pawl/v1/admin.grpc.pb.h>

namespace pawl::rpc
{
namespace
{
chain::Attempt<void> status(const Backend& backend, v1::StatusResponse& response)
{
    const auto node = backend.chain.status();
    if (!node)
        return std::unexpected{node.error()};
    const auto uptime = std::chrono::steady_clock::now() - backend.started;
    response.set_build(backend.build);
    response.set_semantics_version(chain::newest_semantics_version);
    response.set_tier(std::string{backend.chain.executor().loader().tier().name()});
    response.set_chain_id(node->chain_id);
    response.set_genesis_hash(field(node->genesis_hash));
    write(*response.mutable_tip(), At{node->tip.height, node->tip.state_root});
    response.set_tip_block_hash(field(node->tip.block_hash));
    response.set_tip_time_ns(node->tip.time_ns);
    write(*response.mutable_parameters(), node->parameters);
    response.set_floor(node->floor);
    response.set_queued_transactions(backend.sequencer.waiting());
    response.set_queued_queries(backend.queries.busy());
    response.set_uptime_seconds(
        static_cast<u64>(std::chrono::duration_cast<std::chrono::seconds>(uptime).count()));
    return {};
}

class AdminService final : public v1::Admin::CallbackService
{
public:
    explicit AdminService(const Backend& backend) : backend_{backend} {}

    // On the threads of submissions, so that it answers while queries are at their limit.
    grpc::ServerUnaryReactor* Status(grpc::CallbackServerContext*, const v1::StatusRequest*,
                                     v1::StatusResponse* response) override
    {
        return answer(backend_.submissions,
                      [this, response](const Cancelled&) { return status(backend_, *response); });
    }

private:
    const Backend& backend_;
};
} // namespace

std::unique_ptr<grpc::Service> make_admin_service(const Backend& backend)
{
    return std::make_unique<AdminService>(backend);
}
} // namespace pawl::rpc
