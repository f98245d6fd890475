// A chain that tests run: accounts with funds, an executor, blocks of whatever is given.
#pragma once

#include "chain/chain.hpp"
#include "contract/transaction.hpp"

#include <stdexcept>

namespace pawl::chain
{
/// A value, or the end of the test.
template <typename T>
T must(Attempt<T> result)
{
    if (!result)
        throw std::runtime_error{result.error().text};
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// An account that can sign; different for each number from 1 on.
struct Account
{
    explicit Account(u8 number);

    contract::SecretKey key;
    Bytes32 address;
};

/// A genesis of the default versions in which accounts 1 to 9 have 10^18 each; no fee is needed.
[[nodiscard]] Genesis test_genesis();

/// An executor on the interpreter.
[[nodiscard]] std::unique_ptr<contract::Executor> make_executor();

/// A transfer of `amount` to account `to`, in canonical bytes.
[[nodiscard]] Bytes transfer(u8 from, u64 nonce, u8 to, u64 amount, u64 gas_limit = 5'000'000,
                             u64 fee = 0);
/// One of a single coin that is valid up to a height.
[[nodiscard]] Bytes expiring_transfer(u8 from, u64 nonce, u64 expires_height);

/// The block of these transactions on the chain's tip, one second after it.
[[nodiscard]] Block next_block(const Chain& chain, std::vector<Bytes> transactions);

/// Prepares and commits the next block.
Candidate extend(Chain& chain, std::vector<Bytes> transactions);

/// What an account has of the fee denomination at a height.
[[nodiscard]] U256 balance(const Chain& chain, u8 account, std::optional<u64> height = {});
} // namespace pawl::chain
