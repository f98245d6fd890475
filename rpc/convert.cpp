#include "rpc/convert.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::rpc
{
namespace
{
using chain::Attempt;
using chain::failure;
using chain::FailureKind;

void write_coins(google::protobuf::RepeatedPtrField<v1::Coin>& out, const contract::Coins& coins)
{
    for (const contract::Coin& coin : coins)
        write(*out.Add(), coin);
}

Attempt<std::optional<Bytes32>> read_optional_address(std::string_view name,
                                                      const std::string& bytes)
{
    if (bytes.empty())
        return std::nullopt;
    const auto address = read_bytes32(name, bytes);
    if (!address)
        return std::unexpected{address.error()};
    return *address;
}

Attempt<contract::Action> read_deploy(const v1::Deploy& message)
{
    const auto code_hash = read_bytes32("deploy.code_hash", message.code_hash());
    if (!code_hash)
        return std::unexpected{code_hash.error()};
    const auto admin = read_optional_address("deploy.admin", message.admin());
    if (!admin)
        return std::unexpected{admin.error()};
    auto coins = read_coins(message.coins());
    if (!coins)
        return std::unexpected{coins.error()};
    return contract::Deploy{*code_hash, to_bytes(message.salt()), *admin, *std::move(coins),
                            to_bytes(message.input())};
}

Attempt<contract::Action> read_call(const v1::Call& message)
{
    const auto contract = read_bytes32("call.contract", message.contract());
    if (!contract)
        return std::unexpected{contract.error()};
    auto coins = read_coins(message.coins());
    if (!coins)
        return std::unexpected{coins.error()};
    return contract::Call{*contract, *std::move(coins), to_bytes(message.input())};
}

Attempt<contract::Action> read_transfer(const v1::Transfer& message)
{
    const auto to = read_bytes32("transfer.to", message.to());
    if (!to)
        return std::unexpected{to.error()};
    auto coins = read_coins(message.coins());
    if (!coins)
        return std::unexpected{coins.error()};
    return contract::Transfer{*to, *std::move(coins)};
}

/// Fills the member of a message's oneof that an action's kind has.
struct ActionWriter
{
    v1::Action& out;

    void operator()(const contract::StoreCode& action)
    {
        out.mutable_store_code()->set_code(field(action.code));
    }
    void operator()(const contract::Deploy& action)
    {
        v1::Deploy& message = *out.mutable_deploy();
        message.set_code_hash(field(action.code_hash));
        message.set_salt(field(action.salt));
        if (action.admin)
            message.set_admin(field(*action.admin));
        write_coins(*message.mutable_coins(), action.coins);
        message.set_input(field(action.input));
    }
    void operator()(const contract::Call& action)
    {
        v1::Call& message = *out.mutable_call();
        message.set_contract(field(action.contract));
        write_coins(*message.mutable_coins(), action.coins);
        message.set_input(field(action.input));
    }
    void operator()(const contract::Transfer& action)
    {
        v1::Transfer& message = *out.mutable_transfer();
        message.set_to(field(action.to));
        write_coins(*message.mutable_coins(), action.coins);
    }
};

void write(v1::Event& out, const contract::Event& event)
{
    out.set_emitter(field(event.emitter));
    out.set_type(field(event.type));
    for (const contract::Attribute& attribute : event.attributes)
    {
        v1::Event::Attribute& pair = *out.add_attributes();
        pair.set_key(field(attribute.key));
        pair.set_value(field(attribute.value));
    }
}
} // namespace

Attempt<Bytes32> read_bytes32(std::string_view name, const std::string& bytes)
{
    if (const auto value = bytes32(as_bytes(bytes)))
        return *value;
    return failure(FailureKind::bad_input,
                   fmt::format("{} has {} bytes: give 32", name, bytes.size()));
}

Attempt<U256> read_amount(std::string_view name, const std::string& bytes)
{
    if (bytes.size() > 32)
        return failure(
            FailureKind::bad_input,
            fmt::format("{} has {} bytes: give at most 32, big-endian", name, bytes.size()));
    Bytes32 value;
    std::ranges::copy(as_bytes(bytes),
                      value.bytes.end() - static_cast<std::ptrdiff_t>(bytes.size()));
    return U256{value};
}

void write(v1::At& out, const At& at)
{
    out.set_height(at.height);
    out.set_state_root(field(at.state_root));
}

void write(v1::Parameters& out, const chain::ParameterIds& parameters)
{
    out.set_semantics_version(parameters.semantics_version);
    out.set_profile_id(field(parameters.profile_id));
    out.set_schedule_id(field(parameters.schedule_id));
}

void write(v1::Action& out, const contract::Action& action)
{
    std::visit(ActionWriter{out}, action);
}

void write(v1::Coin& out, const contract::Coin& coin)
{
    out.set_denomination(field(coin.denomination));
    out.set_amount(field(coin.amount.big_endian));
}

void write(v1::GasByCategory& out, const contract::Categories& gas, u64 execution)
{
    const auto of = [&](contract::Category category)
    { return gas[static_cast<std::size_t>(category)]; };
    out.set_intrinsic(of(contract::Category::intrinsic));
    out.set_code_load(of(contract::Category::code_load));
    out.set_storage_read(of(contract::Category::storage_read));
    out.set_storage_write(of(contract::Category::storage_write));
    out.set_scan(of(contract::Category::scan));
    out.set_crypto(of(contract::Category::crypto));
    out.set_call(of(contract::Category::call));
    out.set_output(of(contract::Category::output));
    out.set_execution(execution);
}

void write(v1::Receipt& out, const contract::Receipt& receipt)
{
    out.set_version(contract::receipt_version);
    out.set_chain_id(receipt.chain_id);
    out.set_height(receipt.height);
    out.set_index(receipt.index);
    out.set_transaction_hash(field(receipt.transaction_hash));
    out.set_status(static_cast<v1::Status>(receipt.status));
    out.set_trap_code(static_cast<u32>(receipt.trap));
    if (receipt.trap != Trap::none)
        out.set_trap(std::string{name(receipt.trap)});
    out.set_gas_limit(receipt.gas_limit);
    out.set_gas_used(receipt.gas_used);
    write(*out.mutable_gas(), receipt.gas, receipt.execution_gas());
    out.set_fee(field(receipt.fee.big_endian));
    out.set_return_data(field(receipt.return_data));
    for (const contract::Event& event : receipt.events)
        write(*out.add_events(), event);
    out.set_read_set_digest(field(receipt.read_set));
    out.set_write_set_digest(field(receipt.write_set));
    out.set_host_digest(field(receipt.host_digest));
    write(*out.mutable_parameters(),
          {receipt.semantics_version, receipt.profile_id, receipt.schedule_id});
}

void write(v1::Diagnostics& out, const contract::Diagnostics& diagnostics)
{
    out.set_text(diagnostics.text);
    out.set_gas_wanted(diagnostics.gas_wanted);
    if (diagnostics.backtrace.empty())
        return;
    out.set_function(diagnostics.backtrace.front().function);
    out.set_offset(diagnostics.backtrace.front().offset);
}

Attempt<contract::Action> read_action(const v1::Action& action)
{
    switch (action.kind_case())
    {
    case v1::Action::kStoreCode:
        return contract::StoreCode{to_bytes(action.store_code().code())};
    case v1::Action::kDeploy:
        return read_deploy(action.deploy());
    case v1::Action::kCall:
        return read_call(action.call());
    case v1::Action::kTransfer:
        return read_transfer(action.transfer());
    case v1::Action::KIND_NOT_SET:
        break;
    }
    return failure(FailureKind::bad_input,
                   "action is empty: give store_code, deploy, call or transfer");
}

Attempt<At> read_at(const v1::At& at)
{
    const auto root = read_bytes32("at.state_root", at.state_root());
    if (!root)
        return std::unexpected{root.error()};
    return At{at.height(), *root};
}

Attempt<chain::ParameterIds> read_parameters(const v1::Parameters& message)
{
    const auto profile = read_bytes32("parameters.profile_id", message.profile_id());
    if (!profile)
        return std::unexpected{profile.error()};
    const auto schedule = read_bytes32("parameters.schedule_id", message.schedule_id());
    if (!schedule)
        return std::unexpected{schedule.error()};
    return chain::ParameterIds{static_cast<u16>(message.semantics_version()), *profile, *schedule};
}

Attempt<contract::Coins> read_coins(const google::protobuf::RepeatedPtrField<v1::Coin>& coins)
{
    contract::Coins out;
    for (const v1::Coin& coin : coins)
    {
        const auto amount = read_amount("coins.amount", coin.amount());
        if (!amount)
            return std::unexpected{amount.error()};
        out.push_back({to_bytes(coin.denomination()), *amount});
    }
    std::ranges::sort(out, BytesLess{}, &contract::Coin::denomination);
    const auto twice = std::ranges::adjacent_find(out, {}, &contract::Coin::denomination);
    if (twice != out.end())
        return failure(FailureKind::bad_input, fmt::format("coins hold the denomination {} twice",
                                                           as_text(twice->denomination)));
    return out;
}

contract::Categories read_gas(const v1::GasByCategory& gas)
{
    return {gas.intrinsic(), gas.code_load(), gas.storage_read(), gas.storage_write(),
            gas.scan(),      gas.crypto(),    gas.call(),         gas.output()};
}

std::optional<Diagnosis> read_diagnosis(bool present, const v1::Diagnostics& message)
{
    if (!present)
        return std::nullopt;
    return Diagnosis{message.text(), message.gas_wanted(), message.function(), message.offset()};
}
} // namespace pawl::rpc
