// pawl replay: executes a stored chain again and compares.
#include "chain/replay.hpp"

#include "cli/commands.hpp"
#include "cli/connect.hpp"
#include "cli/engine.hpp"
#include "cli/values.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>

namespace pawl::cli
{
namespace
{
struct ReplayOptions
{
    ChainFiles files;
    TierOptions tier;
    CodeOptions code;
};

/// Writes a line every second, to standard error.
class Progress
{
public:
    explicit Progress(u64 tip) : tip_{tip} {}

    void operator()(const chain::ReplayReport& report)
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - shown_ < std::chrono::seconds{1})
            return;
        shown_ = now;
        std::cerr << fmt::format("replayed to height {} of {}, {} transactions\n",
                                 report.tip.height, tip_, report.transactions);
    }

private:
    u64 tip_;
    std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
};

Document describe(const chain::Difference& difference)
{
    return {{"height", number(difference.height)},
            {"index", difference.index ? Document(*difference.index) : Document()},
            {"field", difference.field},
            {"recorded", difference.recorded},
            {"replayed", difference.replayed}};
}

void replay(Session& session, const ReplayOptions& options)
{
    const ChainFiles files = resolve(options.files, session);
    const chain::Genesis genesis = load_genesis(files.genesis);
    const Engine engine{options.tier};
    const auto recorded = expect(
        chain::Chain::open(genesis, {.folder = files.data, .read_only = true}, engine.executor()));
    const chain::Tip tip = expect(recorded->tip());

    // An executor of its own, so that nothing that the first has cached is used.
    const Engine fresh{options.tier, options.code};
    const auto begin = std::chrono::steady_clock::now();
    Progress progress{tip.height};
    const chain::ReplayReport report =
        expect(chain::replay(genesis, *recorded, fresh.executor(), std::ref(progress)));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;

    Document document{{"verdict", report.difference ? "different" : "identical"},
                      {"blocks", number(report.blocks)},
                      {"transactions", number(report.transactions)},
                      {"gas_used", number(report.gas_used)},
                      {"height", number(report.tip.height)},
                      {"state_root", to_hex(report.tip.state_root)},
                      {"seconds", fmt::format("{:.2f}", seconds.count())}};
    if (report.difference)
        document["first_difference"] = describe(*report.difference);
    session.show(document);
    if (report.difference)
        session.exit = ExitCode::mismatch;
}
} // namespace

void add_replay(CLI::App& program, Session& session)
{
    auto* const command = program.add_subcommand(
        "replay", "Execute a stored chain again, from genesis in memory, and compare everything");
    const auto options = std::make_shared<ReplayOptions>();
    add_options(*command, options->files);
    add_tier_options(*command, options->tier);
    add_options(*command, options->code, "unless given, all is compiled");
    command->callback([&session, options] { replay(session, *options); });
}
} // namespace pawl::cli
