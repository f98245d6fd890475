#include "tests/contract/sweep.hpp"

#include "state/keys.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
constexpr u64 fee = 3;

TxOutcome at_limit(const World& world, const Account& from, const Action& action, u64 limit)
{
    TransactionBody body = world.make(from, action, limit).body;
    body.fee = U256{fee};
    return world.try_out(sign(std::move(body), from.key));
}

void expect_out_of_gas(const World& world, const Account& from, const TxOutcome& outcome, u64 limit)
{
    ASSERT_EQ(outcome.receipt.status, Status::out_of_gas) << limit;
    EXPECT_EQ(outcome.receipt.gas_used, limit);
    EXPECT_LE(outcome.receipt.execution_gas(), limit);
    EXPECT_GT(outcome.diagnostics.gas_wanted, limit);
    EXPECT_EQ(outcome.receipt.fee, U256{fee});
    EXPECT_EQ(outcome.changes.values.size(), 2);
    expect_only_nonce_and_fee(world, outcome, from);
}

void expect_same(const TxOutcome& least, const TxOutcome& plenty)
{
    Receipt receipt = least.receipt;
    receipt.gas_limit = plenty.receipt.gas_limit;
    receipt.transaction_hash = plenty.receipt.transaction_hash;
    EXPECT_EQ(receipt, plenty.receipt);
    EXPECT_EQ(least.changes.values, plenty.changes.values);
    EXPECT_EQ(least.changes.code, plenty.changes.code);
}
} // namespace

void expect_only_nonce_and_fee(const World& world, const TxOutcome& outcome, const Account& from)
{
    for (const auto& [key, value] : outcome.changes.values)
        EXPECT_TRUE(key == state::nonce_key(from.address) ||
                    key == state::balance_key(from.address, world.block.fee_denomination))
            << to_hex(key);
    EXPECT_TRUE(outcome.changes.code.empty());
    EXPECT_TRUE(outcome.receipt.events.empty());
}

void expect_same_at_any_limit(const World& world, const Account& from, const Action& action,
                              u64 limits)
{
    const TxOutcome plenty = at_limit(world, from, action, 2'000'000'000);
    ASSERT_EQ(plenty.receipt.status, Status::ok) << plenty.diagnostics.text;
    const u64 used = plenty.receipt.gas_used;
    const u64 intrinsic = plenty.receipt.gas[static_cast<std::size_t>(Category::intrinsic)];
    for (u64 limit = intrinsic; limit < used; limit += 1 + (used - intrinsic) / limits)
    {
        expect_out_of_gas(world, from, at_limit(world, from, action, limit), limit);
        if (testing::Test::HasFatalFailure())
            return;
    }
    expect_out_of_gas(world, from, at_limit(world, from, action, used - 1), used - 1);
    expect_same(at_limit(world, from, action, used), plenty);
}
} // namespace pawl::contract
