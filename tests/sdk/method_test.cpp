#include "base/codec.hpp"
#include "tests/sdk/host.hpp"

#include <gtest/gtest.h>

namespace
{
using namespace pawl::sdk;

u64 difference(u64 a, const u32& b)
{
    return a - b;
}

void announce(Text what)
{
    emit("said", "what", what, "length", what.size);
}

void first(u64 a)
{
    emit("first", "a", a);
}
} // namespace

PAWL_EXPORT(deploy)
{
    construct<first>();
}

PAWL_EXPORT(call)
{
    dispatch(method<difference>("difference"), method<announce>("announce"));
}

namespace pawl
{
namespace
{
using sdk_host::revert_of;
using sdk_host::state;

class sdk_method : public testing::Test
{
protected:
    sdk_method() { state() = {}; }
};

/// Calls the contract above with the canonical encoding of a name and what follows.
void call_with(const Encoder& input)
{
    state().input = input.view();
    pawl_export_call();
}
} // namespace

TEST_F(sdk_method, arguments_arrive_in_order_and_the_result_is_the_output)
{
    Encoder input;
    call_with(input.bytes(as_bytes("difference")).u64(50).u32(8));
    EXPECT_EQ(to_hex(state().output), "000000000000002a");
}

TEST_F(sdk_method, a_method_without_result_gives_no_output)
{
    Encoder input;
    call_with(input.bytes(as_bytes("announce")).bytes(as_bytes("hi")));
    EXPECT_TRUE(state().output.empty());
}

TEST_F(sdk_method, events_are_encoded_as_the_abi_says)
{
    Encoder input;
    call_with(input.bytes(as_bytes("announce")).bytes(as_bytes("hi")));

    Encoder expected;
    expected.bytes(as_bytes("said")).u32(2);
    expected.bytes(as_bytes("what")).bytes(Encoder{}.bytes(as_bytes("hi")).view());
    expected.bytes(as_bytes("length")).bytes(Encoder{}.u32(2).view());
    ASSERT_EQ(state().events.size(), 1u);
    EXPECT_EQ(to_hex(state().events[0]), to_hex(expected.view()));
}

TEST_F(sdk_method, an_unknown_name_reverts)
{
    Encoder input;
    input.bytes(as_bytes("diff"));
    EXPECT_EQ(revert_of([&] { call_with(input); }), "there is no such method");
    EXPECT_EQ(revert_of([&] { call_with({}); }), "there is no such method");
}

TEST_F(sdk_method, missing_and_surplus_arguments_revert)
{
    Encoder input;
    input.bytes(as_bytes("difference")).u64(50);
    const auto why = "the arguments are not those of the method";
    EXPECT_EQ(revert_of([&] { call_with(input); }), why);
    input.u32(8);
    EXPECT_EQ(revert_of([&] { call_with(input); }), "");
    input.u8(0);
    EXPECT_EQ(revert_of([&] { call_with(input); }), why);
}

TEST_F(sdk_method, a_constructor_takes_the_whole_input)
{
    state().input = Encoder{}.u64(3).view();
    pawl_export_deploy();
    EXPECT_EQ(state().events.size(), 1u);
    state().input.pop_back();
    EXPECT_NE(revert_of(pawl_export_deploy), "");
}
} // namespace pawl
