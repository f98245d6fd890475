// The commands of the program. Each function adds one to the command line; it runs when parsed.
#pragma once

#include "cli/session.hpp"

namespace CLI
{
class App;
} // namespace CLI

namespace pawl::cli
{
void add_ask(CLI::App& program, Session& session); ///< account, query, estimate
void add_bench(CLI::App& program, Session& session);
void add_check(CLI::App& program, Session& session);
void add_genesis(CLI::App& program, Session& session);
void add_inspect(CLI::App& program, Session& session);
/// Adds to `inspect` what is asked of a node.
void add_inspect_chain(CLI::App& inspect, Session& session);
void add_key(CLI::App& program, Session& session);
void add_node(CLI::App& program, Session& session);
void add_replay(CLI::App& program, Session& session);
void add_reprice(CLI::App& program, Session& session);
void add_run(CLI::App& program, Session& session);
void add_transact(CLI::App& program, Session& session); ///< deploy, call, transfer
} // namespace pawl::cli
