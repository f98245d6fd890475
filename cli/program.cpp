#include "cli/program.hpp"

#include "cli/commands.hpp"
#include "cli/visible.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>

namespace pawl::cli
{
namespace
{
constexpr const char* description =
    "pawl runs WebAssembly contracts, deterministic and metered.\n"
    "Exit codes: 0 ok, 1 contract failed, 2 usage, 3 module rejected, 4 refused or invalid,\n"
    "5 node fault, 6 mismatch, 7 node unreachable.";

void add_globals(CLI::App& program, Session& session)
{
    session.home = default_home();
    session.node = default_address;
    program.add_flag("--json", session.json, "Print JSON");
    program.add_option("--home", session.home, "Folder of keys and of a node's data")
        ->envname("PAWL_HOME")
        ->capture_default_str();
    program.add_option("--node", session.node, "The node to ask, as host:port")
        ->envname("PAWL_NODE")
        ->capture_default_str();
    program.add_option("--timeout", session.timeout_seconds, "Seconds to wait for its answer")
        ->check(CLI::Range(1, 86400))
        ->capture_default_str();
    program.set_version_flag("--version", "pawl " PAWL_VERSION);
    // So that --json and the others may stand behind the command, too.
    program.fallthrough();
}

void add_commands(CLI::App& program, Session& session)
{
    for (const auto add : {add_node, add_genesis, add_key, add_ask, add_transact, add_check,
                           add_inspect, add_run, add_bench, add_replay, add_reprice})
        add(program, session);
}

/// The command that the words named as far as it was understood, as in `pawl key new`.
std::string command_of(const CLI::App& program)
{
    std::string words = program.get_name();
    const CLI::App* at = &program;
    while (!at->get_subcommands().empty())
    {
        at = at->get_subcommands().front();
        words += " " + at->get_name();
    }
    return words;
}

/// What is wrong with a command line. An option that does not exist goes before what is missing.
std::string what_is_wrong(const CLI::App& program, const CLI::ParseError& wrong)
{
    const std::vector<std::string> extra = program.remaining(true);
    const auto option = std::ranges::find_if(extra, [](const std::string& word)
                                             { return word.size() > 1 && word.starts_with('-'); });
    return option == extra.end() ? wrong.what() : fmt::format("there is no option {}", *option);
}

/// Shows why the program stops: one line, or an object where the caller reads JSON.
int stop(const Session& session, const Stop& why)
{
    const int code = static_cast<int>(why.code);
    if (session.json)
    {
        Document document{{"error", why.text}, {"exit_code", code}};
        if (!why.transaction.empty())
            document["transaction"] = why.transaction;
        std::cerr << document.dump(-1, ' ', false, Document::error_handler_t::replace) << '\n';
    }
    else
        std::cerr << "pawl: " << visible(why.text) << '\n';
    return code;
}
} // namespace

int run_program(int argc, const char* const* argv)
{
    Session session;
    CLI::App program{description, "pawl"};
    add_globals(program, session);
    add_commands(program, session);
    try
    {
        program.parse(argc, argv);
        if (program.get_subcommands().empty())
            throw Stop{ExitCode::usage, "say what to do: see `pawl --help`"};
        std::cout.flush();
        if (!std::cout)
            throw Stop{ExitCode::node_fault,
                       "the output could not be written: make room where it goes"};
        return static_cast<int>(session.exit);
    }
    catch (const CLI::Success& asked)
    {
        return program.exit(asked);
    }
    catch (const CLI::ParseError& wrong)
    {
        return stop(session, {ExitCode::usage,
                              fmt::format("{}: see `{} --help`", what_is_wrong(program, wrong),
                                          command_of(program))});
    }
    catch (const Stop& why)
    {
        return stop(session, why);
    }
    catch (const std::exception& fault)
    {
        return stop(session, {ExitCode::node_fault, fault.what()});
    }
}
} // namespace pawl::cli
