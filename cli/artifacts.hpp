// Compiled code in files, as commands use it.
#pragma once

#include "cli/modules.hpp"
#include "contract/code_artifacts.hpp"

#include <memory>
#include <string>

namespace pawl::cli
{
/// What the word means that stands for no folder.
inline constexpr std::string_view no_artifacts = "none";

/// Adds `--artifacts`, whose help begins with what happens without it.
void add_artifact_option(CLI::App& command, std::string& folder, const std::string& without);

/// The folder; nullptr where none is named, or `none`, or the tier has no use for one.
[[nodiscard]] std::unique_ptr<ArtifactFolder>
open_artifacts(const std::string& folder, const Tier& tier, ArtifactFolder::Log log);

/// A line on standard error for what is wrong with a folder.
void warn_of_artifacts(std::string_view what);

/// A module in a file, ready to run: from an artifact, or analysed and prepared, and then kept
/// where there is a folder. Stops with the reason where it is rejected. The module stays where it
/// is, as the executable may refer to it.
[[nodiscard]] std::unique_ptr<contract::PreparedCode> prepare_file(const std::string& file,
                                                                   const Rules& rules,
                                                                   const Tier& tier,
                                                                   const ArtifactFolder* folder);
} // namespace pawl::cli
