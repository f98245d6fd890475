// pawl node: runs a chain and answers for it.
#include "rpc/node.hpp"

#include "cli/commands.hpp"
#include "cli/connect.hpp"
#include "cli/dev.hpp"
#include "cli/ending.hpp"
#include "cli/engine.hpp"
#include "cli/files.hpp"
#include "cli/values.hpp"
#include "rpc/log.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <map>

namespace pawl::cli
{
namespace
{
struct NodeOptions
{
    ChainFiles files;
    bool dev = false;
    std::string listen = default_address;
    std::string admin = "127.0.0.1:7631";
    TierOptions tier;
    CodeOptions code;
    std::size_t block_transactions = 1000;
    u64 block_interval_ms = 500;
    std::size_t query_threads = 2;
    std::size_t query_queue = 256;
    std::size_t cache_mib = 512;
    rpc::LogLevel log_level = rpc::LogLevel::info;
    rpc::LogFormat log_format = rpc::LogFormat::text;
};

chain::Genesis genesis_of(const Session& session, const NodeOptions& options,
                          const ChainFiles& files)
{
    if (options.dev)
    {
        keep_dev_keys(keys_of(session));
        if (!file_exists(files.genesis))
            write_new_file(files.genesis, as_bytes(chain::write_genesis(dev_genesis())));
    }
    return load_genesis(files.genesis);
}

rpc::NodeOptions service_options(const NodeOptions& options, const ChainFiles& files)
{
    rpc::NodeOptions out;
    out.place.folder = files.data;
    out.place.cache_bytes = options.cache_mib << 20;
    out.listen = options.listen;
    out.admin = options.admin;
    out.sequencer.block_transactions = options.block_transactions;
    out.sequencer.block_interval_ns = options.block_interval_ms * 1'000'000;
    out.query_threads = options.query_threads;
    out.query_queue = options.query_queue;
    out.build = PAWL_VERSION;
    return out;
}

CodeOptions code_options(const NodeOptions& options, const Session& session)
{
    CodeOptions out = options.code;
    if (out.folder.empty())
        out.folder = session.home / "artifacts";
    return out;
}

void log_artifacts(std::string_view what)
{
    rpc::log(rpc::LogLevel::warning, "artifacts", {{"what", std::string{what}}});
}

/// What came of artifacts, in the end.
void log_counts(const ArtifactFolder* artifacts)
{
    if (artifacts == nullptr)
        return;
    const ArtifactCounts counts = artifacts->counts();
    rpc::log(rpc::LogLevel::info, "artifacts used",
             {{"found", fmt::to_string(counts.found)},
              {"absent", fmt::to_string(counts.absent)},
              {"unusable", fmt::to_string(counts.unusable)},
              {"kept", fmt::to_string(counts.kept)},
              {"not_kept", fmt::to_string(counts.not_kept)}});
}

void show_started(const Session& session, const rpc::Node& node, const ChainFiles& files)
{
    const chain::Status status = expect(node.chain().status());
    session.show({{"chain_id", status.chain_id},
                  {"height", number(status.tip.height)},
                  {"state_root", to_hex(status.tip.state_root)},
                  {"data", files.data.string()},
                  {"address", node.address()},
                  {"admin_address", node.admin_address()}});
}

void run_node(Session& session, const NodeOptions& options)
{
    Ending ending;
    rpc::start_log(options.log_level, options.log_format);
    const ChainFiles files = resolve(options.files, session);
    const chain::Genesis genesis = genesis_of(session, options, files);
    const Engine engine{options.tier, code_options(options, session), log_artifacts};
    const auto node =
        expect(rpc::Node::start(genesis, service_options(options, files), engine.executor(),
                                [&](const chain::Failure& failure) { ending.fail(failure); }));
    show_started(session, *node, files);

    ending.wait();
    rpc::log(rpc::LogLevel::info, "stopping");
    node->stop();
    log_counts(engine.artifacts());
    if (const auto why = ending.failure())
        throw Stop{ExitCode::node_fault, why->text};
    const chain::Tip tip = expect(node->chain().tip());
    rpc::log(rpc::LogLevel::info, "stopped",
             {{"height", fmt::to_string(tip.height)}, {"state_root", to_hex(tip.state_root)}});
}

void add_tuning(CLI::App& command, NodeOptions& options)
{
    command
        .add_option("--block-transactions", options.block_transactions,
                    "A block is cut when so many transactions wait")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command
        .add_option("--block-interval", options.block_interval_ms,
                    "... or when the oldest has waited for so many milliseconds")
        ->check(CLI::Range(1, 3'600'000))
        ->capture_default_str();
    command.add_option("--query-threads", options.query_threads, "Queries that run at once")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command.add_option("--query-queue", options.query_queue, "Queries that may wait")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command.add_option("--cache", options.cache_mib, "MiB of memory for blocks read from disk")
        ->check(CLI::Range(1, 1 << 20))
        ->capture_default_str();
    add_tier_options(command, options.tier);
    add_options(command, options.code, "`artifacts` in the home folder unless given");
}

/// Takes a word for the value that it stands for.
template <typename Value>
CLI::Validator one_of(std::map<std::string, Value> words)
{
    const auto take = [words = std::move(words)](std::string& text) -> std::string
    {
        if (const auto found = words.find(text); found != words.end())
        {
            text = fmt::to_string(static_cast<int>(found->second));
            return {};
        }
        std::string known;
        for (const auto& [word, value] : words)
            known += fmt::format("{}{}", known.empty() ? "" : ", ", word);
        return fmt::format("'{}' is none of {}", text, known);
    };
    return {take, ""};
}

void add_logging(CLI::App& command, NodeOptions& options)
{
    command.add_option("--log-level", options.log_level, "The least of what is logged")
        ->transform(one_of<rpc::LogLevel>({{"debug", rpc::LogLevel::debug},
                                           {"info", rpc::LogLevel::info},
                                           {"warning", rpc::LogLevel::warning},
                                           {"error", rpc::LogLevel::error}}))
        ->default_str("info");
    command.add_option("--log-format", options.log_format, "How it is logged, to standard error")
        ->transform(one_of<rpc::LogFormat>(
            {{"text", rpc::LogFormat::text}, {"json", rpc::LogFormat::json}}))
        ->default_str("text");
}

/// Refuses what is no address to listen on.
std::string check_address(const std::string& text)
{
    const auto colon = text.rfind(':');
    u16 port = 0;
    if (colon != std::string::npos && colon > 0)
    {
        const char* const end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + colon + 1, end, port);
        if (parsed.ec == std::errc{} && parsed.ptr == end)
            return {};
    }
    return fmt::format("'{}' is no HOST:PORT, as in {}", text, default_address);
}
} // namespace

void add_node(CLI::App& program, Session& session)
{
    auto* const command = program.add_subcommand("node", "Run a chain and answer for it");
    const auto options = std::make_shared<NodeOptions>();
    add_options(*command, options->files);
    command->add_flag("--dev", options->dev,
                      "A chain for trying out, with the keys dev1 to dev4 that anybody knows");
    command->add_option("--listen", options->listen, "Where clients are answered")
        ->check(check_address)
        ->capture_default_str();
    command->add_option("--admin", options->admin, "Where operators are answered")
        ->check(check_address)
        ->capture_default_str();
    add_tuning(*command, *options);
    add_logging(*command, *options);
    command->callback([&session, options] { run_node(session, *options); });
}
} // namespace pawl::cli
