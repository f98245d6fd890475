// pawl account, query, estimate: questions that change nothing.
#include "base/sha256.hpp"
#include "cli/actions.hpp"
#include "cli/commands.hpp"
#include "cli/connect.hpp"
#include "cli/files.hpp"
#include "cli/receipts.hpp"
#include "cli/values.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
struct AccountOptions
{
    std::string account;
    rpc::Client::Height height;
};

struct QueryOptions
{
    std::string contract;
    InputOptions input;
    std::string returns;
    u64 gas = 0;
    rpc::Client::Height height;
};

struct EstimateOptions
{
    std::string from;
    rpc::Client::Height height;
    bool asserted = false;
    DeployOptions deploy;
    CallOptions call;
    TransferOptions transfer;
    std::string file;
};

void account(Session& session, const AccountOptions& options)
{
    rpc::Client client = connect(session);
    const KeyBook book = book_of(session, expect(client.chain()));
    const Bytes32 address = book.address(options.account);
    const rpc::AccountInfo info = expect(client.account(address, options.height));
    Document document{{"address", book.text(address)},
                      {"nonce", number(info.nonce)},
                      {"next_nonce", number(info.next_nonce)},
                      {"is_contract", info.is_contract}};
    add_at(document, info.at);
    document["balances"] = coins_document(info.balances);
    session.show(document);
}

void query(Session& session, const QueryOptions& options)
{
    rpc::Client client = connect(session);
    const KeyBook book = book_of(session, expect(client.chain()));
    const rpc::QueryAnswer answer =
        expect(client.query(book.address(options.contract), call_input(options.input, book),
                            options.gas, options.height));
    Document document{{"status", name(answer.status)}};
    if (answer.trap != Trap::none)
        document["trap"] = name(answer.trap);
    add_data(document, answer.status, answer.data, book, options.returns);
    add_diagnosis(document, answer.diagnosis);
    document["gas_used"] = number(answer.gas_used);
    add_at(document, answer.at);
    session.show(document);
    session.exit = exit_code(answer.status);
}

/// Turns the options into an action, now that the chain is known.
using MakeAction = std::function<contract::Action(const AddressBook&, const std::string& fees)>;

void estimate(Session& session, const EstimateOptions& options, const MakeAction& make)
{
    rpc::Client client = connect(session);
    const rpc::ChainInfo chain = expect(client.chain());
    const KeyBook book = book_of(session, chain);
    const auto scheme = options.asserted ? contract::Scheme::asserted : contract::Scheme::secp256k1;
    const rpc::EstimateInfo info = expect(client.estimate(
        book.address(options.from), make(book, chain.fee_denomination), scheme, options.height));
    Document document{{"status", name(info.status)}};
    if (info.trap != Trap::none)
        document["trap"] = name(info.trap);
    add_data(document, info.status, info.return_data, book, "");
    add_diagnosis(document, info.diagnosis);
    document["gas_used"] = number(info.gas_used);
    document["minimum_fee"] = to_decimal(info.minimum_fee);
    document["fee_denomination"] = chain.fee_denomination;
    document["scheme"] = name(scheme);
    add_at(document, info.at);
    document["gas"] = gas_document(info.gas, info.execution_gas);
    session.show(document);
    session.exit = exit_code(info.status);
}

/// Adds one kind of action to `estimate`.
CLI::App* add_kind(CLI::App& command, Session& session,
                   const std::shared_ptr<EstimateOptions>& options, const char* name,
                   const char* help, const MakeAction& make)
{
    auto* const kind = command.add_subcommand(name, help);
    kind->add_option("--from", options->from, "Who would send it: a key's name or an address")
        ->required();
    kind->add_option("--height", options->height, "The block after which it runs");
    kind->add_flag("--asserted", options->asserted, "Price it without a signature");
    kind->callback([&session, options, make] { estimate(session, *options, make); });
    return kind;
}

void add_estimate(CLI::App& program, Session& session)
{
    auto* const command =
        program.add_subcommand("estimate", "Say what a transaction would cost, exactly");
    command->require_subcommand(1);
    const auto options = std::make_shared<EstimateOptions>();
    add_options(*add_kind(*command, session, options, "deploy", "Of making a contract",
                          [options](const AddressBook& book, const std::string& fees)
                          {
                              const Bytes32 hash = parse_hash("CODE", options->deploy.code);
                              return make_deploy(options->deploy, hash, book, fees);
                          }),
                options->deploy);
    add_options(*add_kind(*command, session, options, "call", "Of calling a contract",
                          [options](const AddressBook& book, const std::string& fees)
                          { return make_call(options->call, book, fees); }),
                options->call);
    add_options(*add_kind(*command, session, options, "transfer", "Of sending coins",
                          [options](const AddressBook& book, const std::string& fees)
                          { return make_transfer(options->transfer, book, fees); }),
                options->transfer);
    add_kind(*command, session, options, "store", "Of storing a module's code",
             [options](const AddressBook&, const std::string&)
             { return contract::StoreCode{read_file(options->file)}; })
        ->add_option("FILE", options->file, "The module")
        ->required();
}

void add_account(CLI::App& program, Session& session)
{
    auto* const command = program.add_subcommand("account", "Show an account's nonce and balances");
    const auto options = std::make_shared<AccountOptions>();
    command->add_option("ACCOUNT", options->account, "A key's name or an address")->required();
    command->add_option("--height", options->height, "After which block; the newest unless given");
    command->callback([&session, options] { account(session, *options); });
}

void add_query(CLI::App& program, Session& session)
{
    auto* const command = program.add_subcommand("query", "Ask a contract; free, changes nothing");
    const auto options = std::make_shared<QueryOptions>();
    command->add_option("CONTRACT", options->contract, "Its address")->required();
    add_call_input(*command, options->input);
    command->add_option("--returns", options->returns, "Types of what is returned, as u64,text");
    command->add_option("--gas", options->gas, "The most it may use");
    command->add_option("--height", options->height, "After which block; the newest unless given");
    command->callback([&session, options] { query(session, *options); });
}
} // namespace

void add_ask(CLI::App& program, Session& session)
{
    add_account(program, session);
    add_query(program, session);
    add_estimate(program, session);
}
} // namespace pawl::cli
