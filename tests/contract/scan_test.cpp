// What a scan passes over, what that costs and what it leaves in the read set.
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
/// A contract whose storage holds "a" to "e" once it is deployed.
class scan : public testing::Test
{
protected:
    scan()
    {
        for (const std::string_view key : {"a", "b", "c", "d", "e"})
            contract.deploy.call("storage_set", {put(key), 1, put(key), 1});
    }

    i64 put(std::string_view text) { return contract.put(text); }

    /// Calls the contract with what its script does and a scan of everything at the end.
    TxOutcome scan_all(i64 direction)
    {
        contract.call.keep(scratch, "storage_next", {0, 0, 0, 0, direction, scratch + 4, 8})
            .call("output", {scratch, 5});
        address = world.deploy(user, contract.bytes());
        return world.call(user, address, {});
    }

    /// The gas of scans, in terms of the schedule's prices.
    static u64 price(u64 scans, u64 bytes, u64 skipped)
    {
        const Schedule& schedule = default_schedule();
        const Price& next = schedule.operation("storage_next");
        return scans * next.base + bytes * next.per_unit +
               skipped * charge(schedule.operation("storage_skip"), 1); // keys of one byte
    }

    static u64 paid(const TxOutcome& outcome)
    {
        return outcome.receipt.gas[static_cast<std::size_t>(Category::scan)];
    }

    World world;
    const Account user{1};
    ScriptedContract contract;
    Bytes32 address;
};

TEST_F(scan, finds_the_first_key_from_either_end)
{
    const TxOutcome ascending = scan_all(0);
    EXPECT_EQ(ascending.receipt.return_data, (Bytes{1, 0, 0, 0, 'a'}));
    EXPECT_EQ(paid(ascending), price(1, 1, 0));
}

TEST_F(scan, finds_the_last_key_descending)
{
    const TxOutcome descending = scan_all(1);
    EXPECT_EQ(descending.receipt.return_data, (Bytes{1, 0, 0, 0, 'e'}));
    EXPECT_EQ(paid(descending), price(1, 1, 0));
}

TEST_F(scan, pays_for_each_key_that_this_transaction_deleted)
{
    contract.call.call("storage_delete", {put("a"), 1}).call("storage_delete", {put("b"), 1});
    const TxOutcome outcome = scan_all(0);
    EXPECT_EQ(outcome.receipt.return_data, (Bytes{1, 0, 0, 0, 'c'}));
    EXPECT_EQ(paid(outcome), price(1, 1, 2));
}

TEST_F(scan, pays_nothing_for_what_an_earlier_transaction_deleted)
{
    contract.deploy.call("storage_delete", {put("a"), 1}).call("storage_delete", {put("b"), 1});
    const TxOutcome outcome = scan_all(0);
    EXPECT_EQ(outcome.receipt.return_data, (Bytes{1, 0, 0, 0, 'c'}));
    EXPECT_EQ(paid(outcome), price(1, 1, 0));
}

TEST_F(scan, passes_over_all_keys_where_all_are_deleted)
{
    for (const std::string_view key : {"a", "b", "c", "d", "e"})
        contract.call.call("storage_delete", {put(key), 1});
    const TxOutcome outcome = scan_all(1);
    EXPECT_EQ(outcome.receipt.return_data, (Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0}));
    EXPECT_EQ(paid(outcome), price(1, 0, 5));
}

TEST_F(scan, does_not_pass_over_a_key_that_was_set_again)
{
    contract.call.call("storage_delete", {put("a"), 1})
        .call("storage_set", {put("a"), 1, put("z"), 1});
    const TxOutcome outcome = scan_all(0);
    EXPECT_EQ(outcome.receipt.return_data, (Bytes{1, 0, 0, 0, 'a'}));
    EXPECT_EQ(paid(outcome), price(1, 1, 0));
}

TEST_F(scan, stays_within_its_bounds_and_its_contract)
{
    contract.call.keep(scratch + 16, "storage_next", {put("b"), 1, put("c"), 1, 1, scratch + 20, 8})
        .keep(scratch + 32, "storage_next", {put("ee"), 2, 0, 0, 0, scratch + 40, 8})
        .keep(scratch + 48, "storage_next", {put("c"), 1, put("c"), 1, 0, scratch + 56, 8})
        .trap_unless_equal(scratch + 16, 1)
        .trap_unless_equal(scratch + 20, 'b')
        .trap_unless_equal(scratch + 32, -1)
        .trap_unless_equal(scratch + 48, -1);
    const TxOutcome outcome = scan_all(0);
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(paid(outcome), price(4, 1 + 1 + 1 + 2 + 1 + 1 + 1, 0));
}

/// The read set of a call that deleted "a" and "e" and scanned all in one direction.
Bytes32 expected_read_set(const World& before, const Bytes32& address, const Bytes32& sender,
                          const std::vector<std::pair<Bytes, Bytes>>& ranges,
                          std::string_view storage_keys)
{
    std::map<Bytes, std::optional<Bytes>> reads;
    const auto read = [&](const Bytes& key) { reads[key] = before.view.get(key).value(); };
    read(state::nonce_key(sender));
    read(state::balance_key(sender, as_bytes("coin")));
    read(state::contract_key(address));
    const Bytes record = before.view.get(state::contract_key(address)).value().value();
    read(state::code_key(decode_contract_record(record)->code_hash));
    for (const char& key : storage_keys)
        read(state::storage_key(address, as_bytes({&key, 1})));
    Encoder out;
    out.u32(static_cast<u32>(reads.size()));
    for (const auto& [key, value] : reads)
    {
        out.bytes(key).u8(value ? 1 : 0);
        if (value)
            out.raw(sha256(*value));
    }
    out.u32(static_cast<u32>(ranges.size()));
    for (const auto& [from, to] : ranges)
        out.bytes(from).bytes(to);
    return sha256(out.view());
}

TEST_F(scan, leaves_a_range_for_each_key_that_it_met)
{
    contract.call.call("storage_delete", {put("a"), 1})
        .call("storage_delete", {put("e"), 1})
        .call("storage_next", {0, 0, 0, 0, 0, 0, 0})
        .call("storage_next", {0, 0, 0, 0, 1, 0, 0});
    address = world.deploy(user, contract.bytes());
    const auto key = [&](std::string_view text)
    { return state::storage_key(address, as_bytes(text)); };
    const state::KeyRange all = state::owner_range(state::Namespace::storage, address);
    const std::string_view behind_a{"a\0", 2};
    const std::string_view behind_b{"b\0", 2};
    const Bytes32 expected = expected_read_set(world, address, user.address,
                                               {{key(""), key(behind_a)},
                                                {key(behind_a), key(behind_b)},
                                                {key("d"), key("e")},
                                                {key("e"), all.to}},
                                               "ae");
    EXPECT_EQ(world.call(user, address, {}).receipt.read_set, expected);
}

TEST_F(scan, that_runs_out_of_gas_leaves_what_it_paid_for)
{
    contract.call.call("storage_delete", {put("a"), 1}).call("storage_next", {0, 0, 0, 0, 0, 0, 0});
    address = world.deploy(user, contract.bytes());
    const Receipt whole = world.try_out(world.make(user, Call{address, {}, {}})).receipt;
    EXPECT_EQ(whole.status, Status::ok);
    // The largest limit at which passing over "a" is paid for and the byte of "b" is not.
    TxOutcome outcome;
    for (u64 limit = whole.gas_used - 1; limit != 0; --limit)
    {
        outcome = world.try_out(world.make(user, Call{address, {}, {}}, limit));
        if (paid(outcome) == price(1, 0, 1))
            break;
    }
    EXPECT_EQ(outcome.receipt.status, Status::out_of_gas);
    const auto key = [&](std::string_view text)
    { return state::storage_key(address, as_bytes(text)); };
    const Bytes32 expected = expected_read_set(world, address, user.address,
                                               {{key(""), key(std::string_view{"a\0", 2})}}, "a");
    EXPECT_EQ(outcome.receipt.read_set, expected);
}
} // namespace
} // namespace pawl::contract
