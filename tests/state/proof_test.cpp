// Compact proofs: what they show, and that nothing else is taken for one.
#include "memory_nodes.hpp"
#include "state/proof.hpp"

#include <gtest/gtest.h>

namespace pawl::state
{
namespace
{
std::string name(int number)
{
    return "key " + std::to_string(number);
}

/// A tree of `count` keys, each its own value.
class Proofs : public testing::Test
{
protected:
    void fill(int count)
    {
        TextChanges all;
        for (int number = 0; number < count; ++number)
            all[name(number)] = name(number);
        root_ = nodes_.update(all).root;
    }

    Proof proof_of(std::string_view key) const
    {
        auto proof = prove(nodes_, nodes_.height(), sha256(as_bytes(key)));
        if (!proof)
            throw std::runtime_error{proof.error().text};
        return std::move(*proof);
    }

    bool included(const Proof& proof, std::string_view key, std::string_view value) const
    {
        return proves_inclusion(proof, root_, as_bytes(key), as_bytes(value));
    }

    bool absent(const Proof& proof, std::string_view key) const
    {
        return proves_absence(proof, root_, as_bytes(key));
    }

    /// Whether the proof, damaged somehow, still shows what it showed before.
    bool shows_the_same(const Proof& proof, std::string_view key, bool inclusion) const
    {
        return inclusion ? included(proof, key, key) : absent(proof, key);
    }

    MemoryNodes nodes_;
    Bytes32 root_;
};
} // namespace

TEST_F(Proofs, hold_for_every_key_and_for_absent_ones)
{
    for (const int count : {1, 2, 17, 300})
    {
        fill(count);
        for (int number = 0; number < 2 * count; ++number)
        {
            const std::string key = name(number);
            const Proof proof = proof_of(key);
            EXPECT_EQ(included(proof, key, key), number < count) << key;
            EXPECT_EQ(absent(proof, key), number >= count) << key;
            EXPECT_FALSE(included(proof, key, "another value")) << key;
        }
    }
}

TEST_F(Proofs, of_an_empty_state_are_the_placeholder_alone)
{
    root_ = nodes_.update({}).root;
    const Proof proof = proof_of("anything");
    EXPECT_EQ(proof, Proof{});
    EXPECT_TRUE(absent(proof, "anything"));
    EXPECT_FALSE(included(proof, "anything", ""));
    EXPECT_EQ(to_hex(encode(proof)), "01000000");
}

TEST_F(Proofs, have_the_bytes_of_the_format)
{
    root_ = nodes_.update({{"hello", "world"}, {"goodbye", "world"}}).root;
    const Proof proof = proof_of("hello");
    ASSERT_EQ(proof.siblings.size(), 1U) << "the two key hashes differ in their first bit";
    const Bytes32 sibling = leaf_hash(sha256(as_bytes("goodbye")), sha256(as_bytes("world")));
    EXPECT_EQ(to_hex(encode(proof)), "0101" + to_hex(sha256(as_bytes("hello"))) +
                                         to_hex(sha256(as_bytes("world"))) + "0001" + "80" +
                                         to_hex(sibling));
}

TEST_F(Proofs, do_not_hold_for_another_key_or_root)
{
    fill(50);
    for (int number = 0; number < 100; ++number)
    {
        const Proof proof = proof_of(name(number));
        Bytes32 other_root = root_;
        other_root.bytes[31] ^= 1;
        EXPECT_FALSE(
            proves_inclusion(proof, other_root, as_bytes(name(number)), as_bytes(name(number))));
        EXPECT_FALSE(proves_absence(proof, other_root, as_bytes(name(number))));
        for (int other = 0; other < 50; ++other)
        {
            // A proof of absence may end in another key's leaf, and then it shows that one too.
            const bool own_end = proof.end && proof.end->key_hash == sha256(as_bytes(name(other)));
            EXPECT_EQ(included(proof, name(other), name(other)), own_end);
            EXPECT_TRUE(number >= 50 || own_end == (number == other));
            EXPECT_FALSE(absent(proof, name(other))) << "it is there";
        }
    }
}

TEST_F(Proofs, survive_no_change_of_a_single_bit)
{
    fill(40);
    for (int number = 30; number < 50; ++number)
    {
        const std::string key = name(number);
        const Bytes whole = encode(proof_of(key));
        for (std::size_t bit = 0; bit < whole.size() * 8; ++bit)
        {
            Bytes damaged = whole;
            damaged[bit / 8] = static_cast<u8>(damaged[bit / 8] ^ 1U << bit % 8);
            const auto proof = decode_proof(damaged);
            EXPECT_FALSE(proof && shows_the_same(*proof, key, number < 40))
                << key << ", bit " << bit;
        }
    }
}

TEST_F(Proofs, survive_no_missing_added_or_exchanged_sibling)
{
    fill(40);
    for (int number = 30; number < 50; ++number)
    {
        const std::string key = name(number);
        const Proof whole = proof_of(key);
        for (std::size_t level = 0; level < whole.siblings.size(); ++level)
        {
            const auto at = static_cast<std::ptrdiff_t>(level);
            Proof shorter = whole;
            shorter.siblings.erase(shorter.siblings.begin() + at);
            EXPECT_FALSE(shows_the_same(shorter, key, number < 40));
            Proof longer = whole;
            longer.siblings.insert(longer.siblings.begin() + at, placeholder());
            EXPECT_FALSE(shows_the_same(longer, key, number < 40));
            Proof exchanged = whole;
            std::swap(exchanged.siblings[0], exchanged.siblings[level]);
            EXPECT_EQ(shows_the_same(exchanged, key, number < 40), level == 0);
        }
    }
}

/// A leaf must not pass as the end of a path that is not its own: it would hide its neighbours.
TEST_F(Proofs, a_leaf_elsewhere_shows_no_absence)
{
    fill(40);
    for (int number = 0; number < 40; ++number)
    {
        const Proof other = proof_of(name(number));
        for (int absent_number = 100; absent_number < 140; ++absent_number)
            if (absent(other, name(absent_number)))
            {
                EXPECT_EQ(proof_of(name(absent_number)), other) << "only on its own path";
            }
    }
}

TEST_F(Proofs, hold_at_earlier_versions)
{
    fill(20);
    const Bytes32 before = root_;
    nodes_.update({{name(3), std::nullopt}, {name(4), "new"}});
    const auto earlier = prove(nodes_, 1, sha256(as_bytes(name(3))));
    EXPECT_TRUE(proves_inclusion(*earlier, before, as_bytes(name(3)), as_bytes(name(3))));
}

TEST(compact_proof, only_its_canonical_bytes_are_read)
{
    Proof proof;
    proof.siblings = {sha256(as_bytes("a")), placeholder(), sha256(as_bytes("b"))};
    const Bytes whole = encode(proof);
    EXPECT_EQ(decode_proof(whole), proof);
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(decode_proof(BytesView{whole}.first(length)).has_value()) << length;

    const auto refused = [](Bytes bytes) { return decode_proof(bytes).error().code; };
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_EQ(refused(longer), Code::trailing_bytes);
    Bytes unused_bit = whole;
    unused_bit[4] |= 1;
    EXPECT_EQ(refused(unused_bit), Code::bad_number);
    Bytes written_placeholder = whole;
    std::ranges::copy(placeholder().bytes, written_placeholder.begin() + 5);
    EXPECT_EQ(refused(written_placeholder), Code::bad_number);
    EXPECT_EQ(refused({2, 0, 0, 0}), Code::bad_version);
    EXPECT_EQ(refused({1, 2, 0, 0}), Code::bad_tag);
    EXPECT_EQ(refused({1, 0, 1, 1}), Code::bad_length) << "deeper than 256";
}

TEST(compact_proof, the_deepest_one_is_read)
{
    Proof proof;
    proof.siblings.assign(256, sha256(as_bytes("a")));
    EXPECT_EQ(decode_proof(encode(proof)), proof);
}
} // namespace pawl::state
