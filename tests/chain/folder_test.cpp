// A chain in a folder: reopening, locks, other chains, replay from the record.
#include "chain/replay.hpp"
#include "tests/chain/fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>

namespace pawl::chain
{
namespace
{
using testing::HasSubstr;

class FolderTest : public testing::Test
{
protected:
    FolderTest()
    {
        static std::atomic<int> count{0};
        folder = std::filesystem::temp_directory_path() /
                 ("pawl-chain-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    }
    ~FolderTest() override { std::filesystem::remove_all(folder); }

    Attempt<std::unique_ptr<Chain>> open(const Genesis& of) const
    {
        return Chain::open(of, Place{.folder = folder, .cache_bytes = 8 << 20}, *executor);
    }

    /// Some blocks with all kinds of outcomes.
    void run(Chain& chain) const
    {
        for (u64 nonce = 0; nonce < 5; ++nonce)
            extend(chain, {transfer(1, nonce, 2, nonce + 1), transfer(1, 77, 2, 1),
                           to_bytes("junk"), transfer(2, nonce, 3, ~u64{0})});
    }

    std::filesystem::path folder;
    std::unique_ptr<contract::Executor> executor = make_executor();
    Genesis genesis = test_genesis();
};

TEST_F(FolderTest, a_chain_goes_on_where_it_was)
{
    Tip before;
    {
        const auto chain = must(open(genesis));
        run(*chain);
        before = must(chain->tip());
    }
    const auto chain = must(open(genesis));
    EXPECT_EQ(must(chain->tip()), before);
    extend(*chain, {transfer(1, 5, 2, 1)});
    EXPECT_EQ(must(chain->tip()).height, before.height + 1);
}

TEST_F(FolderTest, a_second_node_is_refused)
{
    const auto chain = must(open(genesis));
    const auto second = open(genesis);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, FailureKind::unusable);
    EXPECT_THAT(second.error().text, HasSubstr(folder.string()));
}

TEST_F(FolderTest, a_genesis_that_this_build_cannot_start_leaves_the_folder_empty)
{
    Genesis newer = genesis;
    newer.activations[0].parameters.semantics_version = 99;
    const auto refused = open(newer);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FailureKind::unsupported);
    EXPECT_EQ(must(must(open(genesis))->tip()).height, 0);
}

TEST_F(FolderTest, another_genesis_is_refused)
{
    must(open(genesis))->tip().value();
    Genesis other = genesis;
    other.accounts.begin()->second.begin()->second = U256{1};
    const auto opened = open(other);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, FailureKind::unusable);
    EXPECT_THAT(opened.error().text, HasSubstr("another genesis"));
    other.chain_id = "test-2";
    EXPECT_EQ(open(other).error().kind, FailureKind::unusable);
}

TEST_F(FolderTest, a_replay_of_the_record_comes_out_the_same)
{
    const auto chain = must(open(genesis));
    run(*chain);
    u64 lines = 0;
    const ReplayReport report =
        must(replay(genesis, *chain, *make_executor(), [&](const ReplayReport&) { ++lines; }));
    EXPECT_FALSE(report.difference) << describe(report);
    EXPECT_EQ(report.blocks, 5);
    EXPECT_EQ(report.transactions, 20);
    EXPECT_EQ(report.tip, must(chain->tip()));
    EXPECT_EQ(lines, 5);
}

TEST_F(FolderTest, folder_and_memory_come_to_the_same)
{
    const auto on_disk = must(open(genesis));
    const auto in_memory = must(Chain::open(genesis, Place{}, *executor));
    run(*on_disk);
    run(*in_memory);
    EXPECT_EQ(must(on_disk->tip()), must(in_memory->tip()));
}

/// Commits what `spoil` makes of the second block's writes, and replays.
ReplayReport replay_spoilt(const Genesis& genesis, const contract::Executor& executor,
                           void (*spoil)(Candidate&))
{
    const auto chain = must(Chain::open(genesis, Place{}, executor));
    extend(*chain, {transfer(1, 0, 2, 1)});
    Candidate candidate =
        must(chain->prepare(next_block(*chain, {transfer(1, 1, 2, 1), transfer(2, 0, 3, 1)})));
    spoil(candidate);
    must(chain->commit(candidate));
    return must(replay(genesis, *chain, executor));
}

TEST_F(FolderTest, a_replay_names_the_first_difference)
{
    const ReplayReport gas = replay_spoilt(genesis, *executor,
                                           [](Candidate& candidate)
                                           {
                                               ++candidate.receipts[1].gas_used;
                                               candidate.writes.receipts[1] =
                                                   encode(candidate.receipts[1]);
                                           });
    ASSERT_TRUE(gas.difference);
    EXPECT_EQ(gas.difference->height, 2);
    EXPECT_EQ(gas.difference->index, 1);
    EXPECT_EQ(gas.difference->field, "gas_used");
    EXPECT_EQ(gas.blocks, 1);
    EXPECT_THAT(describe(gas), HasSubstr("block 2, transaction 1: gas_used"));

    const ReplayReport root =
        replay_spoilt(genesis, *executor,
                      [](Candidate& candidate)
                      {
                          candidate.result.state_root.bytes[0] ^= 1;
                          candidate.writes.block =
                              encode(Record{encode(candidate.block), candidate.result});
                      });
    ASSERT_TRUE(root.difference);
    EXPECT_FALSE(root.difference->index);
    EXPECT_EQ(root.difference->field, "state_root");
}
} // namespace
} // namespace pawl::chain
