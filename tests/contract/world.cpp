#include "tests/contract/world.hpp"

#include "contract/bank.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "state/keys.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
const Interpreter& tier()
{
    static const Interpreter interpreter;
    return interpreter;
}

std::span<const Abi* const> abis()
{
    static const std::array<const Abi*, 1> all{&pawl_abi()};
    return all;
}

SecretKey key_of(u8 number)
{
    Bytes32 scalar;
    scalar.bytes.back() = number;
    return *SecretKey::from_scalar(scalar);
}
} // namespace

Account::Account(u8 number)
    : key{key_of(number)}, address{account_address(Scheme::secp256k1, key.public_key())}
{
}

World::World() : executor{tier(), abis()}
{
    block.chain_id = "test-1";
    block.height = 7;
    block.time_ns = 1'000;
    block.semantics_version = 1;
    block.profile = &profile;
    block.schedule = &default_schedule();
    block.fee_denomination = to_bytes("coin");
}

Transaction World::make(const Account& from, Action action, u64 gas_limit) const
{
    TransactionBody body;
    body.chain_id = block.chain_id;
    body.sender = from.address;
    body.nonce = nonce(from.address);
    body.gas_limit = gas_limit;
    body.action = std::move(action);
    return sign(std::move(body), from.key);
}

TxOutcome World::try_out(const Transaction& transaction) const
{
    return executor.execute(block, encode(transaction), 0, view).value();
}

TxOutcome World::execute(const Transaction& transaction)
{
    TxOutcome outcome = try_out(transaction);
    view.apply(outcome.changes);
    return outcome;
}

TxOutcome World::execute(const Account& from, Action action, u64 gas_limit)
{
    return execute(make(from, std::move(action), gas_limit));
}

Bytes32 World::deploy(const Account& from, const Bytes& code, const Encoder& arguments)
{
    const TxOutcome stored = execute(from, StoreCode{code});
    EXPECT_EQ(stored.receipt.status, Status::ok) << stored.diagnostics.text;
    Deploy action;
    action.code_hash = bytes32(stored.receipt.return_data).value_or(Bytes32{});
    action.input = arguments.view();
    const TxOutcome deployed = execute(from, std::move(action));
    EXPECT_EQ(deployed.receipt.status, Status::ok) << deployed.diagnostics.text;
    return bytes32(deployed.receipt.return_data).value_or(Bytes32{});
}

TxOutcome World::call(const Account& from, const Bytes32& contract, Bytes input, Coins coins,
                      u64 gas_limit)
{
    return execute(from, Call{contract, std::move(coins), std::move(input)}, gas_limit);
}

QueryOutcome World::query(const Bytes32& contract, Bytes input) const
{
    return executor.query(block, {.contract = contract, .input = std::move(input)}, view).value();
}

U256 World::balance(const Bytes32& address, std::string_view denomination) const
{
    Journal journal{view};
    return contract::balance(journal, address, as_bytes(denomination)).value();
}

void World::fund(const Bytes32& address, const U256& amount, std::string_view denomination)
{
    Journal journal{view};
    journal.set(state::balance_key(address, as_bytes(denomination)), amount.big_endian);
    view.apply(journal.changes().value());
}

u64 World::nonce(const Bytes32& address) const
{
    Journal journal{view};
    return contract::nonce(journal, address).value();
}

Coins coins(u64 amount, std::string_view denomination)
{
    return {{to_bytes(denomination), U256{amount}}};
}
} // namespace pawl::contract
