#include "base/codec.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
void put(Bytes& out, u64 value, std::size_t width)
{
    for (std::size_t i = width; i-- > 0;)
        out.push_back(static_cast<u8>(value >> (8 * i)));
}
} // namespace

Encoder& Encoder::u8(pawl::u8 value)
{
    put(out_, value, 1);
    return *this;
}

Encoder& Encoder::u16(pawl::u16 value)
{
    put(out_, value, 2);
    return *this;
}

Encoder& Encoder::u32(pawl::u32 value)
{
    put(out_, value, 4);
    return *this;
}

Encoder& Encoder::u64(pawl::u64 value)
{
    put(out_, value, 8);
    return *this;
}

Encoder& Encoder::raw(BytesView bytes)
{
    append(out_, bytes);
    return *this;
}

Encoder& Encoder::bytes(BytesView bytes)
{
    PAWL_CHECK(bytes.size() <= 0xFFFFFFFF, "a byte string does not fit its length field");
    return u32(static_cast<pawl::u32>(bytes.size())).raw(bytes);
}

Bytes32 Decoder::fixed32()
{
    Bytes32 out;
    const auto from = raw(out.bytes.size());
    std::copy(from.begin(), from.end(), out.bytes.begin());
    return out;
}

BytesView Decoder::raw(std::size_t count)
{
    if (count > left())
        fail(Code::truncated);
    if (failed())
        return {};
    const auto out = in_.subspan(at_, count);
    at_ += count;
    return out;
}

BytesView Decoder::bytes(std::size_t limit)
{
    const std::size_t length = u32();
    if (length > limit)
        fail(Code::bad_length);
    return raw(length);
}

pawl::u32 Decoder::count(std::size_t least_bytes)
{
    const auto entries = u32();
    if (entries > left() / least_bytes)
        fail(Code::truncated);
    return failed() ? 0 : entries;
}

void Decoder::fail(Code code)
{
    if (!failure_)
        failure_ = Rejection{code, at_};
}

Expected<void> Decoder::finish() const
{
    if (failure_)
        return std::unexpected{*failure_};
    if (left() != 0)
        return reject(Code::trailing_bytes, at_);
    return {};
}

u64 Decoder::integer(std::size_t width)
{
    pawl::u64 out = 0;
    for (const pawl::u8 byte : raw(width))
        out = out << 8 | byte;
    return out;
}
} // namespace pawl
