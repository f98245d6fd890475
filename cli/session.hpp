// What all commands share: the global options, and how results are shown.
#pragma once

#include "cli/exit_code.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>

namespace pawl::cli
{
/// A result: what `--json` prints as it is, and everything else as tables.
using Document = nlohmann::ordered_json;

/// One run of the program.
struct Session
{
    /// Keys, and a node's genesis and data unless told otherwise.
    std::filesystem::path home;
    /// Where client commands find a node.
    std::string node;
    /// How long a node may take to answer.
    unsigned timeout_seconds = 60;
    bool json = false;
    /// What a command came to that showed its result in full.
    ExitCode exit = ExitCode::ok;

    /// Prints a result to standard output.
    void show(const Document& document) const;
};

/// PAWL_HOME, else `.pawl` in the user's home folder.
[[nodiscard]] std::filesystem::path default_home();

/// The address that nodes listen on and clients ask unless told otherwise.
inline constexpr const char* default_address = "127.0.0.1:7630";
} // namespace pawl::cli
