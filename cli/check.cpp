// pawl check: what admission says to a module.
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/modules.hpp"
#include "cli/values.hpp"
#include "rpc/verdict.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pawl::cli
{
namespace
{
struct CheckOptions
{
    std::vector<std::string> files;
    std::string host;
    RuleOptions rules;
};

const contract::Abi* find_abi(const std::string& name)
{
    if (name.empty())
        return nullptr;
    std::string known;
    for (const contract::Abi* const abi : rpc::known_abis())
    {
        if (abi->name() == name)
            return abi;
        known += fmt::format("{}{}", known.empty() ? "" : ", ", abi->name());
    }
    throw Stop{ExitCode::usage, fmt::format("there is no host set '{}': use {}", name, known)};
}

Document describe(const std::string& file, const rpc::Verdict& verdict)
{
    Document document{{"file", file},
                      {"verdict", verdict.rejection ? "rejected" : "accepted"},
                      {"code_hash", to_hex(verdict.code_hash)}};
    if (verdict.rejection)
        document["rejection"] = {{"code", name(verdict.rejection->code)},
                                 {"number", static_cast<u32>(verdict.rejection->code)},
                                 {"message", message(verdict.rejection->code)},
                                 {"offset", verdict.rejection->offset}};
    if (!verdict.rejection || !verdict.missing_imports.empty())
    {
        document["functions"] = verdict.functions;
        document["code_bytes"] = verdict.code_bytes;
        document["charge_regions"] = verdict.charge_regions;
        document["instantiation_gas"] = number(verdict.instantiation_gas);
        document["missing_imports"] = verdict.missing_imports;
    }
    return document;
}

/// One line for each of many files.
Document summarise(const std::string& file, const rpc::Verdict& verdict)
{
    Document row{{"verdict", verdict.rejection ? "rejected" : "accepted"},
                 {"functions", verdict.functions},
                 {"regions", verdict.charge_regions},
                 {"missing_imports", verdict.missing_imports.size()},
                 {"file", file}};
    if (verdict.rejection)
        row["why"] =
            fmt::format("{} at byte {}", name(verdict.rejection->code), verdict.rejection->offset);
    return row;
}

void check(Session& session, const CheckOptions& options)
{
    const Rules rules = read_rules(options.rules);
    const contract::Abi* const host = find_abi(options.host);
    Document all = Document::array();
    for (const std::string& file : options.files)
    {
        const rpc::Verdict verdict =
            rpc::judge(read_file(file), rules.profile, rules.schedule, host);
        if (verdict.rejection)
            session.exit = ExitCode::module_rejected;
        const bool alone = options.files.size() == 1;
        all.push_back(alone ? describe(file, verdict) : summarise(file, verdict));
    }
    session.show(all.size() == 1 ? all.front() : all);
}
} // namespace

void add_check(CLI::App& program, Session& session)
{
    auto* const command = program.add_subcommand("check", "Say what admission says to modules");
    const auto options = std::make_shared<CheckOptions>();
    command->add_option("FILE", options->files, "The modules")->required();
    command->add_option("--host", options->host,
                        "Require a contract of this host set; without, imports are only reported");
    add_rule_options(*command, options->rules);
    command->callback([&session, options] { check(session, *options); });
}
} // namespace pawl::cli
