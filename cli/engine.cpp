#include "cli/engine.hpp"

#include "cli/files.hpp"
#include "rpc/verdict.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace pawl::cli
{
Engine::Engine(const TierOptions& tier, const CodeOptions& code, ArtifactFolder::Log log)
    : tier_{make_tier(tier)},
      artifacts_{open_artifacts(code.folder, *tier_, std::move(log))},
      executor_{*tier_, rpc::known_abis(), code.memory_mib << 20, artifacts_.get()}
{
}

Engine::~Engine() = default;

void add_options(CLI::App& command, CodeOptions& options, const std::string& without)
{
    add_artifact_option(command, options.folder, without);
    command.add_option("--code-memory", options.memory_mib, "MiB of memory for code ready to run")
        ->check(CLI::Range(1, 1 << 20))
        ->capture_default_str();
}

void add_options(CLI::App& command, ChainFiles& files)
{
    command.add_option("--genesis", files.genesis,
                       "The chain's genesis file; genesis.json in the home folder unless given");
    command.add_option("--data", files.data,
                       "The chain's folder; data in the home folder unless given");
}

ChainFiles resolve(const ChainFiles& files, const Session& session)
{
    return {files.genesis.empty() ? session.home / "genesis.json" : files.genesis,
            files.data.empty() ? session.home / "data" : files.data};
}

chain::Genesis load_genesis(const std::filesystem::path& file)
{
    if (!file_exists(file))
        throw Stop{
            ExitCode::usage,
            fmt::format("there is no genesis at {}: make one with `pawl genesis new`, or start "
                        "a chain for trying out with `pawl node --dev`",
                        file.string())};
    const Bytes json = read_file(file);
    auto genesis = chain::read_genesis(as_text(json));
    if (!genesis)
        throw Stop{ExitCode::refused, fmt::format("{}: {}", file.string(), genesis.error().text)};
    return *std::move(genesis);
}
} // namespace pawl::cli
