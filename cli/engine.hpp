// What a node or a replay executes with, and the chain's files in a home folder.
#pragma once

#include "chain/genesis.hpp"
#include "cli/modules.hpp"
#include "cli/session.hpp"
#include "contract/executor.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace CLI
{
class App;
} // namespace CLI

namespace pawl::cli
{
/// A tier and an executor on it.
class Engine
{
public:
    /// Stops where this build has no tier of that name.
    explicit Engine(const TierOptions& tier);
    ~Engine();
    [[nodiscard]] const contract::Executor& executor() const noexcept { return executor_; }

private:
    std::unique_ptr<Tier> tier_;
    contract::Executor executor_;
};

/// Where a chain's files are, as far as the command line says; the rest lies in the home folder.
struct ChainFiles
{
    std::filesystem::path genesis;
    std::filesystem::path data;
};

/// Adds `--genesis` and `--data`.
void add_options(CLI::App& command, ChainFiles& files);

/// Fills in what was not given.
[[nodiscard]] ChainFiles resolve(const ChainFiles& files, const Session& session);

/// Reads and checks a genesis file.
[[nodiscard]] chain::Genesis load_genesis(const std::filesystem::path& file);
} // namespace pawl::cli
