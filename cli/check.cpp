// pawl check: what admission says to a module.
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/modules.hpp"
#include "cli/values.hpp"
#include "rpc/verdict.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

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

/// Why a verdict is not `accepted`, in few words.
std::string reason(const Document& verdict)
{
    if (!verdict.contains("rejection"))
        return verdict.value("error", "");
    const Document& rejection = verdict["rejection"];
    return fmt::format("{} at byte {}", rejection["code"].get<std::string>(),
                       rejection["offset"].get<u64>());
}

/// How long a list is; nothing where there is none.
Document count(const Document& verdict, const char* list)
{
    return verdict.contains(list) ? Document(verdict[list].size()) : Document();
}

/// One line for each of many files.
Document summarise(const Document& verdicts)
{
    Document rows = Document::array();
    for (const Document& verdict : verdicts)
        rows.push_back({{"verdict", verdict["verdict"]},
                        {"functions", verdict.value("functions", Document())},
                        {"charge_regions", verdict.value("charge_regions", Document())},
                        {"missing_imports", count(verdict, "missing_imports")},
                        {"file", verdict["file"]},
                        {"why", reason(verdict)}});
    return rows;
}

/// What is said to the files of a command line.
struct Report
{
    Document verdicts = Document::array();
    bool rejected = false;
    std::optional<Stop> unreadable; ///< the first
};

Report judge(const CheckOptions& options)
{
    const Rules rules = read_rules(options.rules);
    const contract::Abi* const host = find_abi(options.host);
    Report report;
    for (const std::string& file : options.files)
        try
        {
            const rpc::Verdict verdict =
                rpc::judge(read_file(file), rules.profile, rules.schedule, host);
            report.rejected = report.rejected || verdict.rejection;
            report.verdicts.push_back(describe(file, verdict));
        }
        catch (const Stop& why)
        {
            report.verdicts.push_back(
                {{"file", file}, {"verdict", "unreadable"}, {"error", why.text}});
            if (!report.unreadable)
                report.unreadable = why;
        }
    return report;
}

void check(Session& session, const CheckOptions& options)
{
    const Report report = judge(options);
    if (session.json)
        session.show(report.verdicts);
    else
        session.show(report.verdicts.size() == 1 ? report.verdicts.front()
                                                 : summarise(report.verdicts));
    if (report.unreadable)
        throw *report.unreadable;
    if (report.rejected)
        session.exit = ExitCode::module_rejected;
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
