// pawl run: an export of a bare module, without a chain.
#include "cli/artifacts.hpp"
#include "cli/commands.hpp"
#include "cli/modules.hpp"
#include "cli/numbers.hpp"
#include "cli/print.hpp"
#include "cli/values.hpp"
#include "cli/visible.hpp"
#include "cli/wasi_host.hpp"
#include "engine/module/names.hpp"
#include "engine/runtime/instantiate.hpp"
#include "engine/runtime/link.hpp"
#include "engine/tier.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <iostream>

namespace pawl::cli
{
namespace
{
struct RunOptions
{
    std::string file;
    std::string function;
    std::vector<std::string> arguments;
    TierOptions tier;
    std::string artifacts;
    std::optional<u64> gas;
    HostOptions host;
    RuleOptions rules;

    [[nodiscard]] bool has_host() const noexcept { return !host.host.empty(); }
    /// Whether a program runs as a whole: then the arguments are not a function's but its own.
    [[nodiscard]] bool is_program() const noexcept { return has_host() && function.empty(); }
};

// Ends an endless loop within a minute, where there is no program that may take longer.
constexpr u64 default_gas = 10'000'000'000;

u64 gas_limit(const RunOptions& options)
{
    const u64 gas = options.gas.value_or(options.has_host() ? max_gas_limit : default_gas);
    if (gas == 0 || gas > max_gas_limit)
        throw Stop{ExitCode::usage, fmt::format("--gas is from 1 to {}", max_gas_limit)};
    return gas;
}

std::vector<u64> parse_arguments(const std::string& function, const FunctionType& type,
                                 const std::vector<std::string>& words)
{
    if (type.params.size() != words.size())
        throw Stop{ExitCode::usage,
                   fmt::format("{} takes {} arguments, {} given: it is {}", function,
                               type.params.size(), words.size(), text(type))};
    std::vector<u64> slots;
    for (std::size_t i = 0; i < words.size(); ++i)
    {
        const auto slot = parse_value(type.params[i], words[i]);
        if (!slot)
            throw Stop{ExitCode::usage, fmt::format("argument {} is '{}', which is no {}", i + 1,
                                                    words[i], name(type.params[i]))};
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

/// What is run: an exported function and its arguments.
struct Entry
{
    u32 function = 0;
    std::vector<u64> arguments;
};

Entry find_entry(const Module& module, const RunOptions& options)
{
    const std::string wanted = options.is_program() ? "_start" : options.function;
    const u32 function = find_function(module, wanted);
    const auto& words = options.is_program() ? std::vector<std::string>{} : options.arguments;
    return {function, parse_arguments(wanted, module.function_type(function), words)};
}

std::vector<External> link(const Module& module, const HostTable& hosts)
{
    auto imports = resolve_imports(module, {&hosts, {}});
    if (imports)
        return *std::move(imports);
    const Import& import = module.imports[imports.error().import];
    if (!hosts.sets().empty())
        throw Stop{ExitCode::refused, fmt::format("the module imports {}.{}: {}", import.module,
                                                  import.name, message(imports.error().code))};
    throw Stop{ExitCode::refused,
               fmt::format("the module imports {}.{}, and `pawl run` links nothing without --host: "
                           "`pawl check` says what host sets have; contracts are deployed",
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

/// Where it stopped, innermost first: functions by index and by name.
Document backtrace_of(const Module& module, const Outcome& outcome)
{
    const std::vector<std::string> labels = function_labels(module);
    Document places = Document::array();
    for (const Place& place : outcome.backtrace)
        places.push_back({{"function", place.function},
                          {"name", visible(labels.at(place.function))},
                          {"offset", place.offset}});
    return places;
}

Document describe(const AnalysedModule& module, u32 function, const Outcome& outcome,
                  const GasMeter& gas)
{
    Document document{{"outcome", name(outcome.completion)}};
    if (outcome.returned())
        document["results"] = results_of(module.module.function_type(function), outcome);
    if (outcome.completion == Completion::trapped)
        document["trap"] = {{"name", name(outcome.trap)}, {"message", message(outcome.trap)}};
    if (!outcome.backtrace.empty() && outcome.completion != Completion::exited)
        document["backtrace"] = backtrace_of(module.module, outcome);
    document["gas_limit"] = number(gas.limit());
    document["gas_used"] = number(gas.used());
    if (outcome.completion == Completion::out_of_gas)
        document["gas_wanted"] = number(gas.wanted());
    return document;
}

/// Shows what a run came to. The standard output of a program is its own.
void show(const Session& session, const Document& report, bool has_host)
{
    if (session.json || !has_host)
        return session.show(report);
    std::cout.flush();
    std::cerr << '\n';
    print(std::cerr, report, isatty(STDERR_FILENO) != 0);
}

/// What stands behind --host; nullptr without.
std::unique_ptr<WasiHost> make_host(const Session& session, const RunOptions& options)
{
    if (!options.has_host())
        return nullptr;
    auto host = std::make_unique<WasiHost>(options.host, options.file, session.json);
    if (options.is_program())
        host->append_arguments(options.arguments);
    return host;
}

/// Instantiates the module and runs the entry.
Outcome execute(const contract::PreparedCode& code, std::span<const External> imports,
                const Entry& entry, const Rules& rules, const Tier& tier, Execution execution)
{
    execution.schedule = &rules.schedule;
    execution.runner = &tier;
    execution.stack_limit = rules.profile.stack_units;
    execution.nesting_limit = rules.profile.nesting;
    MemoryPool memories;
    InstanceGroup group{memories};
    auto [instance, outcome] = group.instantiate(code.module, *code.executable, imports,
                                                 rules.profile.module.limits, execution);
    if (!outcome.returned())
        return outcome;
    return tier.run(*instance, entry.function, entry.arguments, execution);
}

void run(Session& session, const RunOptions& options)
{
    if (!options.has_host() && options.function.empty())
        throw Stop{ExitCode::usage, "--invoke is required, or --host wasi to run a program"};
    GasMeter gas{gas_limit(options)};
    const Rules rules = read_rules(options.rules);
    const auto tier = make_tier(options.tier);
    const auto folder = open_artifacts(options.artifacts, *tier, warn_of_artifacts);
    const auto code = prepare_file(options.file, rules, *tier, folder.get());
    const AnalysedModule& module = code->module;
    const auto host = make_host(session, options);
    const HostTable no_hosts;
    const auto imports = link(module.module, host ? host->functions(rules.schedule) : no_hosts);
    const Entry entry = find_entry(module.module, options);

    Execution execution;
    execution.gas = &gas;
    if (host)
        host->attach(execution);
    const Outcome outcome = execute(*code, imports, entry, rules, *tier, execution);
    Document report = describe(module, entry.function, outcome, gas);
    if (host)
        host->describe(report, outcome);
    show(session, report, host != nullptr);
    if (!outcome.returned() && (!host || host->exit_code(outcome) != 0))
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
                        "Arguments by the function's type, or those of the program; put -- before "
                        "them where one begins with -");
    command->add_option("--invoke", options->function,
                        "The export; with --host _start unless given");
    add_tier_options(*command, options->tier);
    command->add_option(
        "--gas", options->gas,
        fmt::format("The most it may use; {} unless given, with --host no limit", default_gas));
    add_artifact_option(*command, options->artifacts, "unless given, code is not kept");
    add_host_options(*command, options->host);
    add_rule_options(*command, options->rules);
    command->callback([&session, options] { run(session, *options); });
}
} // namespace pawl::cli
