// The demonstration's transactions, all of them decided by a seed.
#pragma once

#include "cli/keys.hpp"
#include "contract/receipt.hpp"
#include "contract/transaction.hpp"

#include <string>
#include <vector>

namespace pawl::cli::demo
{
/// A signed transaction and what must come of it.
struct Planned
{
    std::string contract; ///< whose row of the table it belongs to
    Bytes bytes;
    Bytes32 hash;
    contract::Status expected{};
};

/// An account that counts its transactions.
class Sender
{
public:
    Sender(const Key& key, std::string chain_id) : key_{key}, chain_id_{std::move(chain_id)} {}

    [[nodiscard]] const Bytes32& address() const noexcept { return key_.address; }
    /// The next transaction.
    [[nodiscard]] Planned plan(std::string contract, contract::Action action, u64 gas_limit,
                               contract::Status expected = contract::Status::ok);
    /// Where its next deploy will put a contract.
    [[nodiscard]] Bytes32 next_contract(const Bytes32& code_hash) const;

private:
    Key key_;
    std::string chain_id_;
    u64 nonce_ = 0;
};

/// The accounts of a seed: the first deploys, all others send.
[[nodiscard]] std::vector<Key> demo_keys(u64 seed, std::size_t senders);

/// Addresses of what was deployed.
struct Deployed
{
    Bytes32 counter, token, auction, faulty;
};

/// The calls of one sender, in order.
using Calls = std::vector<Planned>;

/// `transfers` transfers of the token from random senders to random others and, among them, calls
/// of the counter and calls that revert, trap and run out of gas: per sender, in order. Whatever
/// order the senders come in, each of them ends as expected. Every sender must have tokens.
[[nodiscard]] std::vector<Calls> make_calls(u64 seed, std::size_t transfers,
                                            std::vector<Sender>& senders, const Deployed& at);

/// Bids at an auction, each sender above the one before and once too low; to be sent in this order.
[[nodiscard]] Calls make_bids(std::vector<Sender>& senders, const Bytes32& auction);
} // namespace pawl::cli::demo
