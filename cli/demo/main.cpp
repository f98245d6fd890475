// pawl-demo: shows that everything holds together, and ends with 0 only if it does.
#include "cli/demo/demo.hpp"
#include "cli/exit_code.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>

namespace
{
using pawl::cli::ExitCode;
using pawl::cli::Stop;

std::filesystem::path make_folder()
{
    std::string pattern = std::filesystem::temp_directory_path() / "pawl-demo-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr)
        throw Stop{ExitCode::node_fault, fmt::format("cannot make the folder {}", pattern)};
    return pattern;
}

int fail(const Stop& why)
{
    std::cout << "FAILED: " << why.text << std::endl;
    return static_cast<int>(why.code);
}

int run(const pawl::cli::Session& session, pawl::cli::demo::DemoOptions& options, bool keep)
{
    const bool ours = options.folder.empty();
    if (ours)
        options.folder = make_folder();
    pawl::cli::demo::run_demo(session, options);
    if (ours && !keep)
        std::filesystem::remove_all(options.folder);
    std::cout
        << "ALL HELD: every outcome as expected, the same root after a restart, every receipt "
           "and root byte-identical in the replay"
        << std::endl;
    return 0;
}
} // namespace

int main(int argc, char** argv)
{
    pawl::cli::Session session;
    pawl::cli::demo::DemoOptions options;
    bool keep = false;
    CLI::App program{"Node, transactions, restart, replay: the whole line end to end", "pawl-demo"};
    program.add_option("--seed", options.seed, "Decides the workload")->capture_default_str();
    program.add_option("--txs", options.transfers, "Transfers of the token")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    program.add_option("--senders", options.senders, "Accounts that send them")
        ->check(CLI::Range(2, 256))
        ->capture_default_str();
    program.add_option("--program", options.program, "The program pawl")->required();
    program.add_option("--examples", options.examples, "Folder of the example contracts")
        ->required();
    program.add_option("--folder", options.folder,
                       "An empty folder for the node, kept; a temporary one unless given");
    program.add_flag("--keep", keep, "Keep the temporary folder");
    program.add_flag("--json", session.json, "Print JSON");
    try
    {
        program.parse(argc, argv);
        return run(session, options, keep);
    }
    catch (const CLI::ParseError& wrong)
    {
        return program.exit(wrong) == 0 ? 0 : static_cast<int>(ExitCode::usage);
    }
    catch (const Stop& why)
    {
        return fail(why);
    }
    catch (const std::exception& fault)
    {
        return fail({ExitCode::node_fault, fault.what()});
    }
}
