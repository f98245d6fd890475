// A node: a chain in a folder, its sequencer, and the servers that answer for it.
#pragma once

#include "chain/genesis.hpp"
#include "chain/sequencer.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace pawl::rpc
{
/// How a node is run. Nothing of it is consensus.
struct NodeOptions
{
    chain::Place place;
    /// Where clients and where operators are answered, as host:port; port 0 takes any free one.
    std::string listen;
    std::string admin;
    chain::SequencerLimits sequencer;
    /// Queries and simulations that run at once, and that may wait.
    std::size_t query_threads = 2;
    std::size_t query_queue = 256;
    /// Version of the program.
    std::string build;
};

/// A running node.
class Node
{
public:
    /// Called once, from any thread, when the node cannot go on and must be stopped.
    using FailureHandler = std::function<void(const chain::Failure&)>;

    /// Opens the chain and begins to answer. The executor outlives the node.
    [[nodiscard]] static chain::Attempt<std::unique_ptr<Node>>
    start(const chain::Genesis& genesis, const NodeOptions& options,
          const contract::Executor& executor, FailureHandler on_failure);

    /// Stops, as `stop` does.
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Takes nothing more, commits what is queued and answers what is asked for so long and as long
    /// as a block takes, then cuts off what is left.
    void stop(std::chrono::milliseconds grace = std::chrono::seconds{5});

    /// Where it listens, with the ports that it has.
    [[nodiscard]] const std::string& address() const noexcept;
    [[nodiscard]] const std::string& admin_address() const noexcept;
    [[nodiscard]] const chain::Chain& chain() const noexcept;

private:
    struct Parts;
    explicit Node(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};
} // namespace pawl::rpc
