// pawl inspect: what stands in a module, and what each part of it costs.
#include "base/sha256.hpp"
#include "cli/commands.hpp"
#include "cli/disassemble.hpp"
#include "cli/modules.hpp"
#include "cli/values.hpp"
#include "engine/module/names.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace pawl::cli
{
namespace
{
struct InspectOptions
{
    std::string file;
    std::string function;
    bool code = false;
    RuleOptions rules;
};

/// What each function is called: as an import, in the name section, as exports.
std::vector<std::string> names_of(const Module& module)
{
    std::vector<std::string> names(module.functions.size());
    u32 imported = 0;
    for (const Import& import : module.imports)
        if (import.kind == ExternKind::function)
            names[imported++] = fmt::format("{}.{}", import.module, import.name);
    for (const auto& [function, name] : function_names(module))
        if (function >= imported && function < names.size())
            names[function] = name;
    for (const Export& entry : module.exports)
        if (entry.kind == ExternKind::function && names[entry.index] != entry.name)
            names[entry.index] +=
                fmt::format("{}{}", names[entry.index].empty() ? "" : ", ", entry.name);
    return names;
}

Document row_of(const AnalysedModule& analysed, u32 function, const std::string& names)
{
    const Module& module = analysed.module;
    Document row{
        {"function", function}, {"names", names}, {"type", text(module.function_type(function))}};
    if (function < module.imported_functions)
        return row;
    const u32 defined = function - module.imported_functions;
    const FunctionPlan& plan = analysed.plan.functions.at(defined);
    const FunctionBody& body = module.code.at(defined);
    row["offset"] = body.body.begin;
    row["bytes"] = body.body.size();
    row["locals"] = body.local_count;
    row["frame_units"] = plan.frame_units;
    row["regions"] = plan.region_count;
    return row;
}

/// One row for each region: where it opens and what entering it costs.
Document regions_of(const AnalysedModule& analysed, const FunctionPlan& plan)
{
    Document regions = Document::array();
    const auto offsets = analysed.plan.offsets(plan);
    const auto prices = analysed.plan.prices(plan);
    for (std::size_t i = 0; i < offsets.size(); ++i)
        regions.push_back({{"region", i}, {"opens_at", offsets[i]}, {"price", prices[i]}});
    return regions;
}

Document code_of(const AnalysedModule& analysed, const FunctionPlan& plan, const FunctionBody& body,
                 const Schedule& schedule)
{
    Document lines = Document::array();
    const auto offsets = analysed.plan.offsets(plan);
    const auto prices = analysed.plan.prices(plan);
    std::size_t next = 0;
    for (const Line& line : disassemble(analysed.module, body))
    {
        Document row{{"offset", line.offset}, {"charge", ""}};
        if (next < offsets.size() && offsets[next] == line.offset)
            row["charge"] = fmt::to_string(prices[next++]);
        row["price"] = schedule[info(line.op).cost];
        row["instruction"] = fmt::format("{:{}}{}", "", std::size_t{2} * line.depth, line.text);
        lines.push_back(std::move(row));
    }
    return lines;
}

/// The index that a person wrote, or of the function exported by that name.
u32 find_function(const Module& module, const std::string& wanted)
{
    if (const Export* found = module.find_export(wanted, ExternKind::function))
        return found->index;
    const U256 count{module.functions.size()};
    if (const auto index = from_decimal(wanted); index && *index < count)
        return static_cast<u32>(*index->to_u64());
    throw Stop{ExitCode::usage,
               fmt::format("there is no function '{}': give an export or an index below {}", wanted,
                           module.functions.size())};
}

Document describe_function(const AnalysedModule& analysed, u32 function, const std::string& names,
                           const Rules& rules)
{
    Document document = row_of(analysed, function, names);
    if (function < analysed.module.imported_functions)
        return document;
    const u32 defined = function - analysed.module.imported_functions;
    const FunctionPlan& plan = analysed.plan.functions.at(defined);
    document["charge_regions"] = regions_of(analysed, plan);
    document["code"] = code_of(analysed, plan, analysed.module.code.at(defined), rules.schedule);
    return document;
}

Document describe_module(const AnalysedModule& analysed, const std::vector<std::string>& names,
                         const InspectOptions& options)
{
    const Module& module = analysed.module;
    Document functions = Document::array();
    for (u32 i = 0; i < module.functions.size(); ++i)
        functions.push_back(row_of(analysed, i, names[i]));
    Document exports = Document::array();
    for (const Export& entry : module.exports)
        exports.push_back(
            {{"export", entry.name}, {"kind", name(entry.kind)}, {"index", entry.index}});
    return {{"file", options.file},
            {"code_hash", to_hex(sha256(module.bytes))},
            {"bytes", module.bytes.size()},
            {"code_bytes", module.code_section.size()},
            {"charge_regions", analysed.plan.region_offsets.size()},
            {"profile_id", to_hex(analysed.plan.profile_id)},
            {"schedule_id", to_hex(analysed.plan.schedule_id)},
            {"exports", exports},
            {"functions", functions}};
}

void inspect(const Session& session, const InspectOptions& options)
{
    const Rules rules = read_rules(options.rules);
    const AnalysedModule analysed = analyse_file(options.file, rules);
    const std::vector<std::string> names = names_of(analysed.module);
    if (!options.function.empty())
    {
        const u32 function = find_function(analysed.module, options.function);
        return session.show(describe_function(analysed, function, names[function], rules));
    }
    Document document = describe_module(analysed, names, options);
    if (options.code)
    {
        Document& code = document["code"] = Document::object();
        for (u32 i = analysed.module.imported_functions; i < names.size(); ++i)
            code[fmt::format("function {}", i)] = describe_function(analysed, i, names[i], rules);
    }
    session.show(document);
}
} // namespace

void add_inspect(CLI::App& program, Session& session)
{
    auto* command = program.add_subcommand(
        "inspect", "Show a module's functions, prices and code, or what a chain holds");
    const auto options = std::make_shared<InspectOptions>();
    command->add_option("FILE", options->file, "The module");
    command->add_option("--function", options->function,
                        "One function in full, by export or index: regions, instructions, prices");
    command->add_flag("--code", options->code, "Every function in full");
    add_rule_options(*command, options->rules);
    command->callback(
        [&session, options, command]
        {
            if (!command->get_subcommands().empty())
                return;
            if (options->file.empty())
                throw Stop{ExitCode::usage,
                           "say what: a module's FILE, or `receipt` and the others "
                           "that `pawl inspect --help` lists"};
            inspect(session, *options);
        });
    add_inspect_chain(*command, session);
}
} // namespace pawl::cli
