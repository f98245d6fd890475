// The services of pawl.v1: thin over the chain and its sequencer.
#pragma once

#include "chain/sequencer.hpp"
#include "rpc/work_pool.hpp"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <chrono>
#include <memory>
#include <string>

namespace pawl::rpc
{
/// What the services stand on. All of it outlives them.
struct Backend
{
    chain::Chain& chain;
    chain::Sequencer& sequencer;
    /// Runs queries and simulations.
    WorkPool& queries;
    /// Checks what is submitted.
    WorkPool& submissions;
    std::string build;
    std::chrono::steady_clock::time_point started;
};

[[nodiscard]] std::unique_ptr<grpc::Service> make_code_service(const Backend& backend);
[[nodiscard]] std::unique_ptr<grpc::Service> make_execution_service(const Backend& backend);
[[nodiscard]] std::unique_ptr<grpc::Service> make_query_service(const Backend& backend);
[[nodiscard]] std::unique_ptr<grpc::Service> make_gas_service(const Backend& backend);
[[nodiscard]] std::unique_ptr<grpc::Service> make_admin_service(const Backend& backend);
} // namespace pawl::rpc
