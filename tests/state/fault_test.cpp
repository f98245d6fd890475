// Power lost and writes refused, at every single operation on the disk.
#include "faulty_disk.hpp"
#include "workload.hpp"

#include <gtest/gtest.h>

namespace pawl::state
{
namespace
{
/// How far a run came before its disk failed.
struct Run
{
    bool opened = false;
    u64 committed = 0; ///< The last block whose commit returned.
};

RocksOptions on(const FaultyDisk& disk, const TemporaryFolder& folder)
{
    RocksOptions out = folder_options(folder.path());
    out.environment = disk.environment();
    return out;
}

/// A store that has failed says so, once to the handler and to every later commit.
void expect_stopped(Store& store, int faults, u64 height)
{
    EXPECT_TRUE(store.fault().has_value());
    EXPECT_EQ(faults, 1);
    const auto again = make_commit(store, height, {});
    EXPECT_FALSE(again && store.commit(*again)) << "it went on writing";
}

/// Opens and commits blocks up to `last`, as far as the disk lets it.
Run run(const FaultyDisk& disk, const TemporaryFolder& folder, const Workload& work, u64 last)
{
    Run out;
    const auto store = open_store(on(disk, folder), "test");
    if (!store)
        return out;
    out.opened = true;
    int faults = 0;
    (*store)->on_fault([&](const StoreError&) { ++faults; });
    const auto tip = must((*store)->snapshot())->tip();
    out.committed = tip ? tip->height : 0;
    while (out.committed < last)
    {
        const u64 height = out.committed + 1;
        const auto block = make_commit(**store, height, work.block(height));
        if (!block || !(*store)->commit(*block))
        {
            expect_stopped(**store, faults, height);
            break;
        }
        out.committed = height;
    }
    (*store)->on_fault(nullptr);
    return out;
}

/// The store must hold the blocks that were acknowledged, and at most one more, each whole.
void expect_recovered(const TemporaryFolder& folder, const Workload& work, u64 committed)
{
    const FaultyDisk healthy;
    const auto store = must(open_store(on(healthy, folder), "test"));
    {
        const auto snapshot = must(store->snapshot());
        const u64 height = snapshot->tip() ? snapshot->tip()->height : 0;
        ASSERT_GE(height, committed) << "an acknowledged block is gone";
        ASSERT_LE(height, committed + 1);
        must(snapshot->verify());
        for (u64 at = 1; at <= height; ++at)
        {
            EXPECT_EQ(must(snapshot->root(at)), root_of(work.after(at)));
            EXPECT_TRUE(must(snapshot->block(at)).has_value());
            EXPECT_TRUE(must(snapshot->receipt({at, 1})).has_value());
        }
    }
    run_to(*store, work, committed + 3);
    EXPECT_EQ(must(store->snapshot())->tip()->root, root_of(work.after(committed + 3)));
}

/// Fails at the first operation, then at the second, and so on until a run needs no more.
void fail_everywhere(Fault fault, u64 before, u64 last, bool loses_unsynced)
{
    const Workload work{8};
    for (u64 allowed = 0;; ++allowed)
    {
        SCOPED_TRACE("fault at operation " + std::to_string(allowed));
        ASSERT_LT(allowed, 10'000U);
        const TemporaryFolder folder;
        if (before > 0)
            run(FaultyDisk{}, folder, work, before);
        FaultyDisk disk{fault, allowed};
        const Run outcome = run(disk, folder, work, last);
        EXPECT_TRUE(disk.failed() || outcome.committed == last);
        if (loses_unsynced)
            disk.lose_unsynced();
        expect_recovered(folder, work, outcome.opened ? outcome.committed : before);
        if (testing::Test::HasFailure() || !disk.failed())
            return;
    }
}
} // namespace

TEST(faults, power_lost_at_any_operation_of_a_new_store)
{
    fail_everywhere(Fault::power_loss, 0, 3, true);
}

TEST(faults, power_lost_at_any_operation_of_an_older_store)
{
    fail_everywhere(Fault::power_loss, 4, 7, true);
}

/// As after `kill -9`: the machine goes on and keeps what was written.
TEST(faults, the_process_killed_at_any_operation)
{
    fail_everywhere(Fault::power_loss, 4, 7, false);
}

TEST(faults, a_refused_operation_stops_the_store_and_loses_nothing)
{
    fail_everywhere(Fault::refusal, 0, 3, true);
    fail_everywhere(Fault::refusal, 4, 7, false);
}
} // namespace pawl::state
