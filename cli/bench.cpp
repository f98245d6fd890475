// pawl bench: how long modules take to compile, to run and to be called.
#include "cli/bench.hpp"

#include "base/check.hpp"
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <numeric>

namespace pawl::cli
{
namespace
{
// What is shorter than `short_seconds` is repeated for `least_seconds`, within reason.
constexpr double short_seconds = 0.2;
constexpr double least_seconds = 0.5;
constexpr std::size_t most_samples = 2000;

std::string time_text(double seconds)
{
    if (seconds < 1e-6)
        return fmt::format("{:.1f} ns", seconds * 1e9);
    if (seconds < 1e-3)
        return fmt::format("{:.2f} µs", seconds * 1e6);
    if (seconds < 1)
        return fmt::format("{:.2f} ms", seconds * 1e3);
    return fmt::format("{:.3f} s", seconds);
}

using Bench = void (*)(const BenchOptions&, const Rules&, const RowSink&);

void measure(const Session& session, const BenchOptions& options, Bench bench)
{
    const Rules rules = read_rules(options.rules);
    Document rows = Document::array();
    bench(options, rules,
          [&](const Document& row)
          {
              if (!session.json)
                  return rows.push_back(readable(row));
              std::cout << row.dump(-1, ' ', false, Document::error_handler_t::replace)
                        << std::endl;
          });
    if (!session.json)
        session.show(rows);
}

void add_one(CLI::App& benches, Session& session, const char* name, const char* help, Bench bench)
{
    auto* command = benches.add_subcommand(name, help);
    const auto options = std::make_shared<BenchOptions>();
    command->add_option("FILE", options->files, "The modules")->required();
    add_tier_options(*command, options->tier);
    command->add_option("--repeat", options->repeat, "Measure so often at least")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_flag("--no-metering", options->no_metering,
                      "Charge nothing for instructions, to see what that costs");
    add_rule_options(*command, options->rules);
    command->callback([&session, options, bench] { measure(session, *options, bench); });
}
} // namespace

void Samples::add(double seconds)
{
    seconds_.push_back(seconds);
    sum_ += seconds;
}

bool Samples::enough() const noexcept
{
    if (count() < repeat_)
        return false;
    return sum_ >= least_seconds || sum_ >= short_seconds * static_cast<double>(count()) ||
           count() >= most_samples;
}

double Samples::median() const
{
    PAWL_CHECK(!seconds_.empty(), "something was measured");
    std::vector<double> sorted = seconds_;
    std::ranges::sort(sorted);
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 != 0 ? sorted[middle]
                                  : std::midpoint(sorted[middle - 1], sorted[middle]);
}

void remove_prices(Plan& plan) noexcept
{
    std::ranges::fill(plan.region_prices, 0);
}

AnalysedModule analyse_for_bench(const std::string& file, const BenchOptions& options,
                                 const Rules& rules)
{
    AnalysedModule module = analyse_file(file, rules);
    if (options.no_metering)
        remove_prices(module.plan);
    return module;
}

Document readable(const Document& row)
{
    Document out = Document::object();
    for (const auto& [key, value] : row.items())
    {
        if (!value.is_number_float())
            out[key] = value;
        else if (key == "mb_per_s")
            out[key] = fmt::format("{:.1f}", value.get<double>());
        else
            out[key.ends_with("_s") ? key.substr(0, key.size() - 2) : "time"] =
                time_text(value.get<double>());
    }
    return out;
}

void add_bench(CLI::App& program, Session& session)
{
    auto* command = program.add_subcommand("bench", "Measure modules on this machine");
    command->require_subcommand(1);
    add_one(*command, session, "compile", "Bytes to machine code", bench_compile);
    add_one(*command, session, "run", "WASI programs, and modules with an .inputs file beside them",
            bench_run);
    add_one(*command, session, "call", "Calls of an export named empty, and of a host function",
            bench_call);
}
} // namespace pawl::cli
