#include "cli/modules.hpp"

#include "cli/exit_code.hpp"
#include "cli/files.hpp"
#include "cli/perf_files.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "singlepass/singlepass.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace pawl::cli
{
namespace
{
/// Reads a settings file with `parse`; a refusal names the file and the place.
template <typename Value>
Value parse_file(const std::string& file, Expected<Value> (*parse)(std::string_view))
{
    const Bytes bytes = read_file(file);
    auto value = parse(as_text(bytes));
    if (!value)
        throw Stop{ExitCode::usage,
                   fmt::format("{}: {} at byte {} ({})", file, message(value.error().code),
                               value.error().offset, name(value.error().code))};
    return *std::move(value);
}

/// The files of this process, which are named by it.
PerfFiles& perf_files()
{
    static PerfFiles files;
    return files;
}

std::string text(const std::vector<ValueType>& types)
{
    std::string out = "(";
    for (const ValueType type : types)
    {
        out += out.size() == 1 ? "" : " ";
        out += name(type);
    }
    return out + ")";
}
} // namespace

void add_rule_options(CLI::App& command, RuleOptions& options)
{
    command.add_option("--profile", options.profile,
                       "A profile's file, or `permissive`; this build's own unless given");
    command.add_option("--schedule", options.schedule,
                       "A schedule's file; this build's own unless given");
}

Rules read_rules(const RuleOptions& options)
{
    Rules rules{default_profile(), default_schedule()};
    if (options.profile == "permissive")
        rules.profile = permissive_profile();
    else if (!options.profile.empty())
        rules.profile = parse_file(options.profile, parse_profile);
    if (!options.schedule.empty())
        rules.schedule = parse_file(options.schedule, parse_schedule);
    return rules;
}

AnalysedModule analyse_file(const std::filesystem::path& file, const Rules& rules)
{
    auto module = analyse(read_file(file), rules.profile, rules.schedule);
    if (!module)
        throw Stop{ExitCode::module_rejected, describe(file.string(), module.error())};
    return *std::move(module);
}

std::string describe(const std::string& what, const Rejection& rejection)
{
    return fmt::format("{}: rejected at byte {}: {} ({})", what, rejection.offset,
                       message(rejection.code), name(rejection.code));
}

void add_tier_options(CLI::App& command, TierOptions& options)
{
    command.add_option("--tier", options.name, "What executes it")->capture_default_str();
    command
        .add_option("--threads", options.threads,
                    "singlepass compiles a module on so many threads; the code is the same")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command.add_flag(
        "--perf", options.perf,
        "singlepass writes what Linux perf reads: /tmp/perf-PID.map, /tmp/jit-PID.dump");
}

std::string default_tier()
{
    return singlepass::missing_for_singlepass().empty() ? "singlepass" : "interpreter";
}

std::unique_ptr<Tier> make_tier(const TierOptions& options)
{
    if (options.name == "interpreter")
        return std::make_unique<Interpreter>();
    if (options.name == "singlepass")
    {
        if (auto tier = singlepass::make_singlepass(
                {options.threads, options.perf ? &perf_files() : nullptr}))
            return tier;
        throw Stop{ExitCode::usage,
                   fmt::format("this machine lacks what singlepass needs ({}): use "
                               "interpreter",
                               singlepass::missing_for_singlepass())};
    }
    throw Stop{ExitCode::usage,
               fmt::format("there is no tier '{}': use interpreter or singlepass", options.name)};
}

std::string text(const FunctionType& type)
{
    return text(type.params) + " -> " + text(type.results);
}
} // namespace pawl::cli
