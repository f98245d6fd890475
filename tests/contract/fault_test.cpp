// A store that fails: that is no outcome of a transaction, whatever the transaction was doing.
#include "base/sha256.hpp"
#include "contract/records.hpp"
#include "state/keys.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
using state::StoreErrorKind;
using state::StoreResult;

/// A state whose reads succeed a number of times and then fail.
class FailingView final : public state::StateView
{
public:
    FailingView(const state::StateView& base, u32 good_reads) : base_{base}, left_{good_reads} {}

    [[nodiscard]] StoreResult<std::optional<Bytes>> get(BytesView key) const override
    {
        return read([&] { return base_.get(key); });
    }
    [[nodiscard]] StoreResult<std::optional<Bytes>>
    next_key(BytesView from, BytesView to, state::Direction direction) const override
    {
        return read([&] { return base_.next_key(from, to, direction); });
    }
    [[nodiscard]] StoreResult<std::optional<Bytes>> code(const Bytes32& hash) const override
    {
        return read([&] { return base_.code(hash); });
    }

    [[nodiscard]] bool failed() const noexcept { return failed_; }

private:
    template <typename Read>
    std::invoke_result_t<Read> read(const Read& good) const
    {
        if (left_ == 0)
        {
            failed_ = true;
            return state::fail(StoreErrorKind::io, "the disk is gone");
        }
        --left_;
        return good();
    }

    const state::StateView& base_;
    mutable u32 left_;
    mutable bool failed_ = false;
};

class store_fault : public testing::Test
{
protected:
    store_fault()
    {
        world.fund(user.address, U256{100});
        ScriptedContract inner;
        const i64 own_key = inner.put("key");
        inner.call.call("storage_get", {own_key, 3, scratch, 8})
            .call("storage_next", {0, 0, 0, 0, 0, scratch, 8})
            .call("storage_delete", {own_key, 3});
        inner.query = inner.deploy;
        code = inner.bytes();
        const Bytes32 inner_address = world.deploy(user, code);
        ScriptedContract outer;
        Encoder list;
        encode(list, coins(1));
        const i64 value = outer.put(list.view());
        const i64 length = static_cast<i64>(list.view().size());
        const i64 to = outer.put(inner_address);
        const i64 hash = outer.put(sha256(code));
        outer.call.call("call", {to, value, length, 0, 0, 50'000'000})
            .call("query", {to, 0, 0, no_cap})
            .call("create", {hash, to, 8, 0, 0, 0, 0, no_cap, scratch})
            .call("balance", {to, 0, 0, scratch})
            .call("transfer", {to, value, length});
        outer.query.emplace().call("query", {to, 0, 0, no_cap});
        contract = world.deploy(user, outer.bytes());
    }

    /// Executes on a state that fails after every possible number of reads; how many that were.
    u32 expect_faults(const Action& action) const
    {
        const Bytes transaction = encode(world.make(user, action));
        for (u32 reads = 0;; ++reads)
        {
            const FailingView view{world.view, reads};
            // Each executor is cold, so that code is read as well.
            const World cold;
            const auto outcome = cold.executor.execute(world.block, transaction, 0, view);
            EXPECT_EQ(outcome.has_value(), !view.failed()) << "after " << reads << " reads";
            if (!view.failed())
            {
                EXPECT_EQ(outcome->receipt.status, Status::ok) << outcome->diagnostics.text;
                return reads;
            }
            EXPECT_TRUE(outcome || outcome.error().text == "the disk is gone");
        }
    }

    World world;
    const Account user{1};
    Bytes code;
    Bytes32 contract;
};

TEST_F(store_fault, ends_every_action_without_an_outcome)
{
    Bytes other_code = code;
    other_code.insert(other_code.end(), {0, 2, 1, 'x'});
    EXPECT_GT(expect_faults(StoreCode{other_code}), 2);
    EXPECT_GT(expect_faults(Deploy{sha256(code), to_bytes("salt"), {}, coins(2), {}}), 5);
    EXPECT_GT(expect_faults(Transfer{contract, coins(2)}), 3);
    EXPECT_GT(expect_faults(Call{contract, coins(9), {}}), 12);
}

TEST_F(store_fault, ends_a_query_and_a_simulation)
{
    for (u32 reads = 0; reads < 6; ++reads)
    {
        const FailingView view{world.view, reads};
        const World cold;
        const auto asked =
            cold.executor.query(world.block, {.contract = contract, .input = {}}, view);
        ASSERT_TRUE(view.failed());
        ASSERT_FALSE(asked);
        EXPECT_TRUE(asked.error().fault);
        const FailingView again{world.view, reads};
        const auto tried = cold.executor.simulate(
            world.block, {.sender = user.address, .action = Call{contract, {}, {}}}, again);
        ASSERT_FALSE(tried);
        EXPECT_TRUE(tried.error().fault);
    }
}

TEST_F(store_fault, is_what_a_record_that_cannot_be_read_is)
{
    const auto kind_of = [&](const Bytes& key, const Bytes& value)
    {
        World damaged;
        state::Changes state = world.view.changes();
        state.values[key] = value;
        damaged.view.apply(std::move(state));
        const Bytes transaction = encode(world.make(user, Call{contract, coins(1), {}}));
        const auto outcome = damaged.executor.execute(world.block, transaction, 0, damaged.view);
        return outcome ? StoreErrorKind::conflict : outcome.error().kind;
    };
    const Bytes record = world.view.get(state::contract_key(contract)).value().value();
    const Bytes32 code_hash = decode_contract_record(record)->code_hash;
    for (const Bytes& key :
         {state::contract_key(contract), state::code_key(code_hash), state::nonce_key(user.address),
          state::balance_key(user.address, as_bytes("coin"))})
        EXPECT_EQ(kind_of(key, Bytes(5)), StoreErrorKind::corrupt) << to_hex(key);
}

TEST_F(store_fault, is_what_recorded_code_without_bytes_is)
{
    World damaged;
    state::Changes state = world.view.changes();
    state.code.clear();
    damaged.view.apply(std::move(state));
    const auto outcome = damaged.executor.execute(
        world.block, encode(world.make(user, Call{contract, {}, {}})), 0, damaged.view);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, StoreErrorKind::corrupt);
}
} // namespace
} // namespace pawl::contract
