// pawl-demo: shows that everything holds together, and ends with 0 only if it does.
#include "cli/demo/demo.hpp"
#include "cli/exit_code.hpp"
#include "cli/modules.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <iostream>

namespace
{
using pawl::cli::Document;
using pawl::cli::ExitCode;
using pawl::cli::Stop;

std::filesystem::path make_folder()
{
    std::string pattern = std::filesystem::temp_directory_path() / "pawl-demo-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr)
        throw Stop{ExitCode::node_fault, fmt::format("cannot make the folder {}", pattern)};
    return pattern;
}

/// Shows what came of it. The last line is the verdict; where standard output is JSON, the document
/// has it too, and the line goes to standard error.
int finish(const pawl::cli::Session& session, Document& report, const Stop& verdict)
{
    const bool held = verdict.code == ExitCode::ok;
    if (session.json)
    {
        report["verdict"] = held ? "held" : "failed";
        report["because"] = verdict.text;
    }
    if (!report.empty())
        session.show(report);
    (session.json ? std::cerr : std::cout)
        << (held ? "ALL HELD: " : "FAILED: ") << verdict.text << std::endl;
    return static_cast<int>(std::cout ? verdict.code : ExitCode::node_fault);
}

Stop run(pawl::cli::demo::DemoOptions& options, bool keep, Document& report)
{
    const bool ours = options.folder.empty();
    if (ours)
        options.folder = make_folder();
    pawl::cli::demo::run_demo(options, report);
    if (ours && !keep)
        std::filesystem::remove_all(options.folder);
    return {ExitCode::ok,
            "every outcome as expected, the same root after a restart, every receipt and root "
            "byte-identical in the replay"};
}
} // namespace

int main(int argc, char** argv)
{
    pawl::cli::Session session;
    pawl::cli::demo::DemoOptions options;
    options.tier = pawl::cli::default_tier();
    bool keep = false;
    Document report = Document::object();
    CLI::App program{"Node, transactions, restart, replay: the whole line end to end", "pawl-demo"};
    program.add_option("--seed", options.seed, "Decides the workload")->capture_default_str();
    program.add_option("--txs", options.transfers, "Transfers of the token")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    program.add_option("--senders", options.senders, "Accounts that send them")
        ->check(CLI::Range(2, 256))
        ->capture_default_str();
    program.add_option("--tier", options.tier, "What the node executes on")->capture_default_str();
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
        const Stop verdict = run(options, keep, report);
        return finish(session, report, verdict);
    }
    catch (const CLI::ParseError& wrong)
    {
        return program.exit(wrong) == 0 ? 0 : static_cast<int>(ExitCode::usage);
    }
    catch (const Stop& why)
    {
        return finish(session, report, why);
    }
    catch (const std::exception& fault)
    {
        return finish(session, report, {ExitCode::node_fault, fault.what()});
    }
}
