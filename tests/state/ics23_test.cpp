// ICS-23 proofs: judged by our verifier and by one that knows nothing but the generic rules.
#include "base/sha256.hpp"
#include "generic_ics23.hpp"
#include "state/ics23.hpp"
#include "workload.hpp"

#include <gtest/gtest.h>

namespace pawl::state
{
namespace
{
constexpr u64 height = 6;

class Ics23 : public testing::Test
{
protected:
    void SetUp() override
    {
        run_to(*store_, Workload{}, height);
        snapshot_ = must(store_->snapshot());
    }

    Bytes proof_of(BytesView key) const
    {
        return must(snapshot_->prove_ics23(height, key)).value();
    }

    bool included(BytesView proof, BytesView key, BytesView value) const
    {
        return ics23_proves_inclusion(proof, root_, key, value).value_or(false);
    }

    bool absent(BytesView proof, BytesView key) const
    {
        return ics23_proves_absence(proof, root_, key).value_or(false);
    }

    std::optional<Bytes> value_of(const Bytes& key) const
    {
        const auto found = model_.find(key);
        return found == model_.end() ? std::nullopt : std::optional{found->second};
    }

    std::unique_ptr<Store> store_ = memory_store("test");
    std::unique_ptr<Snapshot> snapshot_;
    Model model_ = Workload{}.after(height);
    Bytes32 root_ = root_of(model_);
};
} // namespace

TEST_F(Ics23, proofs_hold_for_every_key_by_both_verifiers)
{
    std::size_t inclusions = 0;
    for (u64 number = 0; number < Workload::key_count(); ++number)
    {
        const Bytes key = Workload::key(number);
        const auto value = value_of(key);
        const Bytes proof = proof_of(key);
        inclusions += value ? 1 : 0;
        EXPECT_EQ(absent(proof, key), !value);
        EXPECT_EQ(generic_absence(proof, root_, key), !value);
        EXPECT_EQ(included(proof, key, value.value_or(Bytes{1})), value.has_value());
        EXPECT_EQ(generic_inclusion(proof, root_, key, value.value_or(Bytes{1})),
                  value.has_value());
        EXPECT_FALSE(included(proof, key, as_bytes("another value")));
    }
    EXPECT_EQ(inclusions > 0, inclusions < Workload::key_count()) << "both kinds were there";
}

TEST_F(Ics23, absence_is_proved_beyond_both_ends)
{
    std::map<Bytes32, Bytes> by_hash;
    for (const auto& [key, value] : model_)
        by_hash[sha256(key)] = key;
    std::size_t left = 0;
    std::size_t right = 0;
    for (int number = 0; number < 2000; ++number)
    {
        const Bytes key = to_bytes("absent " + std::to_string(number));
        const Bytes32 key_hash = sha256(key);
        if (key_hash < by_hash.begin()->first)
            ++left;
        else if (by_hash.rbegin()->first < key_hash)
            ++right;
        else
            continue;
        EXPECT_TRUE(absent(proof_of(key), key));
        EXPECT_TRUE(generic_absence(proof_of(key), root_, key));
    }
    EXPECT_GT(left, 0U);
    EXPECT_GT(right, 0U);
}

TEST_F(Ics23, a_proof_holds_for_no_other_key)
{
    for (u64 number = 0; number < Workload::key_count(); number += 3)
    {
        const Bytes proof = proof_of(Workload::key(number));
        for (const auto& [key, value] : model_)
        {
            EXPECT_FALSE(absent(proof, key));
            EXPECT_EQ(included(proof, key, value), key == Workload::key(number));
        }
    }
}

TEST_F(Ics23, no_proof_survives_the_change_of_a_bit)
{
    for (u64 number = 0; number < 12; ++number)
    {
        const Bytes key = Workload::key(number);
        const auto value = value_of(key);
        const Bytes whole = proof_of(key);
        for (std::size_t bit = 0; bit < whole.size() * 8; ++bit)
        {
            Bytes damaged = whole;
            damaged[bit / 8] = static_cast<u8>(damaged[bit / 8] ^ 1U << bit % 8);
            EXPECT_FALSE(value ? included(damaged, key, *value) : absent(damaged, key))
                << "key " << number << ", bit " << bit;
        }
    }
}

TEST_F(Ics23, a_cut_or_longer_proof_is_rejected)
{
    const Bytes whole = proof_of(Workload::key(0));
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(ics23_proves_absence(BytesView{whole}.first(length), root_, Workload::key(0)));
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(ics23_proves_absence(longer, root_, Workload::key(0)));
    longer.back() = 0x18; // one more field, number 3
    longer.push_back(0x01);
    EXPECT_FALSE(ics23_proves_absence(longer, root_, Workload::key(0)));
}

/// Left and right must be each other's neighbours, or keys between them could be denied.
TEST_F(Ics23, neighbours_with_a_key_between_them_show_nothing)
{
    std::map<Bytes32, Bytes> by_hash;
    for (const auto& [key, value] : model_)
        by_hash[sha256(key)] = key;
    const auto exists = [&](const Bytes& key) { return without_envelope(proof_of(key)); };
    for (auto at = std::next(by_hash.begin()); std::next(at) != by_hash.end(); ++at)
    {
        const Bytes forged =
            make_absence(at->second, exists(std::prev(at)->second), exists(std::next(at)->second));
        EXPECT_FALSE(absent(forged, at->second));
        EXPECT_FALSE(generic_absence(forged, root_, at->second));
        const Bytes beyond_left = make_absence(at->second, exists(std::prev(at)->second), {});
        EXPECT_FALSE(absent(beyond_left, at->second));
        const Bytes beyond_right = make_absence(at->second, {}, exists(std::next(at)->second));
        EXPECT_FALSE(absent(beyond_right, at->second));
    }
}

TEST_F(Ics23, an_empty_state_has_no_proof)
{
    const auto store = memory_store("empty");
    must(store->commit(must(make_commit(*store, 1, {}))));
    EXPECT_EQ(must(must(store->snapshot())->prove_ics23(1, as_bytes("key"))), std::nullopt);
}
} // namespace pawl::state
