// pawl run: an export of a bare module, without a chain.
#include "cli/commands.hpp"
#include "cli/modules.hpp"
#include "cli/numbers.hpp"
#include "cli/values.hpp"
#include "engine/runtime/instantiate.hpp"
#include "engine/runtime/link.hpp"
#include "engine/tier.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
struct RunOptions
{
    std::string file;
    std::string function;
    std::vector<std::string> arguments;
    std::string tier = "interpreter";
    u64 gas = 10'000'000'000;
    RuleOptions rules;
};

std::vector<u64> parse_arguments(const FunctionType& type, const RunOptions& options)
{
    if (type.params.size() != options.arguments.size())
        throw Stop{ExitCode::usage,
                   fmt::format("{} takes {} arguments, {} given: it is {}", options.function,
                               type.params.size(), options.arguments.size(), text(type))};
    std::vector<u64> slots;
    for (std::size_t i = 0; i < type.params.size(); ++i)
    {
        const auto slot = parse_value(type.params[i], options.arguments[i]);
        if (!slot)
            throw Stop{ExitCode::usage, fmt::format("argument {} is '{}', which is no {}", i + 1,
                                                    options.arguments[i], name(type.params[i]))};
        slots.push_back(*slot);
    }
    return slots;
}

/// The index of the exported function to run.
u32 find_function(const Module& module, const std::string& wanted)
{
    if (const Export* found = module.find_export(wanted, ExternKind::function))
        return found->index;
    std::string known;
    for (const Export& entry : module.exports)
        if (entry.kind == ExternKind::function)
            known += fmt::format("{}{}", known.empty() ? "" : ", ", entry.name);
    throw Stop{ExitCode::usage, fmt::format("no function is exported as '{}': there {}", wanted,
                                            known.empty() ? "is none" : "are " + known)};
}

std::vector<External> link(const Module& module)
{
    const HostTable no_hosts;
    auto imports = resolve_imports(module, {&no_hosts, {}});
    if (imports)
        return *std::move(imports);
    const Import& import = module.imports[imports.error().import];
    throw Stop{ExitCode::refused,
               fmt::format("the module imports {}.{}, and `pawl run` links nothing: `pawl check` "
                           "says what host sets have; contracts are deployed",
                           import.module, import.name)};
}

Document results_of(const FunctionType& type, const Outcome& outcome)
{
    Document results = Document::array();
    std::size_t at = 0;
    for (const ValueType result : type.results)
    {
        results.push_back(
            {{"type", name(result)}, {"value", value_text(result, outcome.results.at(at))}});
        at += slots(result);
    }
    return results;
}

Document describe(const AnalysedModule& module, u32 function, const Outcome& outcome,
                  const GasMeter& gas)
{
    Document document{{"outcome", name(outcome.completion)}};
    if (outcome.returned())
        document["results"] = results_of(module.module.function_type(function), outcome);
    if (outcome.completion == Completion::trapped)
        document["trap"] = {{"name", name(outcome.trap)}, {"message", message(outcome.trap)}};
    if (!outcome.backtrace.empty())
    {
        document["backtrace"] = Document::array();
        for (const Place& place : outcome.backtrace)
            document["backtrace"].push_back(
                {{"function", place.function}, {"offset", place.offset}});
    }
    document["gas_limit"] = number(gas.limit());
    document["gas_used"] = number(gas.used());
    if (outcome.completion == Completion::out_of_gas)
        document["gas_wanted"] = number(gas.wanted());
    return document;
}

void run(Session& session, const RunOptions& options)
{
    if (options.gas == 0 || options.gas > max_gas_limit)
        throw Stop{ExitCode::usage, fmt::format("--gas is from 1 to {}", max_gas_limit)};
    const Rules rules = read_rules(options.rules);
    const AnalysedModule module = analyse_file(options.file, rules);
    const u32 function = find_function(module.module, options.function);
    const auto arguments = parse_arguments(module.module.function_type(function), options);
    const auto imports = link(module.module);
    const auto tier = make_tier(options.tier);
    const auto executable = tier->prepare(module);

    GasMeter gas{options.gas};
    Execution execution;
    execution.gas = &gas;
    execution.schedule = &rules.schedule;
    execution.runner = tier.get();
    execution.stack_limit = rules.profile.stack_units;
    execution.nesting_limit = rules.profile.nesting;
    MemoryPool memories;
    InstanceGroup group{memories};
    auto [instance, outcome] =
        group.instantiate(module, *executable, imports, rules.profile.module.limits, execution);
    if (outcome.returned())
        outcome = tier->run(*instance, function, arguments, execution);
    session.show(describe(module, function, outcome, gas));
    if (!outcome.returned())
        session.exit = ExitCode::contract_failed;
}
} // namespace

void add_run(CLI::App& program, Session& session)
{
    auto* command =
        program.add_subcommand("run", "Run an export of a bare module, without a chain");
    const auto options = std::make_shared<RunOptions>();
    command->add_option("FILE", options->file, "The module")->required();
    command->add_option("ARGS", options->arguments,
                        "Arguments by the function's type; put -- before -inf and -nan");
    command->add_option("--invoke", options->function, "The export")->required();
    command->add_option("--tier", options->tier, "What executes it")->capture_default_str();
    command->add_option("--gas", options->gas, "The most it may use")->capture_default_str();
    add_rule_options(*command, options->rules);
    command->callback([&session, options] { run(session, *options); });
}
} // namespace pawl::cli
