#include "memory_nodes.hpp"
#include "reference_tree.hpp"
#include "state/tree.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace pawl::state
{
namespace
{
/// A random history of writes over a small key space, so that deletions hit.
class RandomWrites
{
public:
    RandomWrites(u64 seed, u64 keys) : random_{seed}, keys_{keys} {}

    TextChanges block(std::size_t writes)
    {
        TextChanges out;
        while (out.size() < writes)
        {
            const bool deletes = random_() % 3 == 0;
            out["key" + std::to_string(random_() % keys_)] =
                deletes ? std::nullopt : std::optional{std::to_string(random_() % 1000)};
        }
        return out;
    }

private:
    std::mt19937_64 random_;
    u64 keys_;
};

void apply(ReferenceLeaves& model, const TextChanges& changes)
{
    for (const auto& [key, value] : changes)
    {
        model.erase(sha256(as_bytes(key)));
        if (value)
            model[sha256(as_bytes(key))] = sha256(as_bytes(*value));
    }
}

/// Every node that the root reaches, checked against what its parent says of it.
void reach(const MemoryNodes& nodes, const NodeKey& key, const Bytes32& expected,
           std::set<NodeKey>& out)
{
    out.insert(key);
    const auto node = nodes.node(key);
    ASSERT_TRUE(node.has_value()) << node.error().text;
    EXPECT_EQ(hash(*node), expected);
    const auto* const inner = std::get_if<InnerNode>(&*node);
    if (inner == nullptr)
        return;
    for (u8 nibble = 0; nibble < 16; ++nibble)
        if (const Child& child = inner->children[nibble]; child.kind != Child::Kind::none)
            reach(nodes, {child.height, key.path.child(nibble)}, child.hash, out);
}
} // namespace

TEST(state_tree, published_roots)
{
    // The crate jmt, src/tests/sha2_256_vectors.json.
    MemoryNodes nodes;
    EXPECT_EQ(to_hex(nodes.update({}).root),
              "5350415253455f4d45524b4c455f504c414345484f4c4445525f484153485f5f");
    EXPECT_EQ(to_hex(nodes.update({{"hello", "world"}}).root),
              "6b97115f56e533f2fd443f7e76e4d1ff94d34e6b2e233f2dbdf5cfd1ec39a30c");
    EXPECT_EQ(to_hex(nodes.update({{"goodbye", "world"}}).root),
              "e1e1e220d4b4a9611a9a09dbcee964b4a6c3a40f6f4dee265ad45cf64568790b");
}

TEST(state_tree, every_version_equals_the_definition)
{
    constexpr u64 seed = 20260101;
    SCOPED_TRACE(seed);
    RandomWrites writes{seed, 400};
    MemoryNodes nodes;
    ReferenceLeaves model;
    std::size_t operations = 0;
    for (std::size_t block = 0; operations < 100'000; ++block)
    {
        const TextChanges changes = writes.block(1 + block % 64);
        operations += changes.size();
        apply(model, changes);
        ASSERT_EQ(nodes.update(changes).root, reference_root(model)) << "block " << block;
    }
}

TEST(state_tree, large_blocks_equal_the_definition)
{
    constexpr u64 seed = 20260102;
    SCOPED_TRACE(seed);
    RandomWrites writes{seed, 30'000};
    MemoryNodes nodes;
    ReferenceLeaves model;
    for (std::size_t block = 0; block < 5; ++block)
    {
        const TextChanges changes = writes.block(10'000);
        apply(model, changes);
        ASSERT_EQ(nodes.update(changes).root, reference_root(model)) << "block " << block;
    }
}

TEST(state_tree, the_root_does_not_depend_on_order_or_grouping)
{
    constexpr u64 seed = 20260103;
    SCOPED_TRACE(seed);
    std::mt19937_64 random{seed};
    const TextChanges all = RandomWrites{seed, 5'000}.block(2'000);
    MemoryNodes whole;
    const Bytes32 expected = whole.update(all).root;

    std::vector<std::pair<std::string, std::optional<std::string>>> shuffled{all.begin(),
                                                                             all.end()};
    for (int round = 0; round < 5; ++round)
    {
        std::ranges::shuffle(shuffled, random);
        MemoryNodes pieces;
        Bytes32 root;
        for (std::size_t at = 0; at < shuffled.size();)
        {
            TextChanges piece;
            for (std::size_t end = at + 1 + random() % 300; at < std::min(end, shuffled.size());
                 ++at)
                piece.insert(shuffled[at]);
            root = pieces.update(piece).root;
        }
        EXPECT_EQ(root, expected);
    }
}

TEST(state_tree, deleting_everything_leaves_the_empty_root)
{
    MemoryNodes nodes;
    const Bytes32 empty = nodes.update({}).root;
    TextChanges put;
    TextChanges erase;
    for (int i = 0; i < 500; ++i)
    {
        put[std::to_string(i)] = "value";
        erase[std::to_string(i)] = std::nullopt;
    }
    EXPECT_NE(nodes.update(put).root, empty);
    const TreeUpdate gone = nodes.update(erase);
    EXPECT_EQ(gone.root, empty);
    ASSERT_EQ(gone.created.size(), 1U);
    EXPECT_EQ(gone.created[0].key, (NodeKey{3, {}}));
}

TEST(state_tree, deleting_what_is_absent_changes_nothing)
{
    MemoryNodes nodes;
    const Bytes32 before = nodes.update({{"a", "1"}, {"b", "2"}}).root;
    EXPECT_EQ(nodes.update({{"c", std::nullopt}, {"d", std::nullopt}}).root, before);
}

TEST(state_tree, every_height_has_a_root_node)
{
    MemoryNodes nodes;
    const Bytes32 root = nodes.update({{"a", "1"}, {"b", "2"}}).root;
    for (u64 height = 2; height < 5; ++height)
    {
        EXPECT_EQ(nodes.update({}).root, root);
        EXPECT_EQ(hash(*nodes.node({height, {}})), root);
    }
}

TEST(state_tree, what_is_not_replaced_is_what_the_root_reaches)
{
    constexpr u64 seed = 20260104;
    SCOPED_TRACE(seed);
    RandomWrites writes{seed, 300};
    MemoryNodes nodes;
    std::set<NodeKey> live;
    for (int block = 0; block < 100; ++block)
    {
        const TreeUpdate update = nodes.update(writes.block(20));
        for (const NodeKey& key : update.replaced)
            ASSERT_EQ(live.erase(key), 1U) << "replaced a node that was not live";
        for (const NewNode& node : update.created)
            live.insert(node.key);
        std::set<NodeKey> reached;
        reach(nodes, {nodes.height(), {}}, update.root, reached);
        ASSERT_EQ(live, reached) << "block " << block;
    }
}

TEST(state_tree, a_missing_node_is_reported)
{
    MemoryNodes nodes;
    nodes.update({{"a", "1"}, {"b", "2"}});
    nodes.nodes().clear();
    const LeafChange change{sha256(as_bytes("a")), std::nullopt, as_bytes("a")};
    const auto update = update_tree(nodes, 1, 2, {&change, 1});
    ASSERT_FALSE(update.has_value());
    EXPECT_EQ(update.error().kind, StoreErrorKind::corrupt);
}

TEST(state_node, encodings_are_inverse)
{
    InnerNode inner;
    inner.children[0] = {Child::Kind::leaf, 1, sha256(as_bytes("a"))};
    inner.children[7] = {Child::Kind::inner, 300, sha256(as_bytes("b"))};
    inner.children[15] = {Child::Kind::leaf, 0, sha256(as_bytes("c"))};
    const Bytes bytes = encode(Node{inner}, 300);
    EXPECT_EQ(bytes.size(), 5U + 34 + 33 + 34);
    const auto back = decode_node(bytes, 300);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(encode(*back, 300), bytes);
    EXPECT_EQ(hash(*back), inner.hash());

    const Bytes leaf =
        encode(Node{LeafNode{sha256(as_bytes("k")), sha256(as_bytes("v")), to_bytes("k")}}, 9);
    EXPECT_EQ(leaf.size(), 66U);
    EXPECT_EQ(encode(*decode_node(leaf, 9), 9), leaf);
    EXPECT_EQ(encode(*decode_node(encode(Node{}, 9), 9), 9), Bytes{0});
}

TEST(state_node, damaged_bytes_are_refused)
{
    InnerNode inner;
    inner.children[3] = {Child::Kind::inner, 2, sha256(as_bytes("a"))};
    const Bytes whole = encode(Node{inner}, 5);
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(decode_node(BytesView{whole}.first(length), 5).has_value());
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_EQ(decode_node(longer, 5).error().code, Code::trailing_bytes);
    EXPECT_EQ(decode_node(whole, 2).error().code, Code::bad_number) << "a child before height 0";
    EXPECT_EQ(decode_node(Bytes{3}, 5).error().code, Code::bad_tag);
    Bytes stray = whole;
    stray[4] = 1; // a leaf among no children
    EXPECT_EQ(decode_node(stray, 5).error().code, Code::bad_number);
}

TEST(state_node, keys_sort_by_height)
{
    const Bytes32 hash = sha256(as_bytes("path"));
    const auto key = [&](u64 height, u8 size)
    { return encode(NodeKey{height, NibblePath::prefix(hash, size)}); };
    EXPECT_EQ(key(1, 0).size(), 9U);
    EXPECT_EQ(key(1, 3).size(), 11U);
    EXPECT_EQ(key(1, 64).size(), 41U);
    EXPECT_LT(key(1, 64), key(2, 0));
    EXPECT_LT(key(255, 5), key(256, 0));
}
} // namespace pawl::state
