// pawl genesis: the file that a chain starts from.
#include "chain/genesis.hpp"

#include "cli/commands.hpp"
#include "cli/engine.hpp"
#include "cli/files.hpp"
#include "cli/keys.hpp"
#include "cli/values.hpp"
#include "determinism/profile.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace pawl::cli
{
namespace
{
struct GenesisOptions
{
    std::string file;
    std::string chain_id;
    std::vector<std::string> accounts;
    std::string denomination;
    std::string minimum_fee;
    u64 initial_height = 1;
    bool unsigned_senders = false;
};

/// ACCOUNT=AMOUNT, in the fee denomination.
std::pair<Bytes32, U256> parse_account(const std::string& text, const AddressBook& book)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos)
        throw Stop{ExitCode::usage,
                   fmt::format("'{}' has no amount: write it like alice=1000000", text)};
    return {book.address(text.substr(0, equals)),
            parse_u256("the amount", text.substr(equals + 1))};
}

Document describe(const chain::Genesis& genesis)
{
    const chain::ParameterIds& first = genesis.activations.front().parameters;
    Document accounts = Document::array();
    for (const auto& [address, balances] : genesis.accounts)
        for (const auto& [denomination, amount] : balances)
            accounts.push_back(
                {{"account", address_text(default_profile().address_prefix, address)},
                 {"denomination", denomination},
                 {"amount", to_decimal(amount)}});
    return {{"chain_id", genesis.chain_id},
            {"genesis_hash", to_hex(chain::genesis_hash(genesis))},
            {"initial_height", number(genesis.initial_height)},
            {"fee_denomination", genesis.fee_denomination},
            {"minimum_fee_per_gas", to_decimal(genesis.minimum_fee_per_gas)},
            {"unsigned_senders", genesis.unsigned_senders},
            {"semantics_version", first.semantics_version},
            {"profile_id", to_hex(first.profile_id)},
            {"schedule_id", to_hex(first.schedule_id)},
            {"accounts", accounts}};
}

void make(const Session& session, const GenesisOptions& options)
{
    const KeyBook book{KeyStore{session.home / "keys"}, default_profile().address_prefix};
    std::map<Bytes32, U256> amounts;
    for (const std::string& text : options.accounts)
        if (!amounts.insert(parse_account(text, book)).second)
            throw Stop{ExitCode::usage, fmt::format("'{}' names an account twice", text)};

    chain::Genesis genesis = chain::default_genesis(options.chain_id, {});
    genesis.initial_height = options.initial_height;
    genesis.activations.front().height = options.initial_height;
    genesis.unsigned_senders = options.unsigned_senders;
    if (!options.denomination.empty())
        genesis.fee_denomination = options.denomination;
    if (!options.minimum_fee.empty())
        genesis.minimum_fee_per_gas = parse_u256("the minimum fee", options.minimum_fee);
    for (const auto& [address, amount] : amounts)
        genesis.accounts[address][genesis.fee_denomination] = amount;
    if (const auto valid = chain::validate(genesis); !valid)
        throw Stop{ExitCode::usage, valid.error().text};

    write_new_file(options.file, as_bytes(chain::write_genesis(genesis)));
    Document document = describe(genesis);
    document["file"] = options.file;
    session.show(document);
}

void show(const Session& session, const GenesisOptions& options)
{
    session.show(describe(load_genesis(options.file)));
}
} // namespace

void add_genesis(CLI::App& program, Session& session)
{
    auto* genesis = program.add_subcommand("genesis", "Make and check what a chain starts from");
    genesis->require_subcommand(1);
    const auto options = std::make_shared<GenesisOptions>();

    auto* create = genesis->add_subcommand("new", "Write the file of a new chain");
    create->add_option("FILE", options->file, "Where to; must not exist")->required();
    create->add_option("--chain-id", options->chain_id, "1 to 50 printable characters")->required();
    create->add_option("--account", options->accounts,
                       "Who has what at first, as ACCOUNT=AMOUNT; a key's name or an address");
    create->add_option("--fee-denomination", options->denomination, "What fees are paid in");
    create->add_option("--minimum-fee", options->minimum_fee, "The least fee for one unit of gas");
    create->add_option("--initial-height", options->initial_height, "Height of the first block")
        ->capture_default_str();
    create->add_flag("--unsigned-senders", options->unsigned_senders,
                     "Believe senders without a signature; for tests alone");
    create->callback([&session, options] { make(session, *options); });

    auto* check = genesis->add_subcommand("show", "Check a file and show what it says");
    check->add_option("FILE", options->file, "The file")->required();
    check->callback([&session, options] { show(session, *options); });
}
} // namespace pawl::cli
