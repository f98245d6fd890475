#include "state/ics23_wire.hpp"

#include "base/codec.hpp"
#include "state/node.hpp"

#include <algorithm>

namespace pawl::state::ics23
{
namespace
{
constexpr u64 sha256_op = 1; // HashOp.SHA256

// Field numbers of cosmos/ics23, proto/cosmos/ics23/v1/proofs.proto.
namespace field
{
constexpr unsigned proof_exist = 1, proof_nonexist = 2;
constexpr unsigned exist_key = 1, exist_value = 2, exist_leaf = 3, exist_path = 4;
constexpr unsigned nonexist_key = 1, nonexist_left = 2, nonexist_right = 3;
constexpr unsigned leaf_hash = 1, leaf_prehash_key = 2, leaf_prehash_value = 3, leaf_prefix = 5;
constexpr unsigned inner_hash = 1, inner_prefix = 2, inner_suffix = 3;
} // namespace field

/// Writes Protocol Buffers fields of the two wire types that these messages use.
class Message
{
public:
    Message& number(unsigned field, u64 value)
    {
        varint(field << 3);
        varint(value);
        return *this;
    }
    Message& bytes(unsigned field, BytesView value)
    {
        varint(field << 3 | 2);
        varint(value.size());
        append(out_, value);
        return *this;
    }
    [[nodiscard]] Bytes take() { return std::move(out_); }

private:
    void varint(u64 value)
    {
        for (; value >= 0x80; value >>= 7)
            out_.push_back(static_cast<u8>(value | 0x80));
        out_.push_back(static_cast<u8>(value));
    }

    Bytes out_;
};

Bytes leaf_message()
{
    // The length operation NO_PREFIX is 0, so proto3 leaves it out.
    return Message{}
        .number(field::leaf_hash, sha256_op)
        .number(field::leaf_prehash_key, sha256_op)
        .number(field::leaf_prehash_value, sha256_op)
        .bytes(field::leaf_prefix, as_bytes(leaf_separator))
        .take();
}

Bytes step_message(const Step& step)
{
    Bytes prefix = to_bytes(inner_separator);
    Message out;
    out.number(field::inner_hash, sha256_op);
    if (step.right)
    {
        append(prefix, step.sibling);
        return out.bytes(field::inner_prefix, prefix).take();
    }
    return out.bytes(field::inner_prefix, prefix).bytes(field::inner_suffix, step.sibling).take();
}

Bytes existence_message(const Existence& proof)
{
    Message out;
    out.bytes(field::exist_key, proof.key)
        .bytes(field::exist_value, proof.value)
        .bytes(field::exist_leaf, leaf_message());
    for (const Step& step : proof.path)
        out.bytes(field::exist_path, step_message(step));
    return out.take();
}

/// One field of a message with bytes in it; those with numbers say nothing that is not fixed.
struct Field
{
    u64 id = 0;
    BytesView bytes;
};

u64 take_varint(Decoder& in)
{
    u64 value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7)
    {
        const u64 byte = in.u8();
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    in.fail(Code::bad_number);
    return 0;
}

/// The fields of a message. What else a message could hold is found by writing it again.
Expected<std::vector<Field>> fields(BytesView message)
{
    Decoder in{message};
    std::vector<Field> out;
    while (!in.failed() && in.left() > 0)
    {
        const u64 tag = take_varint(in);
        if ((tag & 7) == 2)
            out.push_back({tag >> 3, in.raw(take_varint(in))});
        else if ((tag & 7) == 0)
            take_varint(in);
        else
            in.fail(Code::bad_tag);
    }
    if (const auto whole = in.finish(); !whole)
        return std::unexpected{whole.error()};
    return out;
}

/// The bytes of a field, or nothing.
std::optional<BytesView> find(const std::vector<Field>& all, unsigned id)
{
    const auto found = std::ranges::find(all, id, &Field::id);
    return found == all.end() ? std::nullopt : std::optional{found->bytes};
}

Expected<Step> decode_step(BytesView message)
{
    const auto all = fields(message);
    if (!all)
        return std::unexpected{all.error()};
    const BytesView prefix = find(*all, field::inner_prefix).value_or(BytesView{});
    const auto suffix = find(*all, field::inner_suffix);
    if (prefix.size() < inner_separator.size())
        return reject(Code::bad_length, 0);
    const auto sibling = bytes32(suffix.value_or(prefix.subspan(inner_separator.size())));
    if (!sibling)
        return reject(Code::bad_length, 0);
    return Step{!suffix, *sibling};
}

Expected<Existence> decode_existence(BytesView message)
{
    const auto all = fields(message);
    if (!all)
        return std::unexpected{all.error()};
    Existence out;
    out.key = to_bytes(find(*all, field::exist_key).value_or(BytesView{}));
    out.value = to_bytes(find(*all, field::exist_value).value_or(BytesView{}));
    for (const Field& part : *all)
    {
        if (part.id != field::exist_path)
            continue;
        const auto step = decode_step(part.bytes);
        if (!step)
            return std::unexpected{step.error()};
        out.path.push_back(*step);
    }
    // ICS-23 knows no empty key and no empty value.
    if (out.key.empty() || out.value.empty())
        return reject(Code::bad_length, 0);
    return out;
}

/// A neighbour, where the field is there.
Expected<std::optional<Existence>> decode_neighbour(const std::vector<Field>& all, unsigned id)
{
    const auto message = find(all, id);
    if (!message)
        return std::nullopt;
    auto proof = decode_existence(*message);
    if (!proof)
        return std::unexpected{proof.error()};
    return std::optional{std::move(*proof)};
}

Expected<Absence> decode_absence(BytesView message)
{
    const auto all = fields(message);
    if (!all)
        return std::unexpected{all.error()};
    auto left = decode_neighbour(*all, field::nonexist_left);
    if (!left)
        return std::unexpected{left.error()};
    auto right = decode_neighbour(*all, field::nonexist_right);
    if (!right)
        return std::unexpected{right.error()};
    return Absence{to_bytes(find(*all, field::nonexist_key).value_or(BytesView{})),
                   std::move(*left), std::move(*right)};
}

/// A proof, if these are the bytes that it is written as: so all that decoding passed over is
/// what our specification fixes.
template <typename Proof>
Expected<std::variant<Existence, Absence>> canonical(Expected<Proof> proof, BytesView bytes)
{
    if (!proof)
        return std::unexpected{proof.error()};
    if (!equal(encode(*proof), bytes))
        return reject(Code::bad_order, 0);
    return std::move(*proof);
}
} // namespace

Bytes encode(const Existence& proof)
{
    return Message{}.bytes(field::proof_exist, existence_message(proof)).take();
}

Bytes encode(const Absence& proof)
{
    Message out;
    out.bytes(field::nonexist_key, proof.key);
    if (proof.left)
        out.bytes(field::nonexist_left, existence_message(*proof.left));
    if (proof.right)
        out.bytes(field::nonexist_right, existence_message(*proof.right));
    return Message{}.bytes(field::proof_nonexist, out.take()).take();
}

Expected<std::variant<Existence, Absence>> decode(BytesView bytes)
{
    const auto all = fields(bytes);
    if (!all)
        return std::unexpected{all.error()};
    if (const auto exists = find(*all, field::proof_exist))
        return canonical(decode_existence(*exists), bytes);
    if (const auto absent = find(*all, field::proof_nonexist))
        return canonical(decode_absence(*absent), bytes);
    return reject(Code::bad_tag, 0);
}
} // namespace pawl::state::ics23
