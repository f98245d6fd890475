#include "generic_ics23.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

namespace pawl::state
{
namespace
{
// The specification of docs/formats/state.md.
constexpr std::string_view leaf_prefix = "JMT::LeafNode";
constexpr std::string_view empty_child = "SPARSE_MERKLE_PLACEHOLDER_HASH__";
constexpr std::size_t child_bytes = 32;
constexpr std::size_t prefix_bytes = 16;
constexpr std::size_t max_depth = 64;

/// A message of Protocol Buffers: its fields by number, in order of appearance.
struct Message
{
    std::map<u64, std::vector<BytesView>> bytes;
    std::map<u64, u64> numbers;

    BytesView at(u64 field) const
    {
        const auto found = bytes.find(field);
        return found == bytes.end() ? BytesView{} : found->second.back();
    }
};

u64 varint(BytesView& in)
{
    u64 out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7)
    {
        if (in.empty())
            throw std::runtime_error{"cut"};
        const u64 byte = in[0];
        in = in.subspan(1);
        out |= (byte & 0x7F) << shift;
        if (byte < 0x80)
            return out;
    }
    throw std::runtime_error{"too long"};
}

Message parse(BytesView in)
{
    Message out;
    while (!in.empty())
    {
        const u64 tag = varint(in);
        const u64 value = varint(in);
        if (tag % 8 == 0)
            out.numbers[tag / 8] = value;
        else if (tag % 8 != 2 || value > in.size())
            throw std::runtime_error{"no such field"};
        else
        {
            out.bytes[tag / 8].push_back(in.first(value));
            in = in.subspan(value);
        }
    }
    return out;
}

/// One step upwards: hash(prefix ‖ child ‖ suffix).
struct Step
{
    BytesView prefix, suffix;

    bool operator==(const Step& other) const
    {
        return equal(prefix, other.prefix) && equal(suffix, other.suffix);
    }
    bool valid() const
    {
        const bool starts_as_leaf = as_text(prefix).starts_with(leaf_prefix);
        return !starts_as_leaf && prefix.size() >= prefix_bytes &&
               prefix.size() <= prefix_bytes + child_bytes && suffix.size() % child_bytes == 0;
    }
    /// 0 where the path is the left child, 1 where it is the right one.
    std::optional<int> order() const
    {
        if (prefix.size() == prefix_bytes && suffix.size() == child_bytes)
            return 0;
        if (prefix.size() == prefix_bytes + child_bytes && suffix.empty())
            return 1;
        return std::nullopt;
    }
    bool nothing_left() const
    {
        return order() == 0 ||
               (order() == 1 && as_text(prefix.subspan(prefix_bytes)) == empty_child);
    }
    bool nothing_right() const
    {
        return order() == 1 || (order() == 0 && as_text(suffix) == empty_child);
    }
};

/// A parsed ExistenceProof.
struct Existence
{
    BytesView key, value;
    bool leaf_fits = false;
    std::vector<Step> path;

    explicit Existence(BytesView from)
    {
        const Message message = parse(from);
        key = message.at(1);
        value = message.at(2);
        Message leaf = parse(message.at(3));
        const bool hashes = leaf.numbers[1] == 1 && leaf.numbers[2] == 1 && leaf.numbers[3] == 1;
        leaf_fits = hashes && leaf.numbers[4] == 0 && as_text(leaf.at(5)) == leaf_prefix;
        if (!message.bytes.contains(4))
            return;
        for (const BytesView bytes : message.bytes.at(4))
        {
            Message step = parse(bytes);
            leaf_fits = leaf_fits && step.numbers[1] == 1;
            path.push_back({step.at(2), step.at(3)});
        }
    }

    bool holds(const Bytes32& root) const
    {
        if (!leaf_fits || key.empty() || value.empty() || path.size() > max_depth)
            return false;
        Bytes32 at = sha256({as_bytes(leaf_prefix), sha256(key), sha256(value)});
        for (const Step& step : path)
        {
            if (!step.valid())
                return false;
            at = sha256({step.prefix, at, step.suffix});
        }
        return at == root;
    }
};

bool leftmost(std::span<const Step> path)
{
    return std::ranges::all_of(path, &Step::nothing_left);
}

bool rightmost(std::span<const Step> path)
{
    return std::ranges::all_of(path, &Step::nothing_right);
}

bool left_neighbour(std::span<const Step> left, std::span<const Step> right)
{
    while (!left.empty() && !right.empty() && left.back() == right.back())
    {
        left = left.first(left.size() - 1);
        right = right.first(right.size() - 1);
    }
    if (left.empty() || right.empty() || left.back().order() != 0 || right.back().order() != 1)
        return false;
    return rightmost(left.first(left.size() - 1)) && leftmost(right.first(right.size() - 1));
}

bool absence(const Message& message, const Bytes32& root, BytesView key)
{
    std::optional<Existence> left;
    std::optional<Existence> right;
    if (message.bytes.contains(2))
        left.emplace(message.at(2));
    if (message.bytes.contains(3))
        right.emplace(message.at(3));
    if ((!left && !right) || !equal(message.at(1), key))
        return false;
    if (left && (!left->holds(root) || !(sha256(left->key) < sha256(key))))
        return false;
    if (right && (!right->holds(root) || !(sha256(key) < sha256(right->key))))
        return false;
    if (left && right)
        return left_neighbour(left->path, right->path);
    return left ? rightmost(left->path) : leftmost(right->path);
}

void put_field(Bytes& out, u8 field, BytesView bytes)
{
    out.push_back(static_cast<u8>(field << 3 | 2));
    for (std::size_t size = bytes.size();; size >>= 7)
    {
        out.push_back(static_cast<u8>((size & 0x7F) | (size >= 0x80 ? 0x80 : 0)));
        if (size < 0x80)
            break;
    }
    append(out, bytes);
}
} // namespace

bool generic_inclusion(BytesView proof, const Bytes32& root, BytesView key, BytesView value)
{
    const Message message = parse(proof);
    if (!message.bytes.contains(1))
        return false;
    const Existence exists{message.at(1)};
    return equal(exists.key, key) && equal(exists.value, value) && exists.holds(root);
}

bool generic_absence(BytesView proof, const Bytes32& root, BytesView key)
{
    const Message message = parse(proof);
    return message.bytes.contains(2) && absence(parse(message.at(2)), root, key);
}

Bytes without_envelope(BytesView proof)
{
    return to_bytes(parse(proof).at(1));
}

Bytes make_absence(BytesView key, BytesView left, BytesView right)
{
    Bytes inner;
    put_field(inner, 1, key);
    if (!left.empty())
        put_field(inner, 2, left);
    if (!right.empty())
        put_field(inner, 3, right);
    Bytes out;
    put_field(out, 2, inner);
    return out;
}
} // namespace pawl::state
