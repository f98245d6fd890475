// How the program ends: codes for scripts, lines for people.
#pragma once

#include <string>

namespace pawl::cli
{
/// What the program's exit code says. Stable, because scripts branch on it.
enum class ExitCode : int
{
    ok = 0,
    contract_failed = 1, ///< Reverted, trapped or out of gas.
    usage = 2,           ///< The command line makes no sense.
    module_rejected = 3,
    refused = 4,     ///< Invalid, unknown or not allowed: by a node or by a file's content.
    node_fault = 5,  ///< The disk or the machine failed.
    mismatch = 6,    ///< Two results that must be the same are not.
    unreachable = 7, ///< No node answers.
};

/// Thrown to end the program: the code, and one line that says what is wrong and what to do.
struct Stop
{
    ExitCode code{};
    std::string text;
    std::string transaction{}; ///< the hash of one that was sent and whose fate is not known
};
} // namespace pawl::cli
