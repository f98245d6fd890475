// Modules in files, and what is chosen to analyse and run them.
#pragma once

#include "engine/plan/analyse.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace CLI
{
class App;
} // namespace CLI

namespace pawl
{
class Tier;
} // namespace pawl

namespace pawl::cli
{
/// A profile and a schedule: what decides the verdict on a module and its prices.
struct Rules
{
    Profile profile;
    Schedule schedule;
};

/// The options that choose them.
struct RuleOptions
{
    std::string profile;
    std::string schedule;
};

/// The tier that serves unless another is asked for: singlepass, or the interpreter on a machine
/// that lacks what that needs.
[[nodiscard]] std::string default_tier();

/// What executes modules.
struct TierOptions
{
    std::string name = default_tier();
    u32 threads = 1;   ///< that a module is compiled on, where it is compiled
    bool perf = false; ///< whether to write what Linux perf reads
};

/// Adds `--tier`, `--threads` and `--perf` to a command.
void add_tier_options(CLI::App& command, TierOptions& options);

/// Adds `--profile` and `--schedule` to a command.
void add_rule_options(CLI::App& command, RuleOptions& options);

/// The rules chosen: this build's where no file is given, `permissive` being the name of a profile.
[[nodiscard]] Rules read_rules(const RuleOptions& options);

/// Analyses a file; stops with the reason where it is rejected.
[[nodiscard]] AnalysedModule analyse_file(const std::filesystem::path& file, const Rules& rules);

/// The line that says why a module was rejected.
[[nodiscard]] std::string describe(const std::string& what, const Rejection& rejection);

/// The tier of the name chosen; stops where this build has none.
[[nodiscard]] std::unique_ptr<Tier> make_tier(const TierOptions& options);

/// The type of a function, as in `(i32 i64) -> (i32)`.
[[nodiscard]] std::string text(const FunctionType& type);
} // namespace pawl::cli
