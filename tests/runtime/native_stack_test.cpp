// The logical limits of a run are always met before its native stack ends.
#include "engine/module/writer.hpp"
#include "engine/runtime/instance.hpp"
#include "engine/runtime/native_stack.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

/// Where the host function stood each time.
using Places = std::vector<u64>;

HostStatus enter_again(HostCall& call)
{
    call.state<Places>().push_back(reinterpret_cast<u64>(__builtin_frame_address(0)));
    const auto outcome = call.invoke(*call.caller().find_function("descend"), call.arguments());
    if (!outcome)
        return HostStatus::trapped(Trap::bad_argument);
    if (!outcome->returned())
        return HostStatus::of(*outcome);
    call.result_i32(static_cast<u32>(outcome->results.front()));
    return HostStatus::ok();
}

const HostTable& hosts()
{
    static const std::vector<HostFunction> functions{{.module = "test",
                                                      .name = "enter_again",
                                                      .type = {{i32}, {i32}},
                                                      .call = enter_again,
                                                      .price = {},
                                                      .documentation = "Runs `descend`."}};
    static const HostSet set{.name = "test", .first_number = 0, .functions = functions};
    static const HostTable table{{&set, 1}};
    return table;
}

class native_stack : public testing::Test
{
protected:
    void SetUp() override
    {
        if (std::ranges::count(tiers(), "singlepass") == 0)
            GTEST_SKIP() << "no tier of this build compiles for this machine";
        laboratory.emplace("singlepass");
        laboratory->imports.hosts = &hosts();
        laboratory->settings.host_state = &places;
        ModuleWriter module;
        const u32 again = module.import_function("test", "enter_again", module.type({i32}, {i32}));
        const CodeWriter descend = CodeWriter{}
                                       .op(local_get, {0})
                                       .block(if_, i32)
                                       .op(local_get, {0})
                                       .i32_const(1)
                                       .op(i32_sub)
                                       .op(call, {again})
                                       .op(else_)
                                       .i32_const(7)
                                       .end();
        module.exported("descend", ExternKind::function,
                        module.function(module.type({i32}, {i32}), {}, descend));
        const AnalysedModule& analysed = laboratory->analyse(module);
        units = analysed.plan.functions.front().frame_units;
        instance = &laboratory->instantiate(analysed);
    }

    Places places;
    std::optional<Laboratory> laboratory;
    u32 units = 0; ///< of a frame of `descend`
    Instance* instance = nullptr;
};

TEST_F(native_stack, can_be_written_from_its_high_end_down)
{
    constexpr u32 some = 1000;
    const NativeStack stack{some, 1};
    u64* const high = static_cast<u64*>(stack.high_end());
    high[-1] = 1;
    high[-static_cast<pawl::i64>(some)] = 2;
    stack.foreign_frames()[0] = 3;
    EXPECT_EQ(high[-1], 1);
    EXPECT_EQ(high[-static_cast<pawl::i64>(some)], 2);
}

TEST_F(native_stack, has_room_for_both_limits_at_once)
{
    constexpr u32 most = 1024; // What profiles may allow.
    laboratory->settings.nesting_limit = most;
    laboratory->settings.stack_limit = (most + 1) * units;
    EXPECT_EQ(laboratory->value(*instance, "descend", {most}), 7);
    EXPECT_EQ(laboratory->run(*instance, "descend", {most + 1}).outcome.trap, Trap::bad_argument);
    --laboratory->settings.stack_limit;
    EXPECT_EQ(laboratory->run(*instance, "descend", {most}).outcome.trap, Trap::stack_exhausted);
}

TEST_F(native_stack, what_a_re_entry_takes_is_bounded)
{
    laboratory->settings.nesting_limit = 10;
    ASSERT_EQ(laboratory->value(*instance, "descend", {10}), 7);
    ASSERT_EQ(places.size(), 10);
    for (std::size_t i = 1; i < places.size(); ++i)
    {
        const u64 taken = places[i - 1] - places[i] - units * sizeof(u64);
        EXPECT_LE(taken, NativeStack::re_entry_bytes);
        RecordProperty("bytes", std::to_string(taken));
    }
}
} // namespace
} // namespace pawl::test
