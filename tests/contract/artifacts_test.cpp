// Contracts whose code comes from artifacts: nothing of that is observable.
#include "base/sha256.hpp"
#include "tests/artifact/subject.hpp"
#include "tests/artifact/temporary_folder.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/world.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace pawl::contract
{
namespace
{
namespace fs = std::filesystem;

/// A contract that calls another one, which traps in the end.
class Artifacts : public ::testing::Test
{
protected:
    Artifacts()
    {
        ScriptedContract inner;
        inner.call.call("self", {scratch}).increment(8).call("output", {scratch, 32});
        ScriptedContract outer;
        const i64 to = outer.put(world.deploy(user, inner.bytes()));
        outer.call.call("call", {to, 0, 0, 0, 0, no_cap}).call("returned", {scratch, 32});
        outer.call.call("storage_set", {to, 4, scratch, 32}).trap();
        code = outer.bytes();
        contract = world.deploy(user, code);
    }

    /// The receipt of a call, by a process that has just begun.
    Bytes receipt(const ArtifactFolder* folder)
    {
        static const std::array<const Abi*, 1> abis{&pawl_abi()};
        const Executor executor{test::compiling_tier(), abis, Executor::default_cache_bytes,
                                folder};
        const Bytes transaction = encode(world.make(user, Call{contract, {}, {}}));
        const TxOutcome outcome = executor.execute(world.block, transaction, 0, world.view).value();
        EXPECT_EQ(outcome.receipt.status, Status::trapped) << outcome.diagnostics.text;
        backtrace = outcome.diagnostics.backtrace;
        return encode(outcome.receipt);
    }

    World world;
    const Account user{1};
    Bytes code;
    Bytes32 contract;
    std::vector<Place> backtrace;
    test::TemporaryFolder temporary;
    const fs::path place = temporary.path() / "artifacts";
};

TEST_F(Artifacts, cold_and_warm_the_receipt_is_the_interpreters)
{
    const Bytes transaction = encode(world.make(user, Call{contract, {}, {}}));
    const Bytes expected =
        encode(world.executor.execute(world.block, transaction, 0, world.view).value().receipt);
    EXPECT_EQ(receipt(nullptr), expected);
    const auto places = backtrace;
    {
        const ArtifactFolder folder{place};
        EXPECT_EQ(receipt(&folder), expected);
        EXPECT_EQ(folder.counts().kept, 2U);
    }
    const ArtifactFolder folder{place};
    EXPECT_EQ(receipt(&folder), expected);
    EXPECT_EQ(folder.counts().found, 2U);
    EXPECT_EQ(folder.counts().kept, 0U);
    EXPECT_EQ(backtrace, places);
}

TEST_F(Artifacts, damaged_ones_change_nothing_and_are_replaced)
{
    const Bytes expected = receipt(nullptr);
    const ArtifactFolder folder{place};
    EXPECT_EQ(receipt(&folder), expected);
    for (const auto& entry : fs::directory_iterator{place})
        if (entry.path().extension() == ".artifact")
            fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
    EXPECT_EQ(receipt(&folder), expected);
    EXPECT_EQ(folder.counts().unusable, 2U);
    EXPECT_EQ(receipt(&folder), expected);
    EXPECT_EQ(folder.counts().found, 2U);
}

TEST_F(Artifacts, of_another_schedule_are_not_used)
{
    const ArtifactFolder folder{place};
    const Bytes cheap = receipt(&folder);
    const Schedule dearer = test::dearer_schedule();
    world.block.schedule = &dearer;
    const Bytes dear = receipt(nullptr);
    EXPECT_NE(dear, cheap);
    EXPECT_EQ(receipt(&folder), dear);
    EXPECT_EQ(folder.counts().found, 0U);
}

TEST_F(Artifacts, repriced_ones_are_those_of_the_other_schedule)
{
    const ArtifactFolder folder{place};
    static_cast<void>(receipt(&folder));
    const Schedule cheap = *world.block.schedule;
    const Schedule dearer = test::dearer_schedule();
    world.block.schedule = &dearer;
    const CodeArtifacts artifacts{test::compiling_tier(), folder};
    const auto analysed = analyse(code, world.profile, dearer);
    ASSERT_TRUE(analysed);
    ASSERT_TRUE(artifacts.reprice(sha256(code), cheap.id, *analysed));
    const ArtifactCounts before = folder.counts();
    EXPECT_EQ(receipt(&folder), receipt(nullptr));
    EXPECT_EQ(folder.counts().found, before.found + 1);
    EXPECT_EQ(folder.counts().kept, before.kept + 1) << "the code that was called was compiled";
}

TEST_F(Artifacts, are_not_repriced_where_there_are_none)
{
    const ArtifactFolder folder{place};
    const Schedule dearer = test::dearer_schedule();
    const auto analysed = analyse(code, world.profile, dearer);
    ASSERT_TRUE(analysed);
    EXPECT_FALSE(CodeArtifacts(test::compiling_tier(), folder)
                     .reprice(sha256(code), world.block.schedule->id, *analysed));
}

TEST_F(Artifacts, images_of_memory_count_as_what_code_takes)
{
    const ArtifactFolder folder{place};
    static const std::array<const Abi*, 1> abis{&pawl_abi()};
    const Executor executor{test::compiling_tier(), abis, Executor::default_cache_bytes, &folder};
    const Bytes transaction = encode(world.make(user, Call{contract, {}, {}}));
    const auto loaded = [&] { return executor.loader().find(sha256(code), world.block); };
    const auto execute = [&]
    { static_cast<void>(executor.execute(world.block, transaction, 0, world.view)); };
    execute();
    const std::size_t without = loaded()->total_bytes();
    execute();
    execute();
    ASSERT_NE(loaded()->executable->memory_image(), nullptr);
    EXPECT_EQ(loaded()->total_bytes(),
              without + loaded()->executable->memory_image()->bytes().size());
}
} // namespace
} // namespace pawl::contract
