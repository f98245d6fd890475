// The whole line end to end: node, transactions, restart, replay.
#pragma once

#include "base/integers.hpp"
#include "cli/session.hpp"

#include <filesystem>

namespace pawl::cli::demo
{
/// What the demonstration is given.
struct DemoOptions
{
    u64 seed = 1;
    /// Transfers of the token; what fails on purpose comes on top.
    std::size_t transfers = 10'000;
    std::size_t senders = 16;
    /// What the node executes contracts on. The replay is the interpreter's.
    std::string tier;
    /// The program `pawl` and the folder of the example contracts.
    std::filesystem::path program;
    std::filesystem::path examples;
    /// A folder that does not exist yet, for the node.
    std::filesystem::path folder;
};

/// Runs it, telling of its progress on standard error, and adds to the report as it goes. Stops
/// where anything did not hold.
void run_demo(const DemoOptions& options, Document& report);
} // namespace pawl::cli::demo
