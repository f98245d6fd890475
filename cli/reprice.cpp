// pawl reprice: gives artifacts the prices of another schedule.
#include "base/sha256.hpp"
#include "cli/artifacts.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
struct RepriceOptions
{
    std::vector<std::string> files;
    std::string folder;
    std::string to;
    RuleOptions rules;
};

/// What was done so that there is an artifact by the new rules.
std::string reprice_file(const std::string& file, const Bytes32& from, const Rules& rules,
                         const contract::CodeArtifacts& artifacts)
{
    const AnalysedModule module = analyse_file(file, rules);
    const Bytes32 hash = sha256(module.module.bytes);
    if (artifacts.reprice(hash, from, module))
        return "repriced";
    static_cast<void>(artifacts.make(hash, module));
    return "compiled";
}

void reprice(Session& session, const RepriceOptions& options)
{
    const auto tier = make_tier({.name = "singlepass"});
    Rules rules = read_rules(options.rules);
    const Bytes32 from = rules.schedule.id;
    rules.schedule = read_rules({.profile = {}, .schedule = options.to}).schedule;

    const auto folder = open_artifacts(options.folder, *tier, warn_of_artifacts);
    if (folder == nullptr)
        throw Stop{ExitCode::usage, "--artifacts has to name the folder"};
    const contract::CodeArtifacts artifacts{*tier->compiling(), *folder};
    Document rows = Document::array();
    for (const std::string& file : options.files)
        rows.push_back({{"file", file}, {"artifact", reprice_file(file, from, rules, artifacts)}});
    session.show(rows);
    if (folder->counts().kept != options.files.size())
        throw Stop{ExitCode::node_fault, "not all artifacts could be kept: see above"};
}
} // namespace

void add_reprice(CLI::App& program, Session& session)
{
    auto* const command = program.add_subcommand(
        "reprice", "Give artifacts the prices of another schedule, without compiling");
    const auto options = std::make_shared<RepriceOptions>();
    command->add_option("FILE", options->files, "The modules")->required();
    command->add_option("--artifacts", options->folder, "The folder of artifacts")->required();
    command->add_option("--to", options->to, "The new schedule's file")->required();
    add_rule_options(*command, options->rules);
    command->callback([&session, options] { reprice(session, *options); });
}
} // namespace pawl::cli
