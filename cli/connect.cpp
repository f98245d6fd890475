#include "cli/connect.hpp"

namespace pawl::cli
{
ExitCode exit_code(chain::FailureKind kind)
{
    switch (kind)
    {
    case chain::FailureKind::stopped:
    case chain::FailureKind::unreachable:
    case chain::FailureKind::cancelled:
        return ExitCode::unreachable;
    case chain::FailureKind::node_fault:
        return ExitCode::node_fault;
    default:
        return ExitCode::refused;
    }
}

void stop_for(const chain::Failure& failure)
{
    throw Stop{exit_code(failure.kind), failure.text};
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
