// pawl inspect receipt, transaction, block, contract, code, state, node: what a chain holds.
#include "base/sha256.hpp"
#include "cli/commands.hpp"
#include "cli/connect.hpp"
#include "cli/receipts.hpp"
#include "cli/values.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iostream>
#include <limits>

namespace pawl::cli
{
namespace
{
struct Options
{
    std::string what;
    rpc::Client::Height height;
    bool raw = false;
    bool prove = false;
    std::string returns;
};

/// Bytes to standard output as they are, for `sha256sum` and files.
void write_raw(BytesView bytes)
{
    std::cout << as_text(bytes);
    std::cout.flush();
}

void show_receipt(const Session& session, const Options& options)
{
    rpc::Client client = connect(session);
    const rpc::ReceiptInfo info = expect(client.receipt(parse_hash("HASH", options.what)));
    if (options.raw)
        return write_raw(info.canonical);
    const KeyBook book = book_of(session, expect(client.chain()));
    Document document{{"receipt_hash", to_hex(sha256(info.canonical))}};
    add_receipt(document, info.receipt, book, options.returns);
    document["read_set"] = to_hex(info.receipt.read_set);
    document["write_set"] = to_hex(info.receipt.write_set);
    document["host_digest"] = to_hex(info.receipt.host_digest);
    add_parameters(document, {info.receipt.semantics_version, info.receipt.profile_id,
                              info.receipt.schedule_id});
    session.show(document);
}

/// Adds the fields of one kind of action.
struct AddAction
{
    Document& document;
    const AddressBook& book;

    void operator()(const contract::StoreCode& action) const
    {
        document["action"] = "store_code";
        document["code_hash"] = to_hex(sha256(action.code));
        document["code_bytes"] = action.code.size();
    }
    void operator()(const contract::Deploy& action) const
    {
        document["action"] = "deploy";
        document["code_hash"] = to_hex(action.code_hash);
        document["salt"] = action.salt.empty() ? Document() : Document(readable(action.salt));
        document["admin"] = action.admin ? Document(book.text(*action.admin)) : Document();
        document["coins"] = coins_document(action.coins);
        document["input"] = readable(action.input);
    }
    void operator()(const contract::Call& action) const
    {
        document["action"] = "call";
        document["contract"] = book.text(action.contract);
        document["coins"] = coins_document(action.coins);
        document["input"] = readable(action.input);
    }
    void operator()(const contract::Transfer& action) const
    {
        document["action"] = "transfer";
        document["to"] = book.text(action.to);
        document["coins"] = coins_document(action.coins);
    }
};

void show_transaction(const Session& session, const Options& options)
{
    rpc::Client client = connect(session);
    const rpc::TransactionInfo info = expect(client.transaction(parse_hash("HASH", options.what)));
    if (options.raw)
        return write_raw(info.bytes);
    Document document{{"transaction", to_hex(contract::transaction_hash(info.bytes))},
                      {"height", number(info.place.height)},
                      {"index", info.place.index}};
    const auto transaction = contract::decode_transaction(info.bytes);
    if (!transaction)
    {
        document["undecodable"] = std::string{message(transaction.error().code)};
        return session.show(document);
    }
    const KeyBook book = book_of(session, expect(client.chain()));
    const contract::TransactionBody& body = transaction->body;
    document["chain_id"] = body.chain_id;
    document["sender"] = book.text(body.sender);
    document["scheme"] = name(transaction->authenticator.scheme);
    document["key"] = to_hex(transaction->authenticator.key);
    document["nonce"] = number(body.nonce);
    document["gas_limit"] = number(body.gas_limit);
    document["fee"] = to_decimal(body.fee);
    const bool expires = body.expires_height != std::numeric_limits<u64>::max();
    document["expires_height"] = expires ? number(body.expires_height) : "never";
    std::visit(AddAction{document, book}, body.action);
    session.show(document);
}

void show_block(const Session& session, const Options& options)
{
    rpc::Client client = connect(session);
    rpc::Client::Height height;
    if (options.what != "latest")
        height = parse_u64("HEIGHT", options.what);
    Document rows = Document::array();
    u64 gas = 0;
    const rpc::BlockInfo block = expect(client.block(
        height,
        [&](const rpc::BlockTransaction& transaction)
        {
            const auto receipt = contract::decode_receipt(transaction.canonical_receipt);
            Document row{{"index", transaction.index}, {"transaction", to_hex(transaction.hash)}};
            if (receipt)
            {
                row["status"] = name(receipt->status);
                row["gas_used"] = number(receipt->gas_used);
                gas += receipt->gas_used;
            }
            rows.push_back(std::move(row));
        }));
    Document document{{"height", number(block.header.height)},
                      {"time_ns", number(block.header.time_ns)},
                      {"block_hash", to_hex(block.result.block_hash)},
                      {"previous_block_hash", to_hex(block.header.previous_block_hash)},
                      {"parent_root", to_hex(block.header.parent_root)},
                      {"state_root", to_hex(block.result.state_root)},
                      {"results_hash", to_hex(block.result.results_hash)},
                      {"transactions_hash", to_hex(block.header.txs_hash)}};
    add_parameters(document, block.header.parameters);
    document["gas_used"] = number(gas);
    document["transactions"] = rows;
    session.show(document);
}

void show_contract(const Session& session, const Options& options)
{
    rpc::Client client = connect(session);
    const KeyBook book = book_of(session, expect(client.chain()));
    const Bytes32 address = book.address(options.what);
    const rpc::ContractInfo info = expect(client.contract(address, options.height));
    const auto& admin = info.record.admin;
    Document document{{"address", book.text(address)},
                      {"code_hash", to_hex(info.record.code_hash)},
                      {"creator", book.text(info.record.creator)},
                      {"admin", admin ? Document(book.text(*admin)) : Document()},
                      {"abi", info.record.abi}};
    add_at(document, info.at);
    document["balances"] = coins_document(expect(client.account(address, options.height)).balances);
    session.show(document);
}

void show_code(const Session& session, const Options& options)
{
    rpc::Client client = connect(session);
    const Bytes32 hash = parse_hash("HASH", options.what);
    const rpc::CodeInfo info = expect(client.code(hash, options.height, options.raw));
    if (options.raw)
        return write_raw(info.code);
    Document document{{"code_hash", to_hex(hash)},
                      {"bytes", number(info.record.length)},
                      {"profile_id", to_hex(info.record.profile_id)},
                      {"abi", info.record.abi}};
    add_at(document, info.at);
    session.show(document);
}

void show_state(const Session& session, const Options& options)
{
    rpc::Client client = connect(session);
    const rpc::StateInfo info =
        expect(client.state(parse_bytes(options.what), options.height, options.prove));
    Document document{{"value", info.value ? Document(to_hex(*info.value)) : Document()}};
    add_at(document, info.at);
    if (options.prove)
    {
        document["proof"] = to_hex(info.proof);
        document["ics23_proof"] = to_hex(info.ics23_proof);
    }
    session.show(document);
}

void show_node(const Session& session, const Options& options)
{
    Session admin = session;
    admin.node = options.what;
    rpc::Client client = connect(admin);
    const rpc::NodeStatus status = expect(client.status());
    Document document{{"build", status.build},
                      {"tier", status.tier},
                      {"newest_semantics_version", status.semantics_version},
                      {"chain_id", status.chain_id},
                      {"genesis_hash", to_hex(status.genesis_hash)},
                      {"tip_block_hash", to_hex(status.tip_block_hash)},
                      {"tip_time_ns", number(status.tip_time_ns)}};
    add_at(document, status.tip);
    add_parameters(document, status.parameters);
    document["lowest_height_kept"] = number(status.floor);
    document["queued_transactions"] = number(status.queued_transactions);
    document["queued_queries"] = number(status.queued_queries);
    document["uptime_seconds"] = number(status.uptime_seconds);
    session.show(document);
}

using Show = void (*)(const Session&, const Options&);

CLI::App* add_kind(CLI::App& inspect, Session& session, const char* name, const char* help,
                   const char* argument, const std::shared_ptr<Options>& options, Show show)
{
    auto* const kind = inspect.add_subcommand(name, help);
    kind->add_option(argument, options->what)->required();
    kind->callback([&session, options, show] { show(session, *options); });
    return kind;
}
} // namespace

void add_inspect_chain(CLI::App& inspect, Session& session)
{
    const auto options = std::make_shared<Options>();
    auto* const receipt = add_kind(inspect, session, "receipt", "What a transaction came to",
                                   "HASH", options, show_receipt);
    receipt->add_flag("--raw", options->raw, "The canonical bytes, whose SHA-256 blocks hold");
    receipt->add_option("--returns", options->returns, "Types of what was returned");
    add_kind(inspect, session, "transaction", "What a transaction asked for", "HASH", options,
             show_transaction)
        ->add_flag("--raw", options->raw, "The canonical bytes, whose SHA-256 is the hash");
    add_kind(inspect, session, "block", "A block and its transactions; `latest` for the newest",
             "HEIGHT", options, show_block);
    auto* const code =
        add_kind(inspect, session, "code", "Stored code", "HASH", options, show_code);
    code->add_flag("--raw", options->raw, "The module's bytes");
    auto* const state = add_kind(inspect, session, "state",
                                 "The value of a state key, as hex:00ff (docs/formats/state.md)",
                                 "KEY", options, show_state);
    state->add_flag("--prove", options->prove, "With proofs under the state root");
    auto* const contract = add_kind(inspect, session, "contract", "A contract's record", "ADDRESS",
                                    options, show_contract);
    for (CLI::App* const kind : {code, state, contract})
        kind->add_option("--height", options->height, "After which block; the newest unless given");
    add_kind(inspect, session, "node", "What a node says at its admin address", "ADMIN_ADDRESS",
             options, show_node);
}
} // namespace pawl::cli
