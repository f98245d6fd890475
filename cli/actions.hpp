// What a transaction asks for, from the command line.
#pragma once

#include "cli/arguments.hpp"
#include "contract/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace CLI
{
class App;
} // namespace CLI

namespace pawl::cli
{
/// What a deploy, a call or a query gives a contract.
struct InputOptions
{
    /// A method's name, then its arguments; of a deploy, arguments alone.
    std::vector<std::string> words;
    /// Raw bytes instead.
    std::string raw;
};

struct DeployOptions
{
    /// A module's file, or the hash of stored code.
    std::string code;
    InputOptions input;
    std::string salt;
    std::string coins;
    std::string admin;
};

struct CallOptions
{
    std::string contract;
    InputOptions input;
    std::string coins;
};

struct TransferOptions
{
    std::string to;
    std::string coins;
};

/// Adds the options of an action to a command.
void add_options(CLI::App& command, DeployOptions& options);
void add_options(CLI::App& command, CallOptions& options);
void add_options(CLI::App& command, TransferOptions& options);
/// METHOD and its ARGS, or --input.
void add_call_input(CLI::App& command, InputOptions& input);

/// The bytes that a contract's `call` or `query` is given.
[[nodiscard]] Bytes call_input(const InputOptions& input, const AddressBook& book);

/// Coins written `5upawl,7other`; an amount alone is of `fee_denomination`.
[[nodiscard]] contract::Coins parse_coins(std::string_view text, std::string_view fee_denomination);

/// The actions. `code_hash` is what `options.code` came to.
[[nodiscard]] contract::Deploy make_deploy(const DeployOptions& options, const Bytes32& code_hash,
                                           const AddressBook& book,
                                           std::string_view fee_denomination);
[[nodiscard]] contract::Call make_call(const CallOptions& options, const AddressBook& book,
                                       std::string_view fee_denomination);
[[nodiscard]] contract::Transfer make_transfer(const TransferOptions& options,
                                               const AddressBook& book,
                                               std::string_view fee_denomination);
} // namespace pawl::cli
