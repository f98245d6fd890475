// The commands of the program. Each function adds one to the command line; it runs when parsed.
#pragma once

#include "cli/session.hpp"

namespace CLI
{
class App;
} // namespace CLI

namespace pawl::cli
{
void add_inspect(CLI::App& program, Session& session);
void add_key(CLI::App& program, Session& session);
void add_run(CLI::App& program, Session& session);
} // namespace pawl::cli
