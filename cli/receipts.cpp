#include "cli/receipts.hpp"

#include "cli/values.hpp"

#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
Document event_document(const contract::Event& event, const AddressBook& book)
{
    Document attributes = Document::array();
    for (const contract::Attribute& attribute : event.attributes)
        attributes.push_back(
            {{"key", readable(attribute.key)}, {"value", readable(attribute.value)}});
    return {{"emitter", book.text(event.emitter)},
            {"type", readable(event.type)},
            {"attributes", attributes}};
}
} // namespace

ExitCode exit_code(contract::Status status)
{
    switch (status)
    {
    case contract::Status::ok:
        return ExitCode::ok;
    case contract::Status::reverted:
    case contract::Status::trapped:
    case contract::Status::out_of_gas:
        return ExitCode::contract_failed;
    case contract::Status::refused:
    case contract::Status::invalid:
        return ExitCode::refused;
    }
    return ExitCode::refused;
}

void add_receipt(Document& document, const contract::Receipt& receipt, const AddressBook& book,
                 std::string_view returns)
{
    document["status"] = name(receipt.status);
    if (receipt.trap != Trap::none)
        document["trap"] = name(receipt.trap);
    document["transaction"] = to_hex(receipt.transaction_hash);
    document["height"] = number(receipt.height);
    document["index"] = receipt.index;
    document["gas_limit"] = number(receipt.gas_limit);
    document["gas_used"] = number(receipt.gas_used);
    document["fee"] = to_decimal(receipt.fee);
    add_data(document, receipt.status, receipt.return_data, book, returns);
    document["gas"] = gas_document(receipt.gas, receipt.execution_gas());
    document["events"] = Document::array();
    for (const contract::Event& event : receipt.events)
        document["events"].push_back(event_document(event, book));
}

void add_diagnosis(Document& document, const std::optional<rpc::Diagnosis>& diagnosis)
{
    if (!diagnosis)
        return;
    if (!diagnosis->text.empty())
        document["reason"] = diagnosis->text;
    if (diagnosis->gas_wanted > 0)
        document["gas_wanted"] = number(diagnosis->gas_wanted);
    if (diagnosis->offset == 0)
        return;
    document["function"] = diagnosis->function;
    document["offset"] = diagnosis->offset;
}

void add_data(Document& document, contract::Status status, BytesView data, const AddressBook& book,
              std::string_view returns)
{
    if (!returns.empty() && status == contract::Status::ok)
        document["returned"] = decode_results(returns, data, book);
    else if (!data.empty())
        document["returned"] = readable(data);
}

Document gas_document(const contract::Categories& gas, u64 execution)
{
    Document document = Document::object();
    for (std::size_t i = 0; i < gas.size(); ++i)
        document[std::string{name(static_cast<contract::Category>(i))}] = number(gas[i]);
    document["execution"] = number(execution);
    return document;
}

Document coins_document(const contract::Coins& coins)
{
    Document document = Document::array();
    for (const contract::Coin& coin : coins)
        document.push_back({{"denomination", std::string{as_text(coin.denomination)}},
                            {"amount", to_decimal(coin.amount)}});
    return document;
}

void add_at(Document& document, const rpc::At& at)
{
    document["at_height"] = number(at.height);
    document["state_root"] = to_hex(at.state_root);
}

void add_parameters(Document& document, const chain::ParameterIds& parameters)
{
    document["semantics_version"] = parameters.semantics_version;
    document["profile_id"] = to_hex(parameters.profile_id);
    document["schedule_id"] = to_hex(parameters.schedule_id);
}
} // namespace pawl::cli
