// Transactions: made, signed, sent, and shown with what they came to.
#pragma once

#include "cli/connect.hpp"
#include "cli/session.hpp"

#include <string>

namespace CLI
{
class App;
} // namespace CLI

namespace pawl::cli
{
/// The options of every transaction.
struct SendOptions
{
    std::string from;
    std::string gas = "auto";
    std::string fee = "auto";
    u64 expires = ~u64{0};
    bool dry_run = false;
    /// Types of what is returned, to show it as values.
    std::string returns;
};

void add_send_options(CLI::App& command, SendOptions& options);

/// Sends transactions of one sender.
class Sender
{
public:
    /// Asks the node for the chain and the sender's nonce.
    Sender(const Session& session, const SendOptions& options);

    [[nodiscard]] const rpc::ChainInfo& chain() const noexcept { return chain_; }
    [[nodiscard]] const KeyBook& book() const noexcept { return book_; }
    [[nodiscard]] rpc::Client& client() noexcept { return client_; }
    [[nodiscard]] const Bytes32& address() const noexcept { return key_.address; }
    /// Of the next transaction.
    [[nodiscard]] u64 nonce() const noexcept { return nonce_; }

    /// Sends an action and waits for its receipt; before that, stops where an estimate says that
    /// the contract would fail and no gas limit was given.
    [[nodiscard]] rpc::Submission send(const contract::Action& action);

    /// What `send` would come to, without sending.
    [[nodiscard]] rpc::DryRun try_out(const contract::Action& action);

private:
    [[nodiscard]] u64 gas_limit(const contract::Action& action);
    [[nodiscard]] contract::Transaction make(const contract::Action& action);

    const SendOptions& options_;
    rpc::Client client_;
    rpc::ChainInfo chain_;
    KeyBook book_;
    Key key_;
    u64 nonce_;
};

/// Sends one action, or tries it out where the options say so, and shows the receipt.
void send_and_show(Session& session, const SendOptions& options, Sender& sender,
                   const contract::Action& action, Document document);
} // namespace pawl::cli
