// Contracts that are suspended, resumed elsewhere and cancelled.
#include "engine/module/writer.hpp"
#include "engine/runtime/fiber.hpp"
#include "tests/laboratory/laboratory.hpp"
#include "tests/laboratory/test_hosts.hpp"

#include <gtest/gtest.h>

#include <cfenv>
#include <thread>

namespace pawl::test
{
namespace
{
using enum ValueType;
using enum Op;

/// `count(n)` suspends n times and gives how often it did; `spin()` never ends.
ModuleWriter counting_module()
{
    ModuleWriter module;
    const u32 suspend = module.import_function("test", "suspend", module.type({}, {}));
    const u32 count = module.function(module.type({i32}, {i32}), {i32},
                                      CodeWriter{}
                                          .block(loop)
                                          .op(call, {suspend})
                                          .op(local_get, {1})
                                          .i32_const(1)
                                          .op(i32_add)
                                          .op(local_tee, {1})
                                          .op(local_get, {0})
                                          .op(i32_lt_u)
                                          .op(br_if, {0})
                                          .end()
                                          .op(local_get, {1}));
    module.exported("count", ExternKind::function, count);
    module.exported(
        "spin", ExternKind::function,
        module.function(module.type({}, {}), {}, CodeWriter{}.block(loop).op(br, {0}).end()));
    return module;
}

/// One contract on a fiber of its own.
class Contract
{
public:
    Contract(const std::string& tier, StackPool& stacks, u32 count)
        : laboratory_{tier}, fiber_{stacks, [this, count](Fiber& self) { run(self, count); }}
    {
        laboratory_.imports.hosts = &test_hosts();
        instance_ = &laboratory_.instantiate(counting_module());
    }

    Fiber& fiber() { return fiber_; }
    [[nodiscard]] const RunResult& result() const { return result_; }

private:
    void run(Fiber& self, u32 count)
    {
        laboratory_.settings.fiber = &self;
        result_ = laboratory_.run(*instance_, "count", {count});
    }

    Laboratory laboratory_;
    Instance* instance_ = nullptr;
    RunResult result_;
    Fiber fiber_;
};

class suspension : public testing::TestWithParam<std::string>
{
protected:
    StackPool stacks_;
};

TEST_P(suspension, goes_on_where_the_contract_was)
{
    Contract contract{GetParam(), stacks_, 3};
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(contract.fiber().resume());
    EXPECT_TRUE(contract.fiber().resume());
    EXPECT_EQ(contract.result().outcome.results, std::vector<u64>{3});
    EXPECT_TRUE(contract.result().follows_the_law());
}

TEST_P(suspension, may_be_ended_by_another_thread_each_time)
{
    Contract contract{GetParam(), stacks_, 20};
    bool finished = false;
    while (!finished)
        std::thread{[&] { finished = contract.fiber().resume(); }}.join();
    EXPECT_EQ(contract.result().outcome.results, std::vector<u64>{20});
}

TEST_P(suspension, ends_in_cancellation_where_the_contract_is_cancelled)
{
    Contract contract{GetParam(), stacks_, 3};
    EXPECT_FALSE(contract.fiber().resume());
    contract.fiber().cancel();
    EXPECT_TRUE(contract.fiber().resume());
    EXPECT_EQ(contract.result().outcome.completion, Completion::cancelled);
    EXPECT_EQ(contract.result().outcome.trap, Trap::none);
}

TEST_P(suspension, of_many_contracts_interleaves_on_several_threads)
{
    constexpr u32 contracts = 8, workers = 4;
    std::vector<std::unique_ptr<Contract>> all;
    all.reserve(contracts);
    for (u32 i = 0; i < contracts; ++i)
        all.push_back(std::make_unique<Contract>(GetParam(), stacks_, 10 + i));
    std::vector<std::thread> threads;
    threads.reserve(workers);
    for (u32 worker = 0; worker < workers; ++worker)
        threads.emplace_back(
            [&all, worker]
            {
                // Round and round its own contracts, one step each.
                for (bool busy = true; std::exchange(busy, false);)
                    for (u32 i = worker; i < contracts; i += workers)
                        if (!all[i]->fiber().finished())
                            busy = !all[i]->fiber().resume() || busy;
            });
    for (std::thread& thread : threads)
        thread.join();
    for (u32 i = 0; i < contracts; ++i)
        EXPECT_EQ(all[i]->result().outcome.results, std::vector<u64>{10 + i});
}

TEST_P(suspension, keeps_each_side_its_own_rounding_mode)
{
    Contract contract{GetParam(), stacks_, 2};
    std::fesetround(FE_UPWARD);
    EXPECT_FALSE(contract.fiber().resume());
    EXPECT_EQ(std::fegetround(), FE_UPWARD);
    EXPECT_FALSE(contract.fiber().resume());
    EXPECT_TRUE(contract.fiber().resume());
    EXPECT_EQ(std::fegetround(), FE_UPWARD);
    std::fesetround(FE_TONEAREST);
}

TEST_P(suspension, is_not_needed_to_cancel_a_contract_that_never_ends)
{
    std::atomic<bool> cancelled{false};
    Laboratory laboratory{GetParam()};
    laboratory.imports.hosts = &test_hosts();
    laboratory.cancelled = &cancelled;
    Instance& instance = laboratory.instantiate(counting_module());
    std::thread canceller{[&cancelled] { cancelled = true; }};
    const RunResult result = laboratory.run(instance, "spin", {});
    canceller.join();
    EXPECT_EQ(result.outcome.completion, Completion::cancelled);
}

INSTANTIATE_TEST_SUITE_P(every_tier, suspension, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
