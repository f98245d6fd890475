// What a failure is to a caller: whose fault it was, and whether trying again helps.
#pragma once

#include "chain/failure.hpp"

#include <grpcpp/support/status.h>

namespace pawl::rpc
{
/// The status that answers a failure. Documented in docs/grpc.md.
[[nodiscard]] grpc::Status to_status(const chain::Failure& failure);

/// Trailing metadata of a node that takes nothing any more. The library gives the same status where
/// nobody answers.
inline constexpr const char* stopping_mark = "pawl-stopping";

/// The inverse, as far as a client can tell.
[[nodiscard]] chain::Failure to_failure(const grpc::Status& status);
} // namespace pawl::rpc
