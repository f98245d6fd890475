#include "engine/runtime/gas_meter.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
TEST(gas_meter, charges_add_up_to_the_limit_and_not_beyond)
{
    GasMeter gas{100};
    EXPECT_TRUE(gas.charge(60));
    EXPECT_TRUE(gas.charge(40));
    EXPECT_EQ(gas.used(), 100);
    EXPECT_TRUE(gas.charge(0));
    EXPECT_FALSE(gas.charge(1));
    EXPECT_EQ(gas.used(), 100);
}

TEST(gas_meter, a_failed_charge_uses_up_the_limit)
{
    GasMeter gas{100};
    EXPECT_TRUE(gas.charge(1));
    EXPECT_FALSE(gas.charge(u64{1} << 62));
    EXPECT_EQ(gas.used(), 100);
    EXPECT_EQ(gas.stop(), GasMeter::Stop::out_of_gas);
    EXPECT_EQ(gas.wanted(), (u64{1} << 62) + 1);
}

TEST(gas_meter, slices_do_not_show)
{
    GasMeter gas{max_gas_limit};
    u64 sum = 0;
    for (u64 amount = 1; amount < 3 * GasMeter::slice; amount = amount * 3 + 1)
    {
        ASSERT_TRUE(gas.charge(amount));
        sum += amount;
        EXPECT_EQ(gas.used(), sum);
        EXPECT_EQ(gas.remaining(), max_gas_limit - sum);
    }
}

TEST(gas_meter, what_is_handed_out_comes_back)
{
    GasMeter gas{5 * GasMeter::slice};
    EXPECT_EQ(gas.hand_out(), 0);
    ASSERT_TRUE(gas.settle(-7));
    EXPECT_EQ(gas.used(), 7);
    const i64 slice = gas.hand_out();
    EXPECT_EQ(slice, static_cast<i64>(GasMeter::slice));
    ASSERT_TRUE(gas.settle(slice - 3));
    EXPECT_EQ(gas.used(), 10);
    ASSERT_TRUE(gas.settle(-100));
    EXPECT_EQ(gas.used(), 7 + GasMeter::slice + 100);
}

TEST(gas_meter, handing_out_ends_at_the_limit)
{
    GasMeter gas{100};
    ASSERT_TRUE(gas.settle(-40));
    EXPECT_EQ(gas.hand_out(), 60);
    ASSERT_TRUE(gas.settle(0));
    EXPECT_EQ(gas.used(), 100);
    EXPECT_FALSE(gas.settle(-1));
    EXPECT_EQ(gas.used(), 100);
    EXPECT_EQ(gas.stop(), GasMeter::Stop::out_of_gas);
}

TEST(gas_meter, a_cap_within_the_rest_binds_and_its_exhaustion_is_forgiven)
{
    GasMeter gas{100};
    ASSERT_TRUE(gas.charge(10));
    const auto allowance = gas.enter(30);
    EXPECT_TRUE(allowance.binds);
    EXPECT_FALSE(gas.charge(31));
    EXPECT_EQ(gas.used(), 40);
    gas.leave(allowance);
    EXPECT_EQ(gas.stop(), GasMeter::Stop::none);
    EXPECT_TRUE(gas.charge(60));
    EXPECT_EQ(gas.used(), 100);
}

TEST(gas_meter, a_cap_of_all_that_is_left_binds)
{
    GasMeter gas{100};
    const auto allowance = gas.enter(100);
    EXPECT_TRUE(allowance.binds);
    EXPECT_FALSE(gas.charge(101));
    gas.leave(allowance);
    EXPECT_FALSE(gas.charge(1));
}

TEST(gas_meter, a_cap_above_the_rest_does_not_bind)
{
    GasMeter gas{100};
    const auto allowance = gas.enter(101);
    EXPECT_FALSE(allowance.binds);
    EXPECT_FALSE(gas.charge(101));
    gas.leave(allowance);
    EXPECT_EQ(gas.stop(), GasMeter::Stop::out_of_gas);
}

TEST(gas_meter, an_inner_cap_that_does_not_bind_exhausts_the_outer_one)
{
    GasMeter gas{1000};
    const auto outer = gas.enter(50);
    const auto inner = gas.enter(60);
    EXPECT_FALSE(inner.binds);
    EXPECT_FALSE(gas.charge(55));
    gas.leave(inner);
    EXPECT_EQ(gas.stop(), GasMeter::Stop::out_of_gas);
    gas.leave(outer);
    EXPECT_EQ(gas.stop(), GasMeter::Stop::none);
    EXPECT_EQ(gas.used(), 50);
}

TEST(gas_meter, cancellation_is_noticed_within_a_slice)
{
    std::atomic<bool> cancelled{false};
    GasMeter gas{max_gas_limit, &cancelled};
    ASSERT_TRUE(gas.charge(1));
    cancelled = true;
    u64 charged = 0;
    while (gas.charge(1))
        ASSERT_LE(++charged, GasMeter::slice);
    EXPECT_EQ(gas.stop(), GasMeter::Stop::cancelled);
}
} // namespace
} // namespace pawl
