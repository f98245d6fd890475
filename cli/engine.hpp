// What a node or a replay executes with, and the chain's files in a home folder.
#pragma once

#include "chain/genesis.hpp"
#include "cli/artifacts.hpp"
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
/// Where compiled code is kept.
struct CodeOptions
{
    std::string folder; ///< of artifacts; empty or `none` for none
    std::size_t memory_mib = contract::Executor::default_cache_bytes >> 20; ///< of ready code
};

/// Adds `--artifacts`, whose help says what happens without it, and `--code-memory`.
void add_options(CLI::App& command, CodeOptions& options, const std::string& without);

/// A tier and an executor on it.
class Engine
{
public:
    /// Stops where this build has no tier of that name. `log` is told what is wrong with the folder
    /// of artifacts.
    explicit Engine(const TierOptions& tier, const CodeOptions& code = {},
                    ArtifactFolder::Log log = warn_of_artifacts);
    ~Engine();
    [[nodiscard]] const contract::Executor& executor() const noexcept { return executor_; }
    /// nullptr where there are none.
    [[nodiscard]] const ArtifactFolder* artifacts() const noexcept { return artifacts_.get(); }

private:
    std::unique_ptr<Tier> tier_;
    std::unique_ptr<ArtifactFolder> artifacts_;
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
