#include "base/check.hpp"
#include "base/sha256.hpp"
#include "state/ics23.hpp"
#include "state/node_cache.hpp"
#include "state/records.hpp"
#include "state/store.hpp"
#include "state/table_view.hpp"

#include <algorithm>
#include <ranges>

namespace pawl::state
{
namespace
{
/// The steps that the changes make, without those that change nothing.
StoreResult<std::vector<Transition>>
transitions(const LatestView& before, std::map<Bytes, std::optional<Bytes>, BytesLess> to)
{
    std::vector<BytesView> keys(to.size());
    std::ranges::copy(to | std::views::keys, keys.begin());
    auto old = before.get_many(keys);
    if (!old)
        return std::unexpected{old.error()};
    std::vector<Transition> out;
    out.reserve(to.size());
    auto was = old->begin();
    for (auto& [key, value] : to)
    {
        if (*was != value)
            out.push_back({key, std::move(*was), std::move(value)});
        ++was;
    }
    return out;
}

/// The same steps as the tree sees them.
std::vector<LeafChange> leaf_changes(const std::vector<Transition>& steps)
{
    std::vector<LeafChange> out;
    out.reserve(steps.size());
    for (const Transition& step : steps)
        out.push_back({sha256(step.key),
                       step.after ? std::optional{sha256(*step.after)} : std::nullopt, step.key,
                       step.before.has_value()});
    std::ranges::sort(out, {}, &LeafChange::key_hash);
    return out;
}

/// A tree of nothing yet.
class NoNodes final : public NodeReader
{
public:
    [[nodiscard]] StoreResult<Bytes> read(const NodeKey&) const override
    {
        return fail(StoreErrorKind::corrupt, "an empty tree has no nodes");
    }
};
} // namespace

Snapshot::Snapshot(std::unique_ptr<DatabaseSnapshot> data, const NodeCache& cache,
                   std::optional<Tip> tip, u64 floor)
    : data_{std::move(data)},
      nodes_{std::make_unique<SnapshotNodes>(*data_, cache)},
      latest_{std::make_unique<LatestView>(*data_)},
      tip_{std::move(tip)},
      floor_{floor}
{
}

Snapshot::~Snapshot() = default;

StoreResult<void> Snapshot::retained(u64 height) const
{
    if (tip_ && height >= floor_ && height <= tip_->height)
        return {};
    return fail(StoreErrorKind::out_of_range,
                tip_ ? "height " + std::to_string(height) +
                           " is not kept: the state is there from " + std::to_string(floor_) +
                           " to " + std::to_string(tip_->height)
                     : "height " + std::to_string(height) + " is not kept: there is no block yet");
}

StoreResult<std::unique_ptr<StateView>> Snapshot::at(u64 height,
                                                     const std::atomic<bool>* stop) const
{
    if (const auto kept = retained(height); !kept)
        return std::unexpected{kept.error()};
    if (height == tip_->height)
        return std::make_unique<LatestView>(*data_);
    return std::make_unique<HeightView>(*data_, height, stop);
}

StoreResult<Bytes32> Snapshot::root(u64 height) const
{
    if (const auto kept = retained(height); !kept)
        return std::unexpected{kept.error()};
    const auto node = nodes_->node({height, {}});
    if (!node)
        return std::unexpected{node.error()};
    return hash(*node);
}

StoreResult<Proof> Snapshot::prove(u64 height, BytesView key) const
{
    if (const auto kept = retained(height); !kept)
        return std::unexpected{kept.error()};
    return state::prove(*nodes_, height, sha256(key));
}

StoreResult<std::optional<Bytes>> Snapshot::prove_ics23(u64 height, BytesView key) const
{
    const auto view = at(height);
    if (!view)
        return std::unexpected{view.error()};
    return state::prove_ics23(*nodes_, height, **view, key);
}

StoreResult<std::optional<Bytes>> Snapshot::block(u64 height) const
{
    return data_->get(Table::block, height_key(height));
}

StoreResult<std::optional<Bytes>> Snapshot::receipt(const Locator& place) const
{
    return data_->get(Table::receipt, place_key(place));
}

StoreResult<std::optional<Locator>> Snapshot::transaction(const Bytes32& hash) const
{
    const auto found = data_->get(Table::transaction, hash);
    if (!found)
        return std::unexpected{found.error()};
    if (!*found)
        return std::nullopt;
    return decode_locator(**found);
}

StoreResult<std::optional<Bytes>> Snapshot::code(const Bytes32& hash) const
{
    return data_->get(Table::code, hash);
}

StoreResult<PreparedState> Snapshot::prepare(u64 height, Changes changes) const
{
    PAWL_CHECK(!tip_ || height == tip_->height + 1, "a block must follow the tip");
    PreparedState out;
    out.height = height;
    out.parent_root = placeholder();
    if (tip_)
    {
        out.parent = tip_->height;
        out.parent_root = tip_->root;
    }
    auto steps = transitions(LatestView{*data_}, std::move(changes.values));
    if (!steps)
        return std::unexpected{steps.error()};
    out.transitions = std::move(*steps);
    auto tree = update_tree(*nodes_, out.parent, height, leaf_changes(out.transitions));
    if (!tree)
        return std::unexpected{tree.error()};
    out.tree = std::move(*tree);
    for (auto& [hash, bytes] : changes.code)
        out.code.push_back({to_bytes(hash), std::move(bytes)});
    return out;
}

StoreResult<void> Snapshot::verify() const
{
    if (!tip_)
        return {};
    const Bytes end{0xFF}; // above every namespace
    std::vector<Transition> all;
    for (Bytes from;;)
    {
        auto entry = latest_->next(from, end, Direction::ascending);
        if (!entry)
            return std::unexpected{entry.error()};
        if (!*entry)
            break;
        from = (*entry)->key;
        from.push_back(0);
        all.push_back({std::move((*entry)->key), {}, std::move((*entry)->value)});
    }
    const auto tree = update_tree(NoNodes{}, std::nullopt, 0, leaf_changes(all));
    if (!tree)
        return std::unexpected{tree.error()};
    if (tree->root == tip_->root)
        return {};
    return fail(StoreErrorKind::corrupt, "the values at height " + std::to_string(tip_->height) +
                                             " make the root " + to_hex(tree->root) +
                                             ", the tip's is " + to_hex(tip_->root));
}
} // namespace pawl::state
