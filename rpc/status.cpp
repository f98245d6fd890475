#include "rpc/status.hpp"

#include <array>

namespace pawl::rpc
{
namespace
{
using chain::FailureKind;
using grpc::StatusCode;

struct Pair
{
    FailureKind kind;
    StatusCode code;
};

// The first row of a code is what a client takes it for.
constexpr std::array table{
    Pair{FailureKind::bad_input, StatusCode::INVALID_ARGUMENT},
    Pair{FailureKind::refused, StatusCode::FAILED_PRECONDITION},
    Pair{FailureKind::not_found, StatusCode::NOT_FOUND},
    Pair{FailureKind::out_of_range, StatusCode::OUT_OF_RANGE},
    Pair{FailureKind::conflict, StatusCode::ABORTED},
    Pair{FailureKind::busy, StatusCode::RESOURCE_EXHAUSTED},
    Pair{FailureKind::stopped, StatusCode::UNAVAILABLE},
    Pair{FailureKind::cancelled, StatusCode::CANCELLED},
    Pair{FailureKind::cancelled, StatusCode::DEADLINE_EXCEEDED},
    Pair{FailureKind::unsupported, StatusCode::UNIMPLEMENTED},
    Pair{FailureKind::node_fault, StatusCode::INTERNAL},
    Pair{FailureKind::unusable, StatusCode::INTERNAL},
};
} // namespace

grpc::Status to_status(const chain::Failure& failure)
{
    for (const Pair& row : table)
        if (row.kind == failure.kind)
            return {row.code, failure.text};
    return {StatusCode::INTERNAL, failure.text};
}

chain::Failure to_failure(const grpc::Status& status)
{
    for (const Pair& row : table)
        if (row.code == status.error_code())
            return {row.kind, status.error_message()};
    return {FailureKind::node_fault, status.error_message()};
}
} // namespace pawl::rpc
