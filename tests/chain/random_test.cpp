// Random blocks of good, bad and hostile transactions, against a model of what the rules say.
#include "chain/replay.hpp"
#include "tests/chain/fixture.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

namespace pawl::chain
{
namespace
{

constexpr u8 accounts = 6;
constexpr u64 coins = 1'000'000'000'000'000'000; // of each, from genesis
constexpr u64 enough_gas = 5'000'000;

/// One transaction before it is encoded.
struct Order
{
    u8 from = 0, to = 0;
    u64 nonce = 0, amount = 0, fee = 0, gas_limit = enough_gas;
    bool damaged = false;
};

/// Accounts by the rules alone, without state, journal or encoding.
class Model
{
public:
    Model() { balances_.fill(coins); }

    /// A transaction that is sometimes right.
    [[nodiscard]] Order order(std::mt19937_64& random) const
    {
        const auto below = [&random](u64 end) { return random() % end; };
        Order out{.from = static_cast<u8>(1 + below(accounts)),
                  .to = static_cast<u8>(1 + below(accounts)),
                  .amount = 1 + below(coins / 2)};
        out.nonce = nonces_[out.from] + (below(8) == 0 ? 1 : 0);
        out.fee = below(4) == 0 ? below(coins) : below(1000);
        out.damaged = below(10) == 0;
        if (below(20) == 0)
            out.gas_limit = default_profile().block_gas + 1;
        return out;
    }

    /// What becomes of it.
    contract::Status run(const Order& order)
    {
        if (order.damaged || order.gas_limit != enough_gas || order.nonce != nonces_[order.from] ||
            order.fee > balances_[order.from])
            return contract::Status::invalid;
        ++nonces_[order.from];
        balances_[order.from] -= order.fee;
        if (order.amount > balances_[order.from])
            return contract::Status::refused;
        balances_[order.from] -= order.amount;
        balances_[order.to] += order.amount;
        return contract::Status::ok;
    }

    void expect_as_in(const Chain& chain) const
    {
        for (u8 number = 1; number <= accounts; ++number)
        {
            EXPECT_EQ(balance(chain, number), U256{balances_[number]}) << int{number};
            EXPECT_EQ(must(must(chain.at()).account(Account{number}.address)).nonce,
                      nonces_[number]);
        }
    }

private:
    std::array<u64, accounts + 1> balances_{};
    std::array<u64, accounts + 1> nonces_{};
};

Bytes encoded(const Order& order, std::mt19937_64& random)
{
    Bytes out =
        transfer(order.from, order.nonce, order.to, order.amount, order.gas_limit, order.fee);
    // A changed byte ruins encoding, chain, hash or signature, whichever it hits.
    if (order.damaged)
        out[random() % out.size()] ^= static_cast<u8>(1 + random() % 255);
    return out;
}
} // namespace

TEST(random_blocks, come_to_what_the_rules_say_and_replay_identically)
{
    const u64 seed = std::random_device{}();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::mt19937_64 random{seed};
    const auto executor = make_executor();
    const auto chain = must(Chain::open(test_genesis(), Place{}, *executor));
    Model model;
    std::map<contract::Status, u64> seen;
    for (int height = 1; height <= 30; ++height)
    {
        std::vector<Bytes> transactions;
        std::vector<contract::Status> expected;
        for (u64 count = random() % 12; count > 0; --count)
        {
            const Order order = model.order(random);
            transactions.push_back(encoded(order, random));
            expected.push_back(model.run(order));
        }
        // A sibling of the block changes nothing, and preparing twice gives the same.
        static_cast<void>(must(chain->prepare(next_block(*chain, {transfer(1, 0, 2, 1)}))));
        const Candidate first = must(chain->prepare(next_block(*chain, transactions)));
        const Candidate block = extend(*chain, transactions);
        EXPECT_EQ(first.result, block.result);
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            EXPECT_EQ(block.receipts[i].status, expected[i]) << "block " << height << ", " << i;
            ++seen[expected[i]];
        }
        model.expect_as_in(*chain);
    }
    EXPECT_GT(seen[contract::Status::ok], 0U);
    EXPECT_GT(seen[contract::Status::refused], 0U);
    EXPECT_GT(seen[contract::Status::invalid], 0U);
    const ReplayReport report = must(replay(test_genesis(), *chain, *executor));
    EXPECT_FALSE(report.difference) << describe(report);
}
} // namespace pawl::chain
