// The order of checks, charges and effects that docs/abi/pawl.md promises, for every function.
#include "contract/wasi/set.hpp"
#include "tests/contract/pawl_call.hpp"
#include "tests/contract/pawl_document.hpp"
#include "tests/contract/script.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pawl::contract
{
namespace
{
using Arguments = std::vector<i64>;
using namespace place;

/// A call that is in order, and ways to get it wrong.
struct Case
{
    const char* function;
    Arguments valid;
    u64 units = 0; ///< that it is charged for
    /// Argument lists that lengths and flags alone give away.
    std::vector<Arguments> bad = {};
    /// Whether a query may not do it.
    bool changes = false;
    /// Argument lists that only reading gives away; as long as the valid one.
    std::vector<Arguments> malformed = {};
    /// Bytes that it reads on the way, at the unit price of storage_get.
    u64 read = 0;
};

constexpr i64 long_by_one = PawlCall::limit + 1;

const Case cases[] = {
    {"input", {out, 4}, 4},
    {"output", {text, 5}, 5, {{text, long_by_one}}},
    {"revert", {text, 5}, 5, {{text, long_by_one}}},
    {"storage_get", {key, 3, out, 2}, 3 + 5, {{key, 0, out, 2}, {key, long_by_one, out, 2}}},
    {"storage_set",
     {key, 3, text, 5},
     3 + 5,
     {{key, 0, text, 5},
      {key, long_by_one, text, 5},
      {key, 3, text, 0},
      {key, 3, text, long_by_one}},
     true},
    {"storage_delete", {key, 3}, 3, {{key, 0}, {key, long_by_one}}, true, {}, 5},
    {"storage_next",
     {low, 1, high, 2, 0, out, 2},
     1 + 2 + 3,
     {{low, 1, high, 2, 2, out, 2},
      {low, long_by_one, high, 2, 0, out, 2},
      {low, 1, high, long_by_one, 1, out, 2}}},
    {"caller", {out}},
    {"self", {out}},
    {"value", {denomination, 4, out}, 4, {{denomination, long_by_one, out}}},
    {"balance", {address, denomination, 4, out}, 4, {{address, denomination, long_by_one, out}}},
    {"block_height", {}},
    {"block_time", {}},
    {"chain_id", {out, 3}, 3},
    {"event", {event, event_length}, event_length, {}, true, {{malformed, event_length}}},
    {"call",
     {address, coin_list, coins_length, text, 5, -1},
     coins_length + 5,
     {{address, coin_list, coins_length, text, long_by_one, -1}},
     false,
     {{address, malformed, coins_length, text, 5, -1}}},
    {"query", {address, text, 5, -1}, 5, {{address, text, long_by_one, -1}}},
    {"create",
     {address, text, 4, coin_list, coins_length, text, 5, -1, out},
     4 + coins_length + 5,
     {{address, text, 0, coin_list, coins_length, text, 5, -1, out},
      {address, text, 65, coin_list, coins_length, text, 5, -1, out},
      {address, text, 4, coin_list, coins_length, text, long_by_one, -1, out}},
     true,
     {{address, text, 4, malformed, coins_length, text, 5, -1, out}}},
    {"transfer",
     {address, coin_list, coins_length},
     coins_length,
     {},
     true,
     {{address, malformed, coins_length}}},
    {"returned", {out, 4}, 4},
    {"gas_used", {}},
    {"sha256", {text, 5, out}, 5},
    {"keccak256", {text, 5, out}, 5},
    {"secp256k1_recover", {address, address, 0, out}},
    {"ed25519_verify", {address, address, text, 5}, 5},
    {"u256_mul", {number, address, out}},
    {"u256_divide", {number, address, out, second_out}},
    {"u256_mulmod", {number, address, text, out}},
    {"u256_exp", {address, number, out}, 2},
};

class pawl_function : public testing::TestWithParam<Case>
{
protected:
    /// What the valid call costs.
    [[nodiscard]] static u64 price()
    {
        const Schedule& schedule = default_schedule();
        return charge(schedule.operation(GetParam().function), GetParam().units) +
               GetParam().read * schedule.operation("storage_get").per_unit;
    }

    /// Expects that a call without any gas ends in a trap and charges nothing.
    static void expect_free_trap(const Arguments& arguments, bool read_only, Trap trap)
    {
        World world;
        PawlCall call{world, {.gas_limit = 0, .read_only = read_only}};
        const HostStatus status = call.call(GetParam().function, arguments);
        EXPECT_EQ(status.completion, Completion::trapped) << testing::PrintToString(arguments);
        EXPECT_EQ(name(status.trap), name(trap)) << testing::PrintToString(arguments);
        EXPECT_EQ(call.state().gas.used(), 0);
    }

    /// Expects that nothing came of a call but its charge.
    static void expect_no_effect(PawlCall& call, const Bytes& memory_before)
    {
        EXPECT_EQ(to_bytes(call.memory()), memory_before);
        EXPECT_TRUE(call.state().journal.changes().value().values.empty());
        EXPECT_TRUE(call.state().events.empty());
        EXPECT_TRUE(call.frame().output.empty());
        EXPECT_FALSE(call.frame().request);
        EXPECT_EQ(call.result(), 0);
    }
};

TEST_P(pawl_function, refuses_ranges_outside_the_memory_before_all_else)
{
    const Case& tested = GetParam();
    std::vector<Arguments> lists = tested.bad;
    lists.push_back(tested.valid);
    lists.insert(lists.end(), tested.malformed.begin(), tested.malformed.end());
    const auto& documented = documented_functions().at(pawl_number(tested.function));
    for (const Arguments& list : lists)
        for (const DocumentedRange& range : ranges(documented))
        {
            const i64 length =
                range.length_argument ? list[*range.length_argument] : range.fixed_length;
            for (const i64 pointer : {end - length + 1, i64{0xFFFFFFFF}})
            {
                Arguments outside = list;
                outside[range.pointer] = pointer;
                expect_free_trap(outside, true, Trap::memory_out_of_bounds);
            }
            if (!range.length_argument)
                continue;
            Arguments endless = list;
            endless[*range.length_argument] = 0xFFFFFFFF;
            expect_free_trap(endless, true, Trap::memory_out_of_bounds);
        }
}

TEST_P(pawl_function, refuses_lengths_and_flags_before_it_charges)
{
    for (const Arguments& bad : GetParam().bad)
        expect_free_trap(bad, false, Trap::bad_argument);
}

TEST_P(pawl_function, refuses_changes_in_a_query)
{
    if (GetParam().changes)
        return expect_free_trap(GetParam().valid, true, Trap::read_only);
    // Whether a call brings coins is known only once they were read, which is paid for.
    const bool brings_coins = std::string_view{GetParam().function} == "call";
    World world;
    PawlCall call{world, {.gas_limit = price(), .read_only = true}};
    const HostStatus status = call.call(GetParam().function, GetParam().valid);
    EXPECT_EQ(status.trap, brings_coins ? Trap::read_only : Trap::none);
    EXPECT_EQ(call.state().gas.used(), price());
}

TEST_P(pawl_function, charges_before_it_acts)
{
    std::vector<Arguments> lists = GetParam().malformed;
    lists.push_back(GetParam().valid);
    for (const Arguments& arguments : lists)
    {
        World world;
        PawlCall call{world, {.gas_limit = price() - 1}};
        const Bytes memory_before = to_bytes(call.memory());
        const HostStatus status = call.call(GetParam().function, arguments);
        EXPECT_EQ(status.completion, Completion::out_of_gas);
        EXPECT_EQ(call.state().gas.used(), price() - 1);
        expect_no_effect(call, memory_before);
    }
}

TEST_P(pawl_function, costs_what_the_schedule_and_the_document_say)
{
    World world;
    PawlCall call{world, {.gas_limit = price()}};
    const HostStatus status = call.call(GetParam().function, GetParam().valid);
    EXPECT_NE(status.completion, Completion::out_of_gas);
    EXPECT_NE(status.completion, Completion::trapped) << name(status.trap);
    EXPECT_EQ(call.state().gas.used(), price());
}

TEST_P(pawl_function, refuses_malformed_lists_once_they_are_paid_for)
{
    for (const Arguments& arguments : GetParam().malformed)
    {
        World world;
        PawlCall call{world, {.gas_limit = price()}};
        const Bytes memory_before = to_bytes(call.memory());
        const HostStatus status = call.call(GetParam().function, arguments);
        EXPECT_EQ(status.completion, Completion::trapped);
        EXPECT_EQ(status.trap, Trap::bad_argument);
        EXPECT_EQ(call.state().gas.used(), price());
        expect_no_effect(call, memory_before);
    }
}

TEST_P(pawl_function, takes_empty_buffers_at_the_end_of_the_memory)
{
    const Case& tested = GetParam();
    const auto& documented = documented_functions().at(pawl_number(tested.function));
    for (const DocumentedRange& range : ranges(documented))
    {
        if (!range.length_argument)
            continue;
        Arguments empty = tested.valid;
        empty[range.pointer] = end;
        empty[*range.length_argument] = 0;
        World world;
        PawlCall call{world, {}};
        EXPECT_NE(call.call(tested.function, empty).trap, Trap::memory_out_of_bounds);
    }
}

INSTANTIATE_TEST_SUITE_P(all, pawl_function, testing::ValuesIn(cases),
                         [](const auto& info) { return info.param.function; });

TEST(pawl_set, has_a_case_here_for_every_function)
{
    ASSERT_EQ(std::size(cases), pawl_functions().size());
    for (std::size_t i = 0; i < std::size(cases); ++i)
        EXPECT_EQ(cases[i].function, pawl_functions()[i].name);
}

TEST(pawl_set, is_what_the_document_lists)
{
    const auto& documented = documented_functions();
    const auto functions = pawl_functions();
    ASSERT_EQ(documented.size(), functions.size());
    for (u32 i = 0; i < functions.size(); ++i)
    {
        EXPECT_EQ(documented[i].number, i);
        EXPECT_EQ(documented[i].name, functions[i].name);
        EXPECT_EQ(documented[i].type, functions[i].type) << functions[i].name;
        EXPECT_EQ(documented[i].parameters.size(), functions[i].type.params.size());
        EXPECT_EQ(functions[i].module, "pawl");
        EXPECT_FALSE(functions[i].documentation.empty());
    }
}

TEST(pawl_set, is_priced_by_name_and_besides_it_only_wasi_is)
{
    std::set<std::string_view> names{"code_load", "code_store", "storage_skip",
                                     "tx_base",   "tx_byte",    "tx_signature"};
    names.insert(engine_operations.begin(), engine_operations.end());
    for (const HostFunction& function : pawl_functions())
    {
        EXPECT_EQ(function.price, function.name);
        EXPECT_NE(default_schedule().find_operation(function.price), nullptr) << function.name;
        names.insert(function.name);
    }
    for (const HostFunction& function : wasi::preview1().functions)
        names.insert(function.price);
    for (const auto& [name, price] : default_schedule().operations)
        EXPECT_TRUE(names.contains(name)) << name;
}
} // namespace
} // namespace pawl::contract
