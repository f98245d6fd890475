#include "tests/chain/fixture.hpp"

#include "engine/interpreter/interpreter.hpp"

#include <array>

namespace pawl::chain
{
namespace
{
constexpr std::string_view denomination = "upawl";
constexpr u64 second = 1'000'000'000;

contract::SecretKey key_of(u8 number)
{
    Bytes32 scalar;
    scalar.bytes.back() = number;
    return *contract::SecretKey::from_scalar(scalar);
}

contract::TransactionBody transfer_body(u8 from, u64 nonce, u8 to, u64 amount)
{
    contract::TransactionBody body;
    body.chain_id = "test-1";
    body.sender = Account{from}.address;
    body.nonce = nonce;
    body.gas_limit = 5'000'000;
    body.action = contract::Transfer{Account{to}.address, {{to_bytes(denomination), U256{amount}}}};
    return body;
}
} // namespace

Account::Account(u8 number)
    : key{key_of(number)},
      address{contract::account_address(contract::Scheme::secp256k1, key.public_key())}
{
}

Genesis test_genesis()
{
    std::map<Bytes32, Balances> accounts;
    for (u8 number = 1; number < 10; ++number)
        accounts[Account{number}.address] = {
            {std::string{denomination}, U256{1'000'000'000'000'000'000}}};
    Genesis genesis = default_genesis("test-1", std::move(accounts));
    genesis.minimum_fee_per_gas = U256{};
    return genesis;
}

std::unique_ptr<contract::Executor> make_executor()
{
    static const Interpreter interpreter;
    static const std::array<const contract::Abi*, 1> abis{&contract::pawl_abi()};
    return std::make_unique<contract::Executor>(interpreter, abis);
}

Bytes transfer(u8 from, u64 nonce, u8 to, u64 amount, u64 gas_limit, u64 fee)
{
    contract::TransactionBody body = transfer_body(from, nonce, to, amount);
    body.gas_limit = gas_limit;
    body.fee = U256{fee};
    return encode(sign(std::move(body), Account{from}.key));
}

Bytes expiring_transfer(u8 from, u64 nonce, u64 expires_height)
{
    contract::TransactionBody body = transfer_body(from, nonce, from, 1);
    body.expires_height = expires_height;
    return encode(sign(std::move(body), Account{from}.key));
}

Block next_block(const Chain& chain, std::vector<Bytes> transactions)
{
    const u64 time = must(chain.tip()).time_ns + second;
    Header header = must(chain.next_header(time, transactions, {}));
    return {std::move(header), std::move(transactions)};
}

Candidate extend(Chain& chain, std::vector<Bytes> transactions)
{
    Candidate candidate = must(chain.prepare(next_block(chain, std::move(transactions))));
    must(chain.commit(candidate));
    return candidate;
}

U256 balance(const Chain& chain, u8 account, std::optional<u64> height)
{
    const AccountState state = must(must(chain.at(height)).account(Account{account}.address));
    for (const auto& [name, amount] : state.balances)
        if (as_text(name) == denomination)
            return amount;
    return {};
}
} // namespace pawl::chain
