// Every way in which a contract can fail, by the example that does.
#include "state/keys.hpp"
#include "tests/contract/examples.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
/// A deployed `faulty` and whoever calls it.
class faulty_contract : public testing::Test
{
protected:
    TxOutcome call(const Bytes& input, u64 gas_limit = 2'000'000'000)
    {
        return world.call(user, faulty, input, {}, gas_limit);
    }

    /// The input that makes `faulty` call itself and survive what comes of it.
    [[nodiscard]] Bytes attempt(const Bytes& input, u64 gas_cap = ~u64{0}) const
    {
        return method("attempt", Encoder{}.raw(faulty).bytes(input).u64(gas_cap));
    }

    [[nodiscard]] u64 marked() const
    {
        const QueryOutcome outcome = world.query(faulty, method("marked"));
        EXPECT_EQ(outcome.status, Status::ok) << outcome.diagnostics.text;
        return Decoder{outcome.data}.u64();
    }

    World world;
    const Account user{1};
    const Bytes32 faulty = world.deploy(user, example("faulty"));
};

/// What an attempt answers: the status and the data.
Bytes answer(Status status, std::string_view data = {})
{
    return Encoder{}.u32(static_cast<u32>(status)).bytes(as_bytes(data)).take();
}

/// The nonce is all that changed: there is no fee.
void expect_no_effect(const TxOutcome& outcome, const Account& from)
{
    EXPECT_EQ(outcome.changes.values.size(), 1);
    EXPECT_TRUE(outcome.changes.values.contains(state::nonce_key(from.address)));
    EXPECT_TRUE(outcome.receipt.events.empty());
}

struct Misdeed
{
    const char* method;
    Trap trap;
    Bytes arguments;
};

class misdeed : public faulty_contract, public testing::WithParamInterface<Misdeed>
{
};

TEST_P(misdeed, traps_with_its_code_and_place_and_has_no_effect)
{
    const auto& [name, trap, arguments] = GetParam();
    const TxOutcome outcome = call(method(name, Encoder{}.raw(arguments)));
    EXPECT_EQ(outcome.receipt.status, Status::trapped);
    EXPECT_EQ(outcome.receipt.trap, trap);
    EXPECT_TRUE(outcome.receipt.return_data.empty());
    EXPECT_EQ(outcome.diagnostics.text, message(trap));
    EXPECT_GE(outcome.diagnostics.backtrace.size(), 2);
    expect_no_effect(outcome, user);
}

TEST_P(misdeed, is_status_2_to_a_contract_that_called)
{
    const auto& [name, trap, arguments] = GetParam();
    const TxOutcome outcome = call(attempt(method(name, Encoder{}.raw(arguments))));
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(outcome.receipt.trap, Trap::none);
    EXPECT_EQ(outcome.receipt.return_data, answer(Status::trapped));
    expect_no_effect(outcome, user);
}

INSTANTIATE_TEST_SUITE_P(traps, misdeed,
                         testing::Values(Misdeed{"trap", Trap::unreachable, {}},
                                         Misdeed{"recurse", Trap::stack_exhausted, {}},
                                         Misdeed{"read_outside", Trap::memory_out_of_bounds, {}},
                                         Misdeed{"quotient", Trap::integer_divide_by_zero,
                                                 Encoder{}.u64(0).take()},
                                         Misdeed{"empty_key", Trap::bad_argument, {}},
                                         Misdeed{"malformed_event", Trap::bad_argument, {}}),
                         [](const auto& info) { return info.param.method; });

TEST_F(faulty_contract, reverts_with_its_data)
{
    const TxOutcome outcome = call(method("fail", Encoder{}.bytes(as_bytes("sorry"))));
    EXPECT_EQ(outcome.receipt.status, Status::reverted);
    EXPECT_EQ(outcome.receipt.return_data, to_bytes("sorry"));
    expect_no_effect(outcome, user);
}

TEST_F(faulty_contract, uses_its_whole_limit_in_a_loop)
{
    const TxOutcome outcome = call(method("loop"), 5'000'000);
    EXPECT_EQ(outcome.receipt.status, Status::out_of_gas);
    EXPECT_EQ(outcome.receipt.gas_used, 5'000'000);
    EXPECT_GT(outcome.diagnostics.gas_wanted, 5'000'000);
    expect_no_effect(outcome, user);
}

TEST_F(faulty_contract, grows_its_memory_to_the_profiles_limit)
{
    const TxOutcome outcome = call(method("grow"));
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(Decoder{outcome.receipt.return_data}.u32(), world.profile.module.limits.memory_pages);
}

TEST_F(faulty_contract, nests_as_deep_as_the_profile_allows)
{
    const TxOutcome outcome = call(method("nest", Encoder{}.u32(0)));
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(Decoder{outcome.receipt.return_data}.u32(), world.profile.nesting);
}

TEST_F(faulty_contract, keeps_what_a_call_that_returned_wrote)
{
    const TxOutcome outcome = call(attempt(method("write", Encoder{}.u64(7))));
    EXPECT_EQ(outcome.receipt.return_data, answer(Status::ok));
    EXPECT_EQ(outcome.receipt.events.size(), 1);
    EXPECT_EQ(marked(), 7);
}

TEST_F(faulty_contract, hands_the_data_of_a_revert_to_the_caller_and_undoes_the_rest)
{
    const TxOutcome outcome = call(attempt(method("fail", Encoder{}.bytes(as_bytes("sorry")))));
    EXPECT_EQ(outcome.receipt.status, Status::ok);
    EXPECT_EQ(outcome.receipt.return_data, answer(Status::reverted, "sorry"));
    expect_no_effect(outcome, user);
    EXPECT_GT(outcome.receipt.gas[static_cast<std::size_t>(Category::storage_write)], 0);
}

TEST_F(faulty_contract, pays_the_whole_cap_that_a_call_exhausted)
{
    const auto used = [&](u64 cap)
    {
        const TxOutcome outcome = call(attempt(method("loop"), cap));
        EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
        EXPECT_EQ(outcome.receipt.return_data, answer(Status::out_of_gas));
        expect_no_effect(outcome, user);
        return outcome.receipt.gas_used;
    };
    EXPECT_EQ(used(3'000'000) - used(1'000'000), 2'000'000);
    EXPECT_EQ(used(1'000'000) - used(1), 999'999);
    EXPECT_EQ(used(1) - used(0), 1);
}

TEST_F(faulty_contract, ends_the_transaction_where_the_cap_does_not_bind)
{
    for (const u64 cap : {u64{10'000'000}, ~u64{0}})
    {
        const TxOutcome outcome = call(attempt(method("loop"), cap), 9'000'000);
        EXPECT_EQ(outcome.receipt.status, Status::out_of_gas);
        EXPECT_EQ(outcome.receipt.gas_used, 9'000'000);
        expect_no_effect(outcome, user);
    }
}

TEST_F(faulty_contract, is_bound_by_the_outer_cap_where_the_inner_is_larger)
{
    const Bytes inner = attempt(method("loop"), 100'000'000);
    const TxOutcome outcome = call(attempt(inner, 5'000'000));
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(outcome.receipt.return_data, answer(Status::out_of_gas));
}

TEST_F(faulty_contract, may_exhaust_an_inner_cap_inside_an_outer_one)
{
    const Bytes inner = attempt(method("loop"), 1'000'000);
    const TxOutcome outcome = call(attempt(inner, 20'000'000));
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(outcome.receipt.return_data, answer(Status::ok, as_text(answer(Status::out_of_gas))));
}

TEST_F(faulty_contract, traps_where_the_profile_forbids_to_enter_it_again)
{
    world.profile.reentrancy = false;
    const TxOutcome outcome = call(attempt(method("write", Encoder{}.u64(7))));
    EXPECT_EQ(outcome.receipt.status, Status::trapped);
    EXPECT_EQ(outcome.receipt.trap, Trap::reentrancy_forbidden);
    expect_no_effect(outcome, user);
}

TEST_F(faulty_contract, is_refused_where_it_calls_what_does_not_exist)
{
    for (const char* name : {"attempt", "attempt_query"})
    {
        const TxOutcome outcome =
            call(method(name, Encoder{}.raw(user.address).bytes({}).u64(~u64{0})));
        EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
        EXPECT_EQ(outcome.receipt.return_data, answer(Status::refused));
    }
}

TEST_F(faulty_contract, cannot_change_anything_in_a_query)
{
    for (const char* name : {"query_that_writes", "query_that_emits"})
    {
        const QueryOutcome outside = world.query(faulty, method(name));
        EXPECT_EQ(outside.status, Status::trapped);
        EXPECT_EQ(outside.trap, Trap::read_only);
        const TxOutcome inside =
            call(method("attempt_query", Encoder{}.raw(faulty).bytes(method(name)).u64(~u64{0})));
        EXPECT_EQ(inside.receipt.return_data, answer(Status::trapped));
    }
}

TEST_F(faulty_contract, is_read_only_in_a_call_of_a_query)
{
    const QueryOutcome outcome = world.query(faulty, method("query_that_calls", Encoder{}.u64(9)));
    EXPECT_EQ(outcome.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(outcome.data, answer(Status::trapped));
    EXPECT_EQ(marked(), 0);
}

TEST_F(faulty_contract, answers_a_query_of_a_contract)
{
    EXPECT_EQ(call(method("write", Encoder{}.u64(3))).receipt.status, Status::ok);
    const TxOutcome outcome =
        call(method("attempt_query", Encoder{}.raw(faulty).bytes(method("marked")).u64(~u64{0})));
    EXPECT_EQ(outcome.receipt.return_data, answer(Status::ok, as_text(Encoder{}.u64(3).view())));
}

TEST_F(faulty_contract, pays_for_a_query_what_it_used)
{
    const QueryOutcome outcome = world.query(faulty, method("marked"));
    EXPECT_GT(outcome.gas_used, 0);
    const auto limited = [&](u64 limit)
    {
        return world.executor
            .query(world.block, {.contract = faulty, .input = method("marked"), .gas_limit = limit},
                   world.view)
            .value();
    };
    EXPECT_EQ(limited(outcome.gas_used).status, Status::ok);
    EXPECT_EQ(limited(outcome.gas_used - 1).status, Status::out_of_gas);
    EXPECT_EQ(limited(outcome.gas_used - 1).gas_used, outcome.gas_used - 1);
}
} // namespace
} // namespace pawl::contract
