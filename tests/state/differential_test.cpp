// Both stores and a map do the same random things and must never be told apart.
#include "workload.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

namespace pawl::state
{
namespace
{
constexpr u64 blocks = 120;

u64 seed()
{
    if (const char* const given = std::getenv("PAWL_SEED"))
        return std::strtoull(given, nullptr, 10);
    return std::random_device{}();
}

std::optional<Entry> first_of(const Model& model, const Bytes& from, const Bytes& to,
                              Direction direction)
{
    if (from >= to)
        return std::nullopt;
    const auto low = model.lower_bound(from);
    const auto high = model.lower_bound(to);
    if (low == high)
        return std::nullopt;
    const auto found = direction == Direction::ascending ? low : std::prev(high);
    return Entry{found->first, found->second};
}

class Differential : public testing::Test
{
protected:
    void SetUp() override
    {
        std::cout << "PAWL_SEED=" << seed_ << '\n';
        random_.seed(seed_);
        models_.emplace_back();
    }

    Bytes key() { return Workload::key(random_() % Workload::key_count()); }

    /// Nothing, few or many changes; some put a value where it is already.
    Changes changes()
    {
        Changes out;
        const u64 most = random_() % 8 == 0 ? 200 : random_() % 12;
        for (u64 at = 0; at < most; ++at)
        {
            const Bytes where = key();
            const Model& now = models_.back();
            if (random_() % 6 == 0 && now.contains(where))
                out.values[where] = now.at(where);
            else if (random_() % 3 == 0)
                out.values[where] = std::nullopt;
            else
                out.values[where] = Bytes(1 + random_() % 100, static_cast<u8>(random_()));
        }
        return out;
    }

    void commit_one()
    {
        const Changes next = changes();
        if (random_() % 4 == 0) // a sibling that nobody wants
            must(make_commit(*rocks_, models_.size(), changes()));
        const Commit a = must(make_commit(*memory_, models_.size(), next));
        const Commit b = must(make_commit(*rocks_, models_.size(), next));
        Model model = models_.back();
        lay_over(model, next);
        ASSERT_EQ(a.state.tree.root, root_of(model));
        ASSERT_EQ(b.state.tree.root, a.state.tree.root);
        ASSERT_EQ(b.state.tree.replaced, a.state.tree.replaced);
        must(memory_->commit(a));
        must(rocks_->commit(b));
        models_.push_back(std::move(model));
    }

    void compare_one(const StateView& memory, const StateView& rocks, const Model& model)
    {
        const Bytes from = key();
        const Bytes to = random_() % 5 == 0 ? Bytes{0xFF} : key();
        const auto found = model.find(from);
        const auto value = found == model.end() ? std::nullopt : std::optional{found->second};
        ASSERT_EQ(must(memory.get(from)), value);
        ASSERT_EQ(must(rocks.get(from)), value);
        for (const auto direction : {Direction::ascending, Direction::descending})
        {
            const auto entry = first_of(model, from, to, direction);
            ASSERT_EQ(must(memory.next(from, to, direction)), entry);
            ASSERT_EQ(must(rocks.next(from, to, direction)), entry);
        }
    }

    void compare_at_random_heights()
    {
        const auto memory = must(memory_->snapshot());
        const auto rocks = must(rocks_->snapshot());
        ASSERT_EQ(memory->tip(), rocks->tip());
        for (int time = 0; time < 4; ++time)
        {
            const u64 height = 1 + random_() % (models_.size() - 1);
            const auto memory_view = must(memory->at(height));
            const auto rocks_view = must(rocks->at(height));
            for (int read = 0; read < 12; ++read)
                compare_one(*memory_view, *rocks_view, models_[height]);
            const Bytes where = key();
            ASSERT_EQ(must(memory->prove(height, where)), must(rocks->prove(height, where)));
            ASSERT_EQ(must(memory->prove_ics23(height, where)),
                      must(rocks->prove_ics23(height, where)));
        }
        compare_one(memory->latest(), rocks->latest(), models_.back());
    }

    void reopen()
    {
        rocks_.reset();
        rocks_ = must(open_store(folder_options(folder_.path()), "test"));
    }

    const u64 seed_ = seed();
    std::mt19937_64 random_;
    TemporaryFolder folder_;
    std::unique_ptr<Store> memory_ = memory_store("test");
    std::unique_ptr<Store> rocks_ = must(open_store(folder_options(folder_.path()), "test"));
    std::vector<Model> models_; ///< By height; 0 is the state before the first block.
};
} // namespace

TEST_F(Differential, both_stores_are_the_model)
{
    SCOPED_TRACE("PAWL_SEED=" + std::to_string(seed_));
    for (u64 height = 1; height <= blocks && !HasFatalFailure(); ++height)
    {
        commit_one();
        if (HasFatalFailure())
            return;
        compare_at_random_heights();
        if (random_() % 20 == 0)
            reopen();
    }
    must(must(memory_->snapshot())->verify());
    must(must(rocks_->snapshot())->verify());
}
} // namespace pawl::state
