#include "base/sha256.hpp"
#include "state/store.hpp"
#include "workload.hpp"

#include <gtest/gtest.h>

namespace pawl::state
{
namespace
{
/// Both kinds of store. They must not differ in anything but what survives the process.
class AnyStore : public testing::TestWithParam<const char*>
{
protected:
    void SetUp() override
    {
        if (GetParam() == std::string_view{"rocksdb"})
            store_ = must(open_store(folder_options(folder_.path()), "test"));
        else
            store_ = memory_store("test");
    }

    TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
};

Model scan(const StateView& view, BytesView from, BytesView to)
{
    Model out;
    Bytes low = to_bytes(from);
    while (auto entry = must(view.next(low, to, Direction::ascending)))
    {
        low = entry->key;
        low.push_back(0);
        out.insert({std::move(entry->key), std::move(entry->value)});
    }
    return out;
}

Model scan_back(const StateView& view, BytesView from, BytesView to)
{
    Model out;
    Bytes high = to_bytes(to);
    while (auto entry = must(view.next(from, high, Direction::descending)))
    {
        high = entry->key;
        out.insert({std::move(entry->key), std::move(entry->value)});
    }
    return out;
}

Model part(const Model& model, const Bytes& from, const Bytes& to)
{
    return from < to ? Model{model.lower_bound(from), model.lower_bound(to)} : Model{};
}

/// Every read that a view offers, against the model.
void expect_same(const StateView& view, const Model& model)
{
    for (u64 number = 0; number < Workload::key_count(); ++number)
    {
        const Bytes key = Workload::key(number);
        const auto found = model.find(key);
        const auto expected = found == model.end() ? std::nullopt : std::optional{found->second};
        EXPECT_EQ(must(view.get(key)), expected) << to_hex(key);
    }
    const Bytes end{0xFF};
    EXPECT_EQ(scan(view, {}, end), model);
    EXPECT_EQ(scan_back(view, {}, end), model);
    for (u64 number = 0; number + 7 < Workload::key_count(); number += 7)
    {
        const Bytes from = Workload::key(number);
        const Bytes to = Workload::key(number + 7);
        EXPECT_EQ(scan(view, from, to), part(model, from, to));
        EXPECT_EQ(scan_back(view, from, to), part(model, from, to));
    }
}
} // namespace

INSTANTIATE_TEST_SUITE_P(all, AnyStore, testing::Values("memory", "rocksdb"),
                         [](const auto& kind) { return std::string{kind.param}; });

TEST_P(AnyStore, a_fresh_store_is_empty)
{
    const auto snapshot = must(store_->snapshot());
    EXPECT_FALSE(snapshot->tip().has_value());
    EXPECT_EQ(store_->chain_id(), "test");
    EXPECT_EQ(must(snapshot->latest().get(Workload::key(0))), std::nullopt);
    EXPECT_EQ(snapshot->at(0).error().kind, StoreErrorKind::out_of_range);
    EXPECT_TRUE(snapshot->verify().has_value());
}

TEST_P(AnyStore, a_commit_keeps_everything_of_its_block)
{
    Changes changes = Workload{}.block(1);
    const Bytes code = to_bytes("some code");
    changes.code[sha256(code)] = code;
    must(store_->commit(must(make_commit(*store_, 1, changes))));

    const auto snapshot = must(store_->snapshot());
    const Model model = Workload{}.after(1);
    const Tip expected{1, root_of(model), sha256(as_bytes("block 1")), to_bytes("metadata 1")};
    EXPECT_EQ(snapshot->tip(), expected);
    EXPECT_EQ(must(snapshot->block(1)), to_bytes("block 1"));
    EXPECT_EQ(must(snapshot->block(2)), std::nullopt);
    EXPECT_EQ(must(snapshot->receipt({1, 1})), to_bytes("receipt 1 of 1"));
    EXPECT_EQ(must(snapshot->receipt({1, 2})), std::nullopt);
    EXPECT_EQ(must(snapshot->transaction(sha256(as_bytes("tx 1")))), (Locator{1, 1}));
    EXPECT_EQ(must(snapshot->transaction(sha256(as_bytes("tx 2")))), std::nullopt);
    EXPECT_EQ(must(snapshot->code(sha256(code))), code);
    EXPECT_EQ(must(snapshot->latest().code(sha256(code))), code);
    expect_same(snapshot->latest(), model);
}

TEST_P(AnyStore, every_height_reads_as_it_was)
{
    constexpr u64 last = 30;
    const Workload work;
    run_to(*store_, work, last);
    const auto snapshot = must(store_->snapshot());
    for (u64 height = 1; height <= last; ++height)
    {
        SCOPED_TRACE(height);
        const Model model = work.after(height);
        expect_same(*must(snapshot->at(height)), model);
        EXPECT_EQ(must(snapshot->root(height)), root_of(model));
    }
    EXPECT_TRUE(snapshot->verify().has_value());
}

TEST_P(AnyStore, a_scan_at_an_old_height_stops_where_it_is_told_to)
{
    const Bytes first = to_bytes("first");
    Changes later;
    for (u8 number = 0; number < 100; ++number)
        later.values[Bytes{number}] = Bytes{1};
    must(
        store_->commit(must(make_commit(*store_, 1, {.values = {{first, Bytes{1}}}, .code = {}}))));
    must(store_->commit(must(make_commit(*store_, 2, later))));

    const auto snapshot = must(store_->snapshot());
    std::atomic<bool> stop = false;
    const auto view = must(snapshot->at(1, &stop));
    const Bytes end{0xFF};
    for (const Direction direction : {Direction::ascending, Direction::descending})
    {
        stop = false;
        EXPECT_EQ(must(view->next_key({}, end, direction)), first);
        stop = true;
        EXPECT_EQ(view->next_key({}, end, direction).error().kind, StoreErrorKind::cancelled);
    }
}

TEST_P(AnyStore, a_scan_passes_keys_that_changed_often)
{
    const Bytes often = to_bytes("often");
    const Bytes deleted = to_bytes("deleted");
    for (u64 height = 1; height <= 12; ++height)
    {
        Changes changes;
        changes.values[often] = height < 6 ? std::optional{Bytes{u8(height)}} : std::nullopt;
        if (height > 8)
            changes.values[often] = Bytes{u8(height)};
        if (height < 9)
            changes.values[deleted] = height % 2 == 0 ? std::nullopt : std::optional{Bytes{1}};
        must(store_->commit(must(make_commit(*store_, height, changes))));
    }
    const auto snapshot = must(store_->snapshot());
    for (u64 height = 1; height <= 12; ++height)
    {
        SCOPED_TRACE(height);
        Model model;
        if (height < 6 || height > 8)
            model[often] = Bytes{u8(height)};
        if (height < 9 && height % 2 != 0)
            model[deleted] = Bytes{1};
        EXPECT_EQ(scan(*must(snapshot->at(height)), {}, Bytes{0xFF}), model);
        EXPECT_EQ(scan_back(*must(snapshot->at(height)), {}, Bytes{0xFF}), model);
    }
}

TEST_P(AnyStore, heights_outside_are_refused)
{
    must(store_->commit(must(make_commit(*store_, 5, Workload{}.block(1)))));
    must(store_->commit(must(make_commit(*store_, 6, Workload{}.block(2)))));
    const auto snapshot = must(store_->snapshot());
    EXPECT_EQ(snapshot->floor(), 5U);
    EXPECT_EQ(snapshot->at(4).error().kind, StoreErrorKind::out_of_range);
    EXPECT_EQ(snapshot->root(7).error().text,
              "height 7 is not kept: the state is there from 5 to 6");
    EXPECT_TRUE(snapshot->at(5).has_value());
}

TEST_P(AnyStore, writes_that_change_nothing_leave_no_trace)
{
    run_to(*store_, Workload{}, 1);
    Changes same;
    for (const auto& [key, value] : Workload{}.after(1))
        same.values[key] = value;
    same.values[Workload::key(119)] = std::nullopt;
    const auto before = must(store_->snapshot())->tip();
    const Commit block = must(make_commit(*store_, 2, same));
    EXPECT_TRUE(block.state.transitions.empty());
    EXPECT_EQ(block.state.tree.created.size(), 1U) << "the root's copy";
    EXPECT_EQ(block.state.tree.root, before->root);
}

TEST_P(AnyStore, siblings_stand_beside_each_other)
{
    const Workload work;
    run_to(*store_, work, 3);
    const auto tip = must(store_->snapshot())->tip();
    const Commit dropped = must(make_commit(*store_, 4, work.block(77)));
    const Commit kept = must(make_commit(*store_, 4, work.block(4)));
    const Commit again = must(make_commit(*store_, 4, work.block(77)));
    EXPECT_EQ(dropped.state.tree.root, again.state.tree.root) << "preparing leaves no trace";
    EXPECT_EQ(must(store_->snapshot())->tip(), tip);

    must(store_->commit(kept));
    EXPECT_EQ(must(store_->snapshot())->tip()->root, root_of(work.after(4)));
    const auto refused = store_->commit(dropped);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, StoreErrorKind::conflict);
    EXPECT_FALSE(store_->fault().has_value()) << "a conflict harms nothing";
    run_to(*store_, work, 6);
    EXPECT_EQ(must(store_->snapshot())->tip()->root, root_of(work.after(6)));
}

TEST_P(AnyStore, a_snapshot_does_not_see_later_blocks)
{
    const Workload work;
    run_to(*store_, work, 3);
    const auto pinned = must(store_->snapshot());
    const auto view = must(pinned->at(3));
    run_to(*store_, work, 20);
    expect_same(pinned->latest(), work.after(3));
    expect_same(*view, work.after(3));
    EXPECT_EQ(pinned->tip()->height, 3U);
    EXPECT_EQ(must(pinned->block(4)), std::nullopt);
    EXPECT_TRUE(pinned->verify().has_value());
}

TEST_P(AnyStore, proofs_hold_at_every_height)
{
    const Workload work;
    run_to(*store_, work, 12);
    const auto snapshot = must(store_->snapshot());
    for (u64 height = 1; height <= 12; ++height)
    {
        const Model model = work.after(height);
        const Bytes32 root = root_of(model);
        for (u64 number = 0; number < Workload::key_count(); number += 5)
        {
            const Bytes key = Workload::key(number);
            const Proof proof = must(snapshot->prove(height, key));
            const auto found = model.find(key);
            if (found == model.end())
            {
                EXPECT_TRUE(proves_absence(proof, root, key));
            }
            else
            {
                EXPECT_TRUE(proves_inclusion(proof, root, key, found->second));
            }
        }
    }
    EXPECT_EQ(snapshot->prove(13, Workload::key(0)).error().kind, StoreErrorKind::out_of_range);
    EXPECT_EQ(snapshot->prove_ics23(0, Workload::key(0)).error().kind,
              StoreErrorKind::out_of_range);
}

TEST_P(AnyStore, the_first_block_may_have_any_height_and_no_changes)
{
    must(store_->commit(must(make_commit(*store_, 1000, {}))));
    must(store_->commit(must(make_commit(*store_, 1001, {}))));
    const auto snapshot = must(store_->snapshot());
    EXPECT_EQ(must(snapshot->root(1000)), root_of({}));
    EXPECT_EQ(must(snapshot->root(1001)), root_of({}));
}
} // namespace pawl::state
