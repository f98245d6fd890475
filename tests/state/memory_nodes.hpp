// Tree nodes in a map, for tests of the tree without a store.
#pragma once

#include "base/sha256.hpp"
#include "state/tree.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

namespace pawl::state
{
/// Keys to values, or to nothing where deleted.
using TextChanges = std::map<std::string, std::optional<std::string>>;

/// Keeps every version, so that any of them can be read.
class MemoryNodes final : public NodeReader
{
public:
    [[nodiscard]] StoreResult<Bytes> read(const NodeKey& key) const override
    {
        const auto found = nodes_.find(key);
        if (found == nodes_.end())
            return fail(StoreErrorKind::corrupt, "no such node");
        return found->second;
    }

    /// Makes the next version. The keys must live on in `changes` while this runs.
    TreeUpdate update(const TextChanges& changes)
    {
        std::vector<LeafChange> leaves;
        for (const auto& [key, value] : changes)
            leaves.push_back({sha256(as_bytes(key)),
                              value ? std::optional{sha256(as_bytes(*value))} : std::nullopt,
                              as_bytes(key), known_.contains(key)});
        std::ranges::sort(leaves, {}, &LeafChange::key_hash);
        const auto parent = height_ == 0 ? std::nullopt : std::optional{height_};
        auto out = update_tree(*this, parent, height_ + 1, leaves);
        if (!out)
            throw std::runtime_error{out.error().text};
        ++height_;
        for (const NewNode& node : out->created)
            if (!nodes_.emplace(node.key, node.bytes).second)
                throw std::runtime_error{"a node was made twice"};
        remember(changes);
        return std::move(*out);
    }

    [[nodiscard]] u64 height() const { return height_; }
    [[nodiscard]] std::map<NodeKey, Bytes>& nodes() { return nodes_; }

private:
    /// Of the keys that are present, the update is told of every other one.
    void remember(const TextChanges& changes)
    {
        for (const auto& [key, value] : changes)
        {
            known_.erase(key);
            if (value && key.size() % 2 == 0)
                known_.insert(key);
        }
    }

    std::set<std::string> known_;
    std::map<NodeKey, Bytes> nodes_;
    u64 height_ = 0;
};
} // namespace pawl::state
