#include "rpc/node.hpp"

#include "rpc/log.hpp"
#include "rpc/server.hpp"
#include "rpc/services.hpp"
#include "rpc/system_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace pawl::rpc
{
namespace
{
using chain::Attempt;
using chain::Failure;

/// Threads that check submissions: signatures take most of the time of it.
constexpr std::size_t submission_threads = 2;
constexpr std::size_t submission_queue = 4096;

/// What a request may hold beside a transaction of the largest size.
constexpr std::size_t request_margin = 64 << 10;

void log_block(const chain::Candidate& block)
{
    u64 gas = 0;
    for (const contract::Receipt& receipt : block.receipts)
        gas += receipt.gas_used;
    log(LogLevel::info, "block committed",
        {{"height", fmt::to_string(block.block.header.height)},
         {"transactions", fmt::to_string(block.receipts.size())},
         {"gas", fmt::to_string(gas)},
         {"state_root", to_hex(block.result.state_root)}});
}

/// Hands the first failure on, and no other.
class FirstFailure
{
public:
    explicit FirstFailure(Node::FailureHandler handler) : handler_{std::move(handler)} {}

    void operator()(const Failure& failure)
    {
        std::call_once(once_,
                       [&]
                       {
                           log(LogLevel::error, "node failed", {{"why", failure.text}});
                           if (handler_)
                               handler_(failure);
                       });
    }

private:
    Node::FailureHandler handler_;
    std::once_flag once_;
};
} // namespace

// In the order in which each uses those before it.
struct Node::Parts
{
    Parts(std::unique_ptr<chain::Chain> opened, const NodeOptions& options, FailureHandler handler)
        : failed{std::move(handler)},
          chain{std::move(opened)},
          sequencer{*chain, clock, options.sequencer},
          queries{options.query_threads, options.query_queue},
          submissions{submission_threads, submission_queue},
          backend{*chain,      sequencer,     queries,
                  submissions, options.build, std::chrono::steady_clock::now()}
    {
        chain->on_fault([this](const Failure& failure) { failed(failure); });
        sequencer.on_failure([this](const Failure& failure) { failed(failure); });
        sequencer.on_block(log_block);
    }

    [[nodiscard]] Attempt<void> listen(const NodeOptions& options);

    FirstFailure failed;
    SystemClock clock;
    std::unique_ptr<chain::Chain> chain;
    chain::Sequencer sequencer;
    WorkPool queries;
    WorkPool submissions;
    Backend backend;
    std::unique_ptr<Server> server;
    std::unique_ptr<Server> admin;
};

Attempt<void> Node::Parts::listen(const NodeOptions& options)
{
    const auto tip = chain->tip();
    if (!tip)
        return std::unexpected{tip.error()};
    const auto versions = chain->parameters().at(tip->height + 1);
    if (!versions)
        return std::unexpected{versions.error()};
    const std::size_t request_bytes = (*versions)->profile.transaction_bytes + request_margin;

    std::vector<std::unique_ptr<grpc::Service>> services;
    services.push_back(make_code_service(backend));
    services.push_back(make_execution_service(backend));
    services.push_back(make_query_service(backend));
    services.push_back(make_gas_service(backend));
    auto started = Server::start(options.listen, std::move(services), request_bytes);
    if (!started)
        return std::unexpected{started.error()};
    server = *std::move(started);

    std::vector<std::unique_ptr<grpc::Service>> operators;
    operators.push_back(make_admin_service(backend));
    started = Server::start(options.admin, std::move(operators), request_margin);
    if (!started)
        return std::unexpected{started.error()};
    admin = *std::move(started);
    return {};
}

Attempt<std::unique_ptr<Node>> Node::start(const chain::Genesis& genesis,
                                           const NodeOptions& options,
                                           const contract::Executor& executor,
                                           FailureHandler on_failure)
{
    auto opened = chain::Chain::open(genesis, options.place, executor);
    if (!opened)
        return std::unexpected{opened.error()};
    auto parts = std::make_unique<Parts>(*std::move(opened), options, std::move(on_failure));
    std::unique_ptr<Node> node{new Node{std::move(parts)}};
    if (const auto listening = node->parts_->listen(options); !listening)
        return std::unexpected{listening.error()};
    return node;
}

Node::Node(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}

Node::~Node()
{
    stop(std::chrono::milliseconds{0});
}

void Node::stop(std::chrono::milliseconds grace)
{
    for (Server* const server : {parts_->server.get(), parts_->admin.get()})
        if (server != nullptr)
            server->drain();
    // Whoever waits for a block gets an answer from this.
    const std::size_t given_back =
        parts_->sequencer.stop(static_cast<u64>(std::chrono::nanoseconds{grace}.count()));
    if (given_back > 0)
        log(LogLevel::warning, "transactions given back",
            {{"transactions", fmt::to_string(given_back)}});
    // The library's own grace would also wait for connections that nobody uses.
    const auto end = std::chrono::steady_clock::now() + grace;
    while (parts_->queries.calls() + parts_->submissions.calls() > 0 &&
           std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    for (auto* const server : {&parts_->server, &parts_->admin})
    {
        if (*server)
            (*server)->stop();
        server->reset();
    }
}

const std::string& Node::address() const noexcept
{
    return parts_->server->address();
}

const std::string& Node::admin_address() const noexcept
{
    return parts_->admin->address();
}

const chain::Chain& Node::chain() const noexcept
{
    return *parts_->chain;
}
} // namespace pawl::rpc
