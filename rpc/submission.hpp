// The way of a transaction from a call to its block and back.
#pragma once

#include "rpc/reactor.hpp"
#include "rpc/services.hpp"

#include <pawl/v1/execution.pb.h>

#include <functional>

namespace pawl::rpc
{
/// Queues a transaction. `finish` is called once: when it stands in a block, with the response
/// filled in, or at once where it is refused. The response lives until then.
void submit_and_wait(const Backend& backend, Bytes transaction, v1::SubmitResponse& response,
                     const std::function<void(const grpc::Status&)>& finish);
} // namespace pawl::rpc
