// Clients of a node, for commands.
#pragma once

#include "chain/failure.hpp"
#include "cli/keys.hpp"
#include "cli/session.hpp"
#include "rpc/client.hpp"

namespace pawl::cli
{
/// What a failure comes to for whoever ran the program.
[[nodiscard]] ExitCode exit_code(chain::FailureKind kind);

/// Ends the program as a failure's kind says.
[[noreturn]] void stop_for(const chain::Failure& failure);

/// The value, or the end of the program.
template <typename T>
[[nodiscard]] T expect(chain::Attempt<T> attempt)
{
    if (!attempt)
        stop_for(attempt.error());
    return *std::move(attempt);
}
inline void expect(const chain::Attempt<void>& attempt)
{
    if (!attempt)
        stop_for(attempt.error());
}

/// A client of the session's node.
[[nodiscard]] rpc::Client connect(const Session& session);

/// The session's keys.
[[nodiscard]] KeyStore keys_of(const Session& session);

/// Addresses by key or text, as a chain writes them.
[[nodiscard]] KeyBook book_of(const Session& session, const rpc::ChainInfo& chain);
} // namespace pawl::cli
