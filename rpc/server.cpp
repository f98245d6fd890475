#include "rpc/server.hpp"

#include "rpc/log.hpp"

#include <fmt/format.h>
#include <grpc/health/v1/health.pb.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>

#include <mutex>

namespace pawl::rpc
{
namespace
{
/// What concerns all servers of the process.
void prepare_library()
{
    static std::once_flag once;
    std::call_once(once,
                   []
                   {
                       grpc::EnableDefaultHealthCheckService(true);
                       grpc::reflection::InitProtoReflectionServerBuilderPlugin();
                       // Reflection knows only what is linked in, and that is only what is used.
                       static_cast<void>(grpc::health::v1::HealthCheckRequest::descriptor());
                       // Failures come back as values; the library's own lines are for its authors.
                       gpr_set_log_function(
                           [](gpr_log_func_args* line)
                           { log(LogLevel::debug, "grpc", {{"text", line->message}}); });
                   });
}

std::string with_port(const std::string& address, int port)
{
    return fmt::format("{}:{}", address.substr(0, address.rfind(':')), port);
}
} // namespace

chain::Attempt<std::unique_ptr<Server>>
Server::start(const std::string& address, std::vector<std::unique_ptr<grpc::Service>> services,
              std::size_t request_bytes)
{
    prepare_library();
    grpc::ServerBuilder builder;
    int port = 0;
    // Two nodes on one port would each get some of the calls.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.SetMaxReceiveMessageSize(static_cast<int>(request_bytes));
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
    for (const auto& service : services)
        builder.RegisterService(service.get());

    std::unique_ptr<Server> out{new Server};
    out->services_ = std::move(services);
    out->server_ = builder.BuildAndStart();
    if (!out->server_ || port == 0)
        return chain::failure(
            chain::FailureKind::unusable,
            fmt::format("cannot listen on {}: the port is in use or the address is "
                        "not this machine's; choose another",
                        address));
    out->address_ = with_port(address, port);
    return out;
}

void Server::drain()
{
    if (auto* const health = server_->GetHealthCheckService())
        health->SetServingStatus(false);
}

void Server::stop()
{
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
}
} // namespace pawl::rpc
