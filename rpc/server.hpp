// One gRPC server on one address.
#pragma once

#include "chain/failure.hpp"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <string>
#include <vector>

namespace pawl::rpc
{
/// A server with health and reflection.
class Server
{
public:
    /// Listens; `unusable` where the address cannot be had. A larger request than `request_bytes`
    /// is refused.
    [[nodiscard]] static chain::Attempt<std::unique_ptr<Server>>
    start(const std::string& address, std::vector<std::unique_ptr<grpc::Service>> services,
          std::size_t request_bytes);

    /// Says by its health that it is stopping.
    void drain();
    /// Cancels what is still asked, and returns when no call is left.
    void stop();

    /// host:port, with the port that it has.
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

private:
    Server() = default;

    std::vector<std::unique_ptr<grpc::Service>> services_;
    std::string address_;
    std::unique_ptr<grpc::Server> server_; // Last: it uses the services.
};
} // namespace pawl::rpc
