#include "cli/artifacts.hpp"

#include "base/sha256.hpp"
#include "cli/exit_code.hpp"
#include "cli/files.hpp"
#include "cli/visible.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace pawl::cli
{
namespace
{
AnalysedModule analyse_bytes(const std::string& file, Bytes bytes, const Rules& rules)
{
    auto module = analyse(std::move(bytes), rules.profile, rules.schedule);
    if (!module)
        throw Stop{ExitCode::module_rejected, describe(file, module.error())};
    return *std::move(module);
}
} // namespace

void add_artifact_option(CLI::App& command, std::string& folder, const std::string& without)
{
    command.add_option("--artifacts", folder,
                       "A folder for code that singlepass compiled, or `none`; " + without);
}

std::unique_ptr<ArtifactFolder> open_artifacts(const std::string& folder, const Tier& tier,
                                               ArtifactFolder::Log log)
{
    if (folder.empty() || folder == no_artifacts || tier.compiling() == nullptr)
        return nullptr;
    return std::make_unique<ArtifactFolder>(folder, std::move(log));
}

void warn_of_artifacts(std::string_view what)
{
    std::cerr << "pawl: " << visible(std::string{what}) << '\n';
}

std::unique_ptr<contract::PreparedCode> prepare_file(const std::string& file, const Rules& rules,
                                                     const Tier& tier, const ArtifactFolder* folder)
{
    auto code = std::make_unique<contract::PreparedCode>();
    Bytes bytes = read_file(file);
    if (folder == nullptr)
    {
        code->module = analyse_bytes(file, std::move(bytes), rules);
        code->executable = tier.prepare(code->module);
        return code;
    }
    const contract::CodeArtifacts artifacts{*tier.compiling(), *folder};
    const Bytes32 hash = sha256(bytes);
    if (auto loaded = artifacts.load(hash, rules.profile, rules.schedule))
    {
        *code = *std::move(loaded);
        return code;
    }
    code->module = analyse_bytes(file, std::move(bytes), rules);
    code->executable = artifacts.make(hash, code->module);
    return code;
}
} // namespace pawl::cli
