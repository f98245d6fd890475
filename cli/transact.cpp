// pawl deploy, call, transfer: transactions.
#include "base/sha256.hpp"
#include "cli/actions.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/modules.hpp"
#include "cli/receipts.hpp"
#include "cli/send.hpp"
#include "cli/values.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
template <typename Action>
struct Command
{
    Action action;
    SendOptions send;
    bool code_only = false;
};

bool is_hash(const std::string& text)
{
    const auto raw = from_hex(text);
    return raw && raw->size() == 32;
}

/// Stores a module where the chain does not have it yet; gives its hash.
Bytes32 store_code(Sender& sender, const std::string& file, Document& document)
{
    const Bytes code = read_file(file);
    const Bytes32 hash = sha256(code);
    document["code_hash"] = to_hex(hash);
    const auto known = sender.client().code(hash, {}, false);
    if (!known && known.error().kind != chain::FailureKind::not_found)
        stop_for(known.error());
    if (known)
        return hash;
    const rpc::CheckInfo verdict = expect(sender.client().check(code));
    if (verdict.rejection)
        throw Stop{ExitCode::module_rejected, describe(file, *verdict.rejection)};
    const rpc::Submission stored = sender.send(contract::StoreCode{code});
    if (stored.receipt.status != contract::Status::ok)
        throw Stop{
            exit_code(stored.receipt.status),
            fmt::format("{}: the chain did not store it: {}", file, name(stored.receipt.status))};
    document["stored_by"] = to_hex(stored.hash);
    document["store_gas_used"] = number(stored.receipt.gas_used);
    return hash;
}

/// The address that a deploy gave, which is what it returns beside its data.
void add_address(Document& document, const Sender& sender, const Bytes32& code_hash,
                 const contract::Deploy& deploy, const Bytes32& creator, u64 nonce)
{
    Encoder salt;
    const BytesView chosen =
        deploy.salt.empty() ? BytesView{salt.u64(nonce).view()} : BytesView{deploy.salt};
    document["contract"] =
        sender.book().text(contract::contract_address(code_hash, creator, chosen));
}

void deploy(Session& session, const Command<DeployOptions>& command)
{
    Sender sender{session, command.send};
    Document document = Document::object();
    const Bytes32 code_hash = is_hash(command.action.code)
                                  ? parse_hash("CODE", command.action.code)
                                  : store_code(sender, command.action.code, document);
    if (command.code_only)
        return session.show(document);
    const contract::Deploy action =
        make_deploy(command.action, code_hash, sender.book(), sender.chain().fee_denomination);
    add_address(document, sender, code_hash, action, sender.address(), sender.nonce());
    send_and_show(session, command.send, sender, action, std::move(document));
}

void call(Session& session, const Command<CallOptions>& command)
{
    Sender sender{session, command.send};
    const contract::Action action =
        make_call(command.action, sender.book(), sender.chain().fee_denomination);
    send_and_show(session, command.send, sender, action, Document::object());
}

void transfer(Session& session, const Command<TransferOptions>& command)
{
    Sender sender{session, command.send};
    const contract::Action action =
        make_transfer(command.action, sender.book(), sender.chain().fee_denomination);
    send_and_show(session, command.send, sender, action, Document::object());
}

/// Adds a command whose options are those of an action and of sending.
template <typename Options>
CLI::App& add_transaction(CLI::App& program, Session& session, const char* name, const char* help,
                          void (*run)(Session&, const Command<Options>&),
                          const std::shared_ptr<Command<Options>>& command)
{
    auto* const added = program.add_subcommand(name, help);
    add_options(*added, command->action);
    add_send_options(*added, command->send);
    added->callback([&session, command, run] { run(session, *command); });
    return *added;
}
} // namespace

void add_transact(CLI::App& program, Session& session)
{
    const auto deploying = std::make_shared<Command<DeployOptions>>();
    add_transaction(program, session, "deploy", "Make a contract; stores its code first if need be",
                    deploy, deploying)
        .add_flag("--code-only", deploying->code_only, "Only store the code");
    add_transaction(program, session, "call", "Call a contract", call,
                    std::make_shared<Command<CallOptions>>());
    add_transaction(program, session, "transfer", "Send coins", transfer,
                    std::make_shared<Command<TransferOptions>>());
}
} // namespace pawl::cli
