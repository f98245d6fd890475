#include "cli/demo/demo.hpp"

#include "base/sha256.hpp"
#include "chain/genesis.hpp"
#include "cli/connect.hpp"
#include "cli/demo/input.hpp"
#include "cli/demo/tally.hpp"
#include "cli/demo/workload.hpp"
#include "cli/files.hpp"
#include "cli/process.hpp"
#include "cli/values.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>

namespace pawl::cli::demo
{
namespace
{
using Clock = std::chrono::steady_clock;

constexpr const char* chain_id = "pawl-demo";
constexpr u64 setup_gas = 100'000'000;

/// 2100-01-01: an auction that nobody here sees the end of.
constexpr u64 far_future_ns = 4'102'444'800ULL * 1'000'000'000;

void say(const std::string& line)
{
    std::cerr << line << '\n';
}

[[noreturn]] void broken(const std::string& what)
{
    throw Stop{ExitCode::mismatch, what};
}

double seconds_since(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The tip that a node has.
struct Tip
{
    u64 height = 0;
    Bytes32 root;
    bool operator==(const Tip&) const = default;
};

/// A node in a process of its own, and a client of it.
class RunningNode
{
public:
    explicit RunningNode(const DemoOptions& options)
        : process_{{options.program, "--home", options.folder, "--json", "node", "--tier",
                    options.tier, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                    "--block-interval", "100"},
                   options.folder / "node.log"},
          address_{address_of(process_.read_document(std::chrono::seconds{60}), options)},
          client_{address_}
    {
    }

    [[nodiscard]] const std::string& address() const noexcept { return address_; }
    [[nodiscard]] rpc::Client& client() noexcept { return client_; }
    [[nodiscard]] Tip tip()
    {
        const rpc::ChainInfo chain = expect(client_.chain());
        return {chain.tip.height, chain.tip.state_root};
    }
    void stop()
    {
        process_.terminate();
        if (const int code = process_.wait(); code != 0)
            broken(fmt::format("the node ended with code {}", code));
    }

private:
    static std::string address_of(const std::string& document, const DemoOptions& options)
    {
        if (!nlohmann::json::accept(document))
            throw Stop{ExitCode::node_fault, fmt::format("the node did not start: see {}",
                                                         (options.folder / "node.log").string())};
        return nlohmann::json::parse(document)["address"];
    }

    Process process_;
    std::string address_;
    rpc::Client client_;
};

/// Submits transactions and keeps account of them.
class Load
{
public:
    Load(RunningNode& node, Tally& tally) : node_{node}, tally_{tally} {}

    /// One transaction, until it stands in a block.
    void settle(const Planned& planned)
    {
        tally_.expect(planned);
        const rpc::Submission done = expect(node_.client().submit(planned.bytes));
        if (done.receipt.status != planned.expected)
            broken(fmt::format("a {} transaction came out {}", planned.contract,
                               name(done.receipt.status)));
    }

    /// The same for one that stores code, in pieces.
    void upload(const Planned& planned)
    {
        tally_.expect(planned);
        if (expect(node_.client().upload(planned.bytes)).receipt.status != planned.expected)
            broken("code was not stored");
    }

    /// Queues transactions in their order, from a thread of their own.
    void queue_all(const Calls& calls)
    {
        rpc::Client client{node_.address()};
        for (const Planned& planned : calls)
        {
            queue(client, planned);
            ++queued_;
        }
    }

    /// Queues the calls of all senders beside each other, telling how far that is.
    void queue_beside(const std::vector<Calls>& calls)
    {
        std::size_t all = queued_;
        for (const Calls& of_one : calls)
            for (const Planned& planned : of_one)
            {
                tally_.expect(planned);
                ++all;
            }
        std::vector<std::jthread> threads;
        threads.reserve(calls.size());
        for (const Calls& of_one : calls)
            threads.emplace_back([&] { guard([&] { queue_all(of_one); }); });
        for (std::size_t told = 0; told < all && !failed_;)
        {
            std::this_thread::sleep_for(std::chrono::milliseconds{500});
            told = queued_;
            say(fmt::format("  {} of {} submitted", told, all));
        }
        threads.clear();
        if (failed_)
            throw why_;
    }

    /// Reads blocks until everything that was submitted stands in one.
    void collect()
    {
        while (tally_.missing() > 0)
        {
            const u64 tip = node_.tip().height;
            for (; next_block_ <= tip; ++next_block_)
                static_cast<void>(expect(
                    node_.client().block(next_block_, [&](const rpc::BlockTransaction& transaction)
                                         { collect(transaction); })));
            if (tally_.surprise())
                broken(*tally_.surprise());
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
    }

private:
    static void queue(rpc::Client& client, const Planned& planned)
    {
        while (true)
        {
            const auto hash = client.queue(planned.bytes);
            if (hash || hash.error().kind != chain::FailureKind::busy)
                return static_cast<void>(expect(hash));
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
    }

    void collect(const rpc::BlockTransaction& transaction)
    {
        const auto receipt = contract::decode_receipt(transaction.canonical_receipt);
        if (!receipt)
            broken("a receipt cannot be read");
        tally_.add(transaction.hash, *receipt);
    }

    /// Keeps what ends a thread for the thread that waits for it.
    template <typename Work>
    void guard(Work work)
    {
        try
        {
            work();
        }
        catch (const Stop& why)
        {
            const std::scoped_lock lock{mutex_};
            if (!failed_)
                why_ = why;
            failed_ = true;
        }
    }

    RunningNode& node_;
    Tally& tally_;
    u64 next_block_ = 1;
    std::atomic<std::size_t> queued_ = 0;
    std::mutex mutex_;
    std::atomic<bool> failed_ = false;
    Stop why_;
};

/// Stores an example's code and makes a contract of it.
Bytes32 deploy(Load& load, Sender& deployer, const DemoOptions& options, const std::string& example,
               Bytes input)
{
    const auto file = options.examples / (example + ".wasm");
    if (!file_exists(file))
        throw Stop{ExitCode::usage, fmt::format("there is no {}: build the examples first (./dev "
                                                "build; they need clang 22)",
                                                file.string())};
    const Bytes code = read_file(file);
    const Bytes32 hash = sha256(code);
    load.upload(deployer.plan("(code)", contract::StoreCode{code}, setup_gas));
    const Bytes32 address = deployer.next_contract(hash);
    load.settle(deployer.plan(
        "(deploy)", contract::Deploy{hash, {}, std::nullopt, {}, std::move(input)}, setup_gas));
    say(fmt::format("  {} deployed, {} bytes of code", example, code.size()));
    return address;
}

Deployed deploy_all(Load& load, Sender& deployer, const DemoOptions& options)
{
    Deployed at;
    at.counter = deploy(load, deployer, options, "counter", arguments(u64{0}));
    at.token =
        deploy(load, deployer, options, "token", arguments("Gold", "GLD", u8{18}, U256{1'000'000}));
    at.auction = deploy(load, deployer, options, "auction",
                        arguments(at.token, "the last pawl", U256{1000}, far_future_ns));
    at.faulty = deploy(load, deployer, options, "faulty", {});
    return at;
}

std::vector<Sender> make_senders(const std::vector<Key>& keys)
{
    std::vector<Sender> senders;
    for (std::size_t i = 1; i < keys.size(); ++i)
        senders.emplace_back(keys[i], chain_id);
    return senders;
}

void write_genesis(const std::vector<Key>& keys, const std::filesystem::path& file)
{
    chain::Genesis genesis = chain::default_genesis(chain_id, {});
    for (const Key& key : keys)
        genesis.accounts[key.address][genesis.fee_denomination] =
            *from_decimal("1000000000000000000000000");
    write_new_file(file, as_bytes(chain::write_genesis(genesis)));
}

/// Everything that is submitted, and what came of it, added to the report.
Tip submit_everything(const DemoOptions& options, RunningNode& node, Document& report)
{
    const std::vector<Key> keys = demo_keys(options.seed, options.senders);
    Sender deployer{keys.front(), chain_id};
    std::vector<Sender> senders = make_senders(keys);
    Tally tally;
    Load load{node, tally};

    say("deploying the examples");
    const auto begin = Clock::now();
    const Deployed at = deploy_all(load, deployer, options);
    say(fmt::format("minting for {} accounts", senders.size()));
    Calls mints;
    for (const Sender& sender : senders)
        mints.push_back(deployer.plan(
            "token",
            contract::Call{at.token, {}, input("mint", sender.address(), U256{1'000'000'000})},
            setup_gas));
    for (const Planned& planned : mints)
        tally.expect(planned);
    load.queue_all(mints);
    load.collect();
    say(fmt::format("signing {} transfers and what goes with them", options.transfers));
    const std::vector<Calls> calls = make_calls(options.seed, options.transfers, senders, at);
    const Calls bids = make_bids(senders, at.auction);
    const double setup_seconds = seconds_since(begin);

    say(fmt::format("submitting, set up in {:.1f} s", setup_seconds));
    const auto loaded = Clock::now();
    load.queue_beside(calls);
    for (const Planned& planned : bids)
        tally.expect(planned);
    load.queue_all(bids);
    load.collect();
    const double seconds = seconds_since(loaded);
    const Tip tip = node.tip();
    report = {{"contracts", tally.table(seconds)},
              {"seconds", fmt::format("{:.2f}", seconds)},
              {"blocks", number(tip.height)},
              {"state_root", to_hex(tip.root)}};
    if (!tally.has_every_kind())
        broken("not every kind of outcome occurred");
    return tip;
}

/// Replays the stored chain in another process, and adds what that said to the report.
void replay(const DemoOptions& options, const Tip& tip, Document& report)
{
    Process process{
        {options.program, "--home", options.folder, "--json", "replay", "--tier", "interpreter"},
        options.folder / "replay.log"};
    const std::string text = process.read_document(std::chrono::seconds{3600});
    const int code = process.wait();
    if (!nlohmann::json::accept(text))
        broken(fmt::format("the replay gave nothing and ended with code {}", code));
    const Document& replayed = report["replay"] = Document::parse(text);
    if (code != 0 || replayed["verdict"] != "identical")
        broken("the replay came out otherwise than the record");
    if (replayed["state_root"] != to_hex(tip.root) || replayed["height"] != number(tip.height))
        broken("the replay reached another state than the node");
}
} // namespace

void run_demo(const DemoOptions& options, Document& report)
{
    write_genesis(demo_keys(options.seed, options.senders), options.folder / "genesis.json");
    say(fmt::format("starting a node in {}, on {}", options.folder.string(), options.tier));
    Tip tip;
    {
        RunningNode node{options};
        tip = submit_everything(options, node, report);
        say("stopping the node");
        node.stop();
    }
    say("starting it again");
    {
        RunningNode node{options};
        const Tip again = node.tip();
        if (again != tip)
            broken(fmt::format("after the restart the root is {} at height {}", to_hex(again.root),
                               again.height));
        say(fmt::format("the same root at height {}: {}", again.height, to_hex(again.root)));
        node.stop();
    }
    say("replaying from genesis in another process, in memory, on the interpreter");
    replay(options, tip, report);
}
} // namespace pawl::cli::demo
