#include "chain/failure.hpp"

namespace pawl::chain
{
namespace
{
FailureKind kind_of(state::StoreErrorKind kind)
{
    switch (kind)
    {
    case state::StoreErrorKind::in_use:
    case state::StoreErrorKind::not_writable:
    case state::StoreErrorKind::not_found:
    case state::StoreErrorKind::mismatch:
        return FailureKind::unusable;
    case state::StoreErrorKind::out_of_range:
        return FailureKind::out_of_range;
    case state::StoreErrorKind::conflict:
        return FailureKind::conflict;
    case state::StoreErrorKind::cancelled:
        return FailureKind::cancelled;
    case state::StoreErrorKind::corrupt:
    case state::StoreErrorKind::io:
        return FailureKind::node_fault;
    }
    return FailureKind::node_fault;
}
} // namespace

std::unexpected<Failure> failure(const state::StoreError& error)
{
    return failure(kind_of(error.kind), error.text);
}
} // namespace pawl::chain
