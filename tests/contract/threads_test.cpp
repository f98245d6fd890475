// One executor and many threads: purity does not end where caches and pools are shared.
#include "base/sha256.hpp"
#include "contract/code_loader.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

#include <barrier>
#include <thread>

namespace pawl::contract
{
namespace
{
/// Counts what it prepares, and takes long for it.
class SlowTier final : public Tier
{
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "slow"; }
    [[nodiscard]] std::unique_ptr<Executable> prepare(const AnalysedModule& module) const override
    {
        ++prepared;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        return interpreter_.prepare(module);
    }
    [[nodiscard]] Outcome run(Instance& instance, u32 function, std::span<const u64> arguments,
                              Execution& execution) const override
    {
        return interpreter_.run(instance, function, arguments, execution);
    }

    mutable std::atomic<u32> prepared{0};

private:
    Interpreter interpreter_;
};

TEST(code_loader, makes_a_code_ready_once_for_all_threads_that_want_it)
{
    const World world;
    const SlowTier tier;
    const std::array<const Abi*, 1> abis{&pawl_abi()};
    const CodeLoader loader{tier, abis, Executor::default_cache_bytes};
    const Bytes bytes = ScriptedContract{}.bytes();
    const Bytes32 hash = sha256(bytes);
    std::array<std::shared_ptr<const LoadedCode>, 4> loaded;
    std::barrier begin{std::ssize(loaded)};
    {
        std::vector<std::jthread> threads;
        for (auto& code : loaded)
            threads.emplace_back(
                [&]
                {
                    begin.arrive_and_wait();
                    code = *loader.load(hash, bytes, world.block);
                });
    }
    EXPECT_EQ(tier.prepared, 1);
    for (const auto& code : loaded)
        EXPECT_EQ(code, loaded[0]);
}

TEST(code_loader, makes_different_codes_ready_at_the_same_time)
{
    CodeCache cache{0};
    const CodeKey one{.code_hash = {}, .profile_id = {}, .schedule_id = {}};
    CodeKey other = one;
    other.code_hash.bytes[0] = 1;
    const CodeCache::Turn turn{cache, one};
    std::jthread{[&] { const CodeCache::Turn beside{cache, other}; }}.join();
}

TEST(code_loader, lets_another_thread_try_where_one_did_not_succeed)
{
    const World world;
    const SlowTier tier;
    const std::array<const Abi*, 1> abis{&pawl_abi()};
    const CodeLoader loader{tier, abis, Executor::default_cache_bytes};
    const Bytes good = ScriptedContract{}.bytes();
    const Bytes32 hash = sha256(good);
    EXPECT_FALSE(loader.load(hash, Bytes{0}, world.block));
    EXPECT_TRUE(loader.load(hash, good, world.block));
}

TEST(executor, gives_all_threads_the_same_receipts)
{
    World world;
    const Account user{1};
    ScriptedContract inner;
    inner.call.call("storage_set", {0, 3, 0, 2}).call("sha256", {0, 99, scratch}).trap();
    inner.query.emplace().call("storage_get", {0, 3, scratch, 8}).call("output", {scratch, 8});
    ScriptedContract outer;
    const i64 to = outer.put(world.deploy(user, inner.bytes()));
    outer.call.call("call", {to, 0, 0, 0, 0, no_cap})
        .call("query", {to, 0, 0, no_cap})
        .call("returned", {scratch, 8})
        .call("output", {scratch, 8});
    const Bytes32 contract = world.deploy(user, outer.bytes());
    const Bytes transaction = encode(world.make(user, Call{contract, {}, {}}));
    const auto receipt = [&](const World& runs)
    { return encode(runs.executor.execute(world.block, transaction, 0, world.view)->receipt); };
    const Bytes expected = receipt(world);

    // Cold, so that threads race to load the code.
    const World shared;
    std::array<u32, 4> same{};
    {
        std::vector<std::jthread> threads;
        for (u32& count : same)
            threads.emplace_back(
                [&]
                {
                    for (int i = 0; i < 50; ++i)
                        count += receipt(shared) == expected ? 1 : 0;
                });
    }
    EXPECT_EQ(same, (std::array<u32, 4>{50, 50, 50, 50}));
}
} // namespace
} // namespace pawl::contract
