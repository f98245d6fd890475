// The journal against a model that keeps whole copies and searches linearly.
#include "base/codec.hpp"
#include "base/sha256.hpp"
#include "contract/journal.hpp"
#include "state/overlay.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pawl::contract
{
namespace
{
using state::Direction;
using Value = std::optional<Bytes>;

/// What a journal promises, done without thought for speed.
class Model
{
public:
    explicit Model(std::map<Bytes, Bytes> base) : base_{std::move(base)} {}

    Value get(const Bytes& key)
    {
        if (written_.contains(key))
            return written_.at(key);
        reads_[key] = base_value(key);
        return base_value(key);
    }
    void set(const Bytes& key, const Bytes& value) { written_[key] = value; }
    void erase(const Bytes& key)
    {
        if (get(key))
            written_[key] = std::nullopt;
    }

    std::optional<Journal::Found> next(const Bytes& from, const Bytes& to, Direction direction)
    {
        std::map<Bytes, Value> all{base_.begin(), base_.end()};
        for (const auto& [key, value] : written_)
            all[key] = value;
        std::erase_if(all,
                      [&](const auto& entry) { return entry.first < from || !(entry.first < to); });
        if (all.empty())
            return std::nullopt;
        const auto& [key, value] =
            direction == Direction::ascending ? *all.begin() : *std::prev(all.end());
        return Journal::Found{.key = key, .deleted = !value};
    }

    void record_scan(const Bytes& from, const Bytes& to) { ranges_.emplace(from, to); }

    using Savepoint = std::map<Bytes, Value>;
    [[nodiscard]] Savepoint save() const { return written_; }
    void roll_back(Savepoint savepoint) { written_ = std::move(savepoint); }

    [[nodiscard]] std::map<Bytes, Value> changes() const
    {
        std::map<Bytes, Value> out;
        for (const auto& [key, value] : written_)
            if (value != base_value(key))
                out[key] = value;
        return out;
    }

    [[nodiscard]] Bytes32 read_set_digest() const
    {
        Encoder out;
        encode_values(out, reads_);
        out.u32(static_cast<u32>(ranges_.size()));
        for (const auto& [from, to] : ranges_)
            out.bytes(from).bytes(to);
        return sha256(out.view());
    }
    [[nodiscard]] Bytes32 write_set_digest() const
    {
        Encoder out;
        encode_values(out, changes());
        return sha256(out.view());
    }

private:
    [[nodiscard]] Value base_value(const Bytes& key) const
    {
        const auto found = base_.find(key);
        return found == base_.end() ? std::nullopt : Value{found->second};
    }

    static void encode_values(Encoder& out, const std::map<Bytes, Value>& values)
    {
        out.u32(static_cast<u32>(values.size()));
        for (const auto& [key, value] : values)
        {
            out.bytes(key).u8(value ? 1 : 0);
            if (value)
                out.raw(sha256(*value));
        }
    }

    std::map<Bytes, Bytes> base_;
    std::map<Bytes, Value> written_, reads_;
    std::set<std::pair<Bytes, Bytes>> ranges_;
};

/// Keys and values from a small set, so that operations meet.
class Choices
{
public:
    explicit Choices(u32 seed) : engine_{seed} {}

    u32 below(u32 end) { return static_cast<u32>(engine_() % end); }
    Bytes key()
    {
        constexpr std::array<u8, 3> alphabet{0x00, 0x61, 0xFF};
        Bytes out(1 + below(3));
        for (u8& byte : out)
            byte = alphabet[below(alphabet.size())];
        return out;
    }
    Bytes value() { return {static_cast<u8>(1 + below(2))}; }
    Direction direction() { return below(2) == 0 ? Direction::ascending : Direction::descending; }

private:
    std::mt19937 engine_;
};

/// A journal and its model over the same random base.
class Pair
{
public:
    explicit Pair(u32 seed) : choose_{seed}, model_{make_base()} {}

    void step()
    {
        const Bytes key = choose_.key();
        switch (choose_.below(7))
        {
        case 0:
            EXPECT_EQ(journal_.get(key).value(), model_.get(key));
            return;
        case 1:
            return set(key);
        case 2:
            EXPECT_TRUE(journal_.erase(key));
            return model_.erase(key);
        case 3:
            return next(key);
        case 4:
            saved_.emplace_back(journal_.save(), model_.save());
            return;
        case 5:
            return roll_back();
        default:
            journal_.record_scan(key, Bytes{0xFF});
            return model_.record_scan(key, Bytes{0xFF});
        }
    }

    void expect_same() const
    {
        const state::Changes changes = journal_.changes().value();
        const auto expected = model_.changes();
        EXPECT_TRUE(std::ranges::equal(changes.values, expected));
        EXPECT_EQ(write_set_digest(changes), model_.write_set_digest());
        EXPECT_EQ(journal_.read_set_digest(), model_.read_set_digest());
    }

private:
    std::map<Bytes, Bytes> make_base()
    {
        std::map<Bytes, Bytes> base;
        for (int i = 0; i < 12; ++i)
            base[choose_.key()] = choose_.value();
        state::Changes below;
        below.values.insert(base.begin(), base.end());
        base_.apply(std::move(below));
        return base;
    }

    void set(const Bytes& key)
    {
        const Bytes value = choose_.value();
        journal_.set(key, value);
        model_.set(key, value);
    }

    void next(const Bytes& from)
    {
        const Bytes to = choose_.key();
        const Direction direction = choose_.direction();
        const auto found = journal_.next(from, to, direction).value();
        const auto expected = model_.next(from, to, direction);
        ASSERT_EQ(found.has_value(), expected.has_value());
        if (!found)
            return;
        EXPECT_EQ(found->key, expected->key);
        EXPECT_EQ(found->deleted, expected->deleted);
    }

    void roll_back()
    {
        if (saved_.empty())
            return;
        const std::size_t to = choose_.below(static_cast<u32>(saved_.size()));
        journal_.roll_back(saved_[to].first);
        model_.roll_back(saved_[to].second);
        saved_.resize(to);
    }

    Choices choose_;
    state::EmptyView empty_;
    state::OverlayView base_{empty_};
    Model model_;
    Journal journal_{base_};
    std::vector<std::pair<Journal::Savepoint, Model::Savepoint>> saved_;
};

TEST(journal, does_what_the_model_does)
{
    for (u32 seed = 1; seed <= 300; ++seed)
    {
        SCOPED_TRACE(testing::Message{} << "seed " << seed);
        Pair pair{seed};
        for (int i = 0; i < 200; ++i)
            pair.step();
        pair.expect_same();
        if (testing::Test::HasFailure())
            return;
    }
}

TEST(journal, code_is_found_before_it_is_committed)
{
    const state::EmptyView empty;
    Journal journal{empty};
    const Bytes code = to_bytes("code");
    EXPECT_EQ(journal.code(sha256(code)).value(), std::nullopt);
    journal.store_code(sha256(code), code);
    EXPECT_EQ(journal.code(sha256(code)).value(), code);
    EXPECT_EQ(journal.changes().value().code.size(), 1);
}

TEST(journal, digests_follow_the_format)
{
    // SHA-256 of the bytes that docs/formats/receipt.md describes, written out by hand.
    state::Changes below;
    below.values[to_bytes("a")] = to_bytes("1");
    const state::EmptyView empty;
    const state::OverlayView base{empty, below};
    Journal journal{base};
    EXPECT_TRUE(journal.get(as_bytes("b")));
    EXPECT_TRUE(journal.erase(as_bytes("a")));
    journal.record_scan(as_bytes("a"), as_bytes("c"));
    const std::string one = to_hex(sha256(as_bytes("1")));
    EXPECT_EQ(journal.read_set_digest(), sha256(*from_hex("00000002"
                                                          "00000001"
                                                          "61"
                                                          "01" +
                                                          one +
                                                          "00000001"
                                                          "62"
                                                          "00"
                                                          "00000001"
                                                          "00000001"
                                                          "61"
                                                          "00000001"
                                                          "63")));
    EXPECT_EQ(write_set_digest(journal.changes().value()), sha256(*from_hex("00000001"
                                                                            "00000001"
                                                                            "61"
                                                                            "00")));
}
} // namespace
} // namespace pawl::contract
