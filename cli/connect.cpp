#include "cli/connect.hpp"

namespace pawl::cli
{
namespace
{
ExitCode code_of(chain::FailureKind kind)
{
    switch (kind)
    {
    case chain::FailureKind::stopped:
    case chain::FailureKind::cancelled:
        return ExitCode::unreachable;
    case chain::FailureKind::node_fault:
        return ExitCode::node_fault;
    default:
        return ExitCode::refused;
    }
}
} // namespace

void stop_for(const chain::Failure& failure)
{
    throw Stop{code_of(failure.kind), failure.text};
}

rpc::Client connect(const Session& session)
{
    return rpc::Client{session.node, std::chrono::seconds{session.timeout_seconds}};
}

KeyStore keys_of(const Session& session)
{
    return KeyStore{session.home / "keys"};
}

KeyBook book_of(const Session& session, const rpc::ChainInfo& chain)
{
    return KeyBook{keys_of(session), chain.address_prefix};
}
} // namespace pawl::cli
