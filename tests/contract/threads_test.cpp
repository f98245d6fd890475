// One executor and many threads: purity does not end where caches and pools are shared.
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace pawl::contract
{
namespace
{
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
