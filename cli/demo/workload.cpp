#include "cli/demo/workload.hpp"

#include "base/codec.hpp"
#include "base/sha256.hpp"
#include "cli/demo/input.hpp"

#include <fmt/format.h>

#include <random>

namespace pawl::cli::demo
{
namespace
{
using contract::Status;

// Gas limits: about twice what each of them uses.
constexpr u64 call_gas = 10'000'000;
constexpr u64 auction_gas = 20'000'000;
constexpr u64 exhausted_gas = 3'000'000;

/// One in so many transfers, beginning with the first, is followed by a call of this kind.
constexpr std::size_t revert_every = 100;
constexpr std::size_t trap_every = 250;
constexpr std::size_t exhaust_every = 500;
constexpr std::size_t count_every = 50;

contract::Action call(const Bytes32& contract, Bytes input)
{
    return contract::Call{contract, {}, std::move(input)};
}

/// Draws numbers that do not depend on the standard library in use.
class Choices
{
public:
    explicit Choices(u64 seed) : engine_{seed} {}
    [[nodiscard]] std::size_t below(std::size_t bound) { return engine_() % bound; }

private:
    std::mt19937_64 engine_;
};

/// Adds calls to the senders' lists.
class Planner
{
public:
    Planner(u64 seed, std::vector<Sender>& senders, const Deployed& at)
        : choices_{seed}, senders_{senders}, at_{at}, calls_(senders.size())
    {
    }

    void transfer(std::size_t number)
    {
        const std::size_t from = choices_.below(senders_.size());
        const Bytes32& to = senders_[choices_.below(senders_.size())].address();
        const U256 amount{1 + choices_.below(1000)};
        add(from, "token", call(at_.token, input("transfer", to, amount)));
        if (number % revert_every == 0)
            add(from, "token", call(at_.token, input("transfer", to, more_than_anybody_has())),
                Status::reverted);
        if (number % count_every == 0)
            add(from, "counter", call(at_.counter, input("add", u64{1 + choices_.below(9)})));
        if (number % trap_every == 0)
            add(from, "faulty", call(at_.faulty, input("trap")), Status::trapped);
        if (number % exhaust_every == 0)
            calls_[from].push_back(senders_[from].plan("faulty", call(at_.faulty, input("loop")),
                                                       exhausted_gas, Status::out_of_gas));
    }

    /// A sender allows the auction to take what it bids.
    void approve(std::size_t from)
    {
        add(from, "token", call(at_.token, input("approve", at_.auction, more_than_anybody_has())));
    }

    [[nodiscard]] std::vector<Calls> take() { return std::move(calls_); }

private:
    static U256 more_than_anybody_has() { return *from_decimal("1000000000000000000000000000"); }

    void add(std::size_t from, const char* contract, contract::Action action,
             Status expected = Status::ok)
    {
        calls_[from].push_back(
            senders_[from].plan(contract, std::move(action), call_gas, expected));
    }

    Choices choices_;
    std::vector<Sender>& senders_;
    const Deployed& at_;
    std::vector<Calls> calls_;
};
} // namespace

Planned Sender::plan(std::string contract, contract::Action action, u64 gas_limit, Status expected)
{
    contract::TransactionBody body;
    body.chain_id = chain_id_;
    body.sender = key_.address;
    body.nonce = nonce_++;
    body.gas_limit = gas_limit;
    // The default genesis asks for one unit a gas.
    body.fee = U256{gas_limit};
    body.action = std::move(action);
    Bytes bytes = contract::encode(contract::sign(std::move(body), key_.secret));
    const Bytes32 hash = contract::transaction_hash(bytes);
    return {std::move(contract), std::move(bytes), hash, expected};
}

Bytes32 Sender::next_contract(const Bytes32& code_hash) const
{
    Encoder salt;
    salt.u64(nonce_);
    return contract::contract_address(code_hash, key_.address, salt.view());
}

std::vector<Key> demo_keys(u64 seed, std::size_t senders)
{
    std::vector<Key> keys;
    for (std::size_t number = 0; number <= senders; ++number)
        keys.push_back(make_key(sha256(as_bytes(fmt::format("pawl demo {} {}", seed, number)))));
    return keys;
}

std::vector<Calls> make_calls(u64 seed, std::size_t transfers, std::vector<Sender>& senders,
                              const Deployed& at)
{
    Planner planner{seed, senders, at};
    for (std::size_t from = 0; from < senders.size(); ++from)
        planner.approve(from);
    for (std::size_t number = 0; number < transfers; ++number)
        planner.transfer(number);
    return planner.take();
}

Calls make_bids(std::vector<Sender>& senders, const Bytes32& auction)
{
    Calls bids;
    u64 amount = 1000;
    for (Sender& sender : senders)
    {
        bids.push_back(
            sender.plan("auction", call(auction, input("bid", U256{amount})), auction_gas));
        // Not above the highest.
        bids.push_back(sender.plan("auction", call(auction, input("bid", U256{amount})),
                                   auction_gas, Status::reverted));
        amount += 10;
    }
    return bids;
}
} // namespace pawl::cli::demo
