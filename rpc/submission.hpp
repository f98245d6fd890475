// The way of a transaction from a call to its block and back.
#pragma once

#include "rpc/services.hpp"

#include <grpcpp/support/server_callback.h>
#include <pawl/v1/execution.pb.h>

#include <functional>

namespace pawl::rpc
{
/// Leaves a mark in the call's answer where it is not taken because the node stops.
void mark(grpc::CallbackServerContext& context, const chain::Failure& why);

/// Queues a transaction. `finish` is called once: when it stands in a block, with the response
/// filled in, or at once where it is refused. Context and response live until
/// then.
void submit_and_wait(const Backend& backend, grpc::CallbackServerContext& context,
                     Bytes transaction, v1::SubmitResponse& response,
                     const std::function<void(const grpc::Status&)>& finish);
} // namespace pawl::rpc
