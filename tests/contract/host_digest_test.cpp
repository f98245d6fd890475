// The host digest, put together again from what the interpreter does instruction by instruction.
#include "base/sha256.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
/// One entry of the digest's preimage.
using Entry = std::pair<u16, u64>;

/// Notes calls of imported functions and the gas that was used by then.
class Notes final : public StepObserver
{
public:
    void before_step(const Step& step, const Execution& execution) override
    {
        if (step.op != Op::call)
            return;
        const u8 callee = step.instance.module().bytes[step.place.offset + 1];
        calls.emplace_back(callee, execution.gas->used());
    }

    std::vector<Entry> calls;
};

Bytes32 digest_of(const std::vector<Entry>& entries)
{
    Encoder out;
    for (const auto& [number, gas] : entries)
        out.u16(number).u64(gas);
    return sha256(out.view());
}

constexpr u16 entered = 0xFFFE;
constexpr u16 left = 0xFFFF;

TEST(host_digest, holds_each_call_and_the_frame)
{
    World world;
    const Account user{1};
    ScriptedContract contract;
    contract.call.call("self", {scratch})
        .call("sha256", {scratch, 32, scratch})
        .call("output", {scratch, 32});
    const Bytes32 address = world.deploy(user, contract.bytes());
    Notes notes;
    const TxOutcome outcome =
        world.executor
            .execute(world.block, encode(world.make(user, Call{address, {}, {}})), 0, world.view,
                     &notes)
            .value();
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    std::vector<Entry> expected{
        {entered, outcome.receipt.gas[static_cast<std::size_t>(Category::intrinsic)]}};
    expected.insert(expected.end(), notes.calls.begin(), notes.calls.end());
    expected.emplace_back(left, outcome.receipt.gas_used);
    ASSERT_EQ(expected.size(), 5);
    EXPECT_EQ(expected[1].first, pawl_number("self"));
    EXPECT_EQ(outcome.receipt.host_digest, digest_of(expected));
}

TEST(host_digest, holds_inner_frames_where_they_were_entered)
{
    World world;
    const Account user{1};
    ScriptedContract inner;
    inner.call.call("block_height", {}).trap();
    ScriptedContract outer;
    const i64 to = outer.put(world.deploy(user, inner.bytes()));
    const i64 nobody = outer.put(user.address);
    outer.call.call("call", {to, 0, 0, 0, 0, no_cap}).call("call", {nobody, 0, 0, 0, 0, no_cap});
    const Bytes32 address = world.deploy(user, outer.bytes());
    Notes notes;
    const TxOutcome outcome =
        world.executor
            .execute(world.block, encode(world.make(user, Call{address, {}, {}})), 0, world.view,
                     &notes)
            .value();
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    // call, block_height, call: the second call is refused, so it enters nothing.
    ASSERT_EQ(notes.calls.size(), 3);
    const u64 call_price = charge(default_schedule().operation("call"), 0);
    const u64 inner_left =
        notes.calls[1].second + charge(default_schedule().operation("block_height"), 0);
    const std::vector<Entry> expected{
        {entered, outcome.receipt.gas[static_cast<std::size_t>(Category::intrinsic)]},
        notes.calls[0],
        {entered, notes.calls[0].second + call_price},
        notes.calls[1],
        {left, inner_left},
        notes.calls[2],
        {left, outcome.receipt.gas_used}};
    EXPECT_EQ(outcome.receipt.host_digest, digest_of(expected));
}

TEST(host_digest, of_a_transaction_without_frames_is_that_of_nothing)
{
    World world;
    const TxOutcome outcome = world.execute(Account{1}, Transfer{{}, {}});
    EXPECT_EQ(outcome.receipt.status, Status::ok);
    EXPECT_EQ(outcome.receipt.host_digest, sha256(Bytes{}));
}
} // namespace
} // namespace pawl::contract
