#include "base/codec.hpp"
#include "tests/sdk/host.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
using sdk_host::revert_of;
using sdk_host::state;

class sdk_contracts : public testing::Test
{
protected:
    sdk_contracts()
    {
        state() = {};
        other_.bytes[31] = 9;
    }

    sdk::Address other_;
};
} // namespace

TEST_F(sdk_contracts, a_call_carries_method_arguments_coins_and_cap)
{
    sdk::try_call(other_, sdk::encode("pay", u64{5}), sdk::coin("gold", 7), 1000);
    const auto& call = state().call;
    EXPECT_EQ(call.address.back(), 9);
    EXPECT_EQ(to_hex(call.input), to_hex(Encoder{}.bytes(as_bytes("pay")).u64(5).view()));
    EXPECT_EQ(to_hex(call.coins), to_hex(Encoder{}.u32(1).bytes(as_bytes("gold")).u256(7).view()));
    EXPECT_EQ(call.gas_cap, 1000u);
}

TEST_F(sdk_contracts, the_result_is_decoded)
{
    state().returned = Encoder{}.u64(42).view();
    EXPECT_EQ(sdk::ask<u64>(other_, "answer"), 42u);
    EXPECT_EQ(state().call.gas_cap, ~u64{0});
    EXPECT_EQ(revert_of([&] { (void)sdk::ask<u32>(other_, "answer"); }),
              "a contract answered with another type");
}

TEST_F(sdk_contracts, the_data_of_a_revert_are_passed_on)
{
    state().status = 1;
    state().returned = to_bytes("not today");
    EXPECT_EQ(revert_of([&] { sdk::call<void>(other_, "pay"); }), "not today");
}

TEST_F(sdk_contracts, every_other_failure_reverts_with_words_of_its_own)
{
    for (const u32 status : {2u, 3u, 4u})
    {
        state().status = status;
        EXPECT_EQ(revert_of([&] { sdk::call<void>(other_, "pay"); }), "a call failed");
    }
}

TEST_F(sdk_contracts, a_failure_can_be_survived)
{
    state().status = 3;
    EXPECT_EQ(sdk::try_call(other_, {}).status, sdk::Status::out_of_gas);
}
} // namespace pawl
