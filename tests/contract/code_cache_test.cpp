#include "base/sha256.hpp"
#include "contract/code_cache.hpp"
#include "contract/executor.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
CodeKey key(u8 number)
{
    CodeKey out;
    out.code_hash.bytes.fill(number);
    return out;
}

std::shared_ptr<const LoadedCode> code(std::size_t bytes)
{
    auto out = std::make_shared<LoadedCode>();
    out->bytes = bytes;
    return out;
}

TEST(code_cache, drops_what_was_used_longest_ago)
{
    CodeCache cache{100};
    cache.insert(key(1), code(40));
    cache.insert(key(2), code(40));
    EXPECT_NE(cache.find(key(1)), nullptr);
    cache.insert(key(3), code(40));
    EXPECT_NE(cache.find(key(1)), nullptr);
    EXPECT_EQ(cache.find(key(2)), nullptr);
    EXPECT_NE(cache.find(key(3)), nullptr);
    EXPECT_EQ(cache.bytes(), 80);
}

TEST(code_cache, drops_as_many_as_it_takes)
{
    CodeCache cache{100};
    for (u8 number = 1; number <= 5; ++number)
        cache.insert(key(number), code(20));
    EXPECT_EQ(cache.bytes(), 100);
    cache.insert(key(6), code(75));
    EXPECT_EQ(cache.bytes(), 95);
    EXPECT_NE(cache.find(key(5)), nullptr);
    EXPECT_EQ(cache.find(key(4)), nullptr);
}

TEST(code_cache, keeps_one_code_even_where_that_is_too_large)
{
    CodeCache cache{100};
    cache.insert(key(1), code(20));
    cache.insert(key(2), code(200));
    EXPECT_EQ(cache.find(key(1)), nullptr);
    EXPECT_NE(cache.find(key(2)), nullptr);
    EXPECT_EQ(cache.bytes(), 200);
}

TEST(code_cache, keeps_what_stood_there_first)
{
    CodeCache cache{100};
    const auto first = code(40);
    cache.insert(key(1), first);
    cache.insert(key(1), code(50));
    EXPECT_EQ(cache.find(key(1)), first);
    EXPECT_EQ(cache.bytes(), 40);
}

TEST(code_cache, code_in_use_outlives_its_place)
{
    CodeCache cache{100};
    cache.insert(key(1), code(80));
    const auto used = cache.find(key(1));
    cache.insert(key(2), code(80));
    EXPECT_EQ(cache.find(key(1)), nullptr);
    EXPECT_EQ(used->bytes, 80);
    EXPECT_EQ(used.use_count(), 1);
}

TEST(code_cache, profile_and_schedule_tell_codes_apart)
{
    CodeCache cache{100};
    CodeKey other = key(1);
    other.profile_id.bytes.fill(1);
    cache.insert(key(1), code(10));
    EXPECT_EQ(cache.find(other), nullptr);
    other = key(1);
    other.schedule_id.bytes.fill(1);
    EXPECT_EQ(cache.find(other), nullptr);
}

TEST(code_cache, code_that_is_only_stored_is_not_in_it)
{
    const Interpreter tier;
    const std::array<const Abi*, 1> abis{&pawl_abi()};
    const Executor executor{tier, abis};
    World world;
    const Account user{1};
    const Bytes code = ScriptedContract{}.bytes();
    const Bytes transaction = encode(world.make(user, StoreCode{code}));
    const TxOutcome stored = executor.execute(world.block, transaction, 0, world.view).value();
    EXPECT_EQ(stored.receipt.status, Status::ok) << stored.diagnostics.text;
    EXPECT_EQ(executor.loader().find(sha256(code), world.block), nullptr);
}

TEST(code_cache, its_size_is_not_observable)
{
    World world;
    const Account user{1};
    ScriptedContract inner;
    inner.call.call("self", {scratch}).call("output", {scratch, 32});
    ScriptedContract outer;
    const i64 to = outer.put(world.deploy(user, inner.bytes()));
    for (int i = 0; i < 3; ++i)
        outer.call.call("call", {to, 0, 0, 0, 0, no_cap});
    outer.call.call("returned", {scratch, 32}).call("output", {scratch, 32});
    const Bytes32 address = world.deploy(user, outer.bytes());
    const Bytes transaction = encode(world.make(user, Call{address, {}, {}}));

    const Interpreter tier;
    const std::array<const Abi*, 1> abis{&pawl_abi()};
    const Executor small{tier, abis, 1};
    const TxOutcome from_small = small.execute(world.block, transaction, 0, world.view).value();
    EXPECT_EQ(from_small.receipt.status, Status::ok) << from_small.diagnostics.text;
    const TxOutcome from_large =
        world.executor.execute(world.block, transaction, 0, world.view).value();
    EXPECT_EQ(encode(from_small.receipt), encode(from_large.receipt));
}

TEST(code_cache, code_that_is_dropped_while_it_runs_outlives_its_memory)
{
    World world;
    const Account user{1};
    ScriptedContract outer;
    const i64 to = outer.put(world.deploy(user, ScriptedContract{}.bytes()));
    outer.call.with_input(Script{}.call("call", {to, 0, 0, 0, 0, no_cap}));
    const Bytes32 address = world.deploy(user, outer.bytes());
    const auto call = [&](Bytes input)
    { return encode(world.make(user, Call{address, {}, std::move(input)})); };

    // With room for one code, the inner one drops the outer one.
    const Interpreter tier;
    const std::array<const Abi*, 1> abis{&pawl_abi()};
    const Executor executor{tier, abis, 1};
    const auto run = [&](const Bytes& transaction)
    { return executor.execute(world.block, transaction, 0, world.view).value().receipt.status; };
    for (int i = 0; i < 3; ++i) // Until its memory begins with an image that its code owns.
        EXPECT_EQ(run(call({})), Status::ok);
    EXPECT_EQ(run(call({1})), Status::ok);
    EXPECT_EQ(executor.loader().find(sha256(outer.bytes()), world.block), nullptr);
}
} // namespace
} // namespace pawl::contract
