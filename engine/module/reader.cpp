#include "engine/module/reader.hpp"

#include <utility>

namespace pawl
{
void Reader::fail(Code code, u32 offset) noexcept
{
    if (failed())
        return;
    failure_ = Rejection{code, offset};
    at_ = end_;
}

u8 Reader::truncated() noexcept
{
    fail(Code::truncated, static_cast<u32>(end_ - module_));
    return 0;
}

namespace
{
// A number of up to four bytes, of which so many count: seven bits of each, put together.
u32 short_leb(const u8* at, u32 size) noexcept
{
    u32 word;
    std::memcpy(&word, at, sizeof word);
    word &= 0x7F7F7F7F & (0xFFFFFFFF >> (32 - 8 * size));
    const u32 pairs = (word & 0x007F007F) | (word & 0x7F007F00) >> 1;
    return (pairs & 0x3FFF) | pairs >> 16 << 14;
}
} // namespace

u64 Reader::unsigned_leb(u32 bits) noexcept
{
    if (left() >= sizeof(u32))
        if (const u32 size = short_leb_size(at_); size != 0)
            return short_leb(std::exchange(at_, at_ + size), size);
    const u32 start = offset();
    u64 value = 0;
    for (u32 shift = 0; shift < bits; shift += 7)
    {
        const u8 next = byte();
        const u32 room = bits - shift;
        if (room < 7 && (next & 0x7F) >> room != 0)
        {
            fail(next >= 0x80 ? Code::leb_too_long : Code::leb_too_large, start);
            return 0;
        }
        value |= static_cast<u64>(next & 0x7F) << shift;
        if (next < 0x80)
            return failed() ? 0 : value;
    }
    fail(Code::leb_too_long, start);
    return 0;
}

i64 Reader::signed_leb(u32 bits) noexcept
{
    if (left() >= sizeof(u32))
        if (const u32 size = short_leb_size(at_); size != 0)
        {
            const u32 unused = 32 - 7 * size;
            const u32 value = short_leb(std::exchange(at_, at_ + size), size);
            return static_cast<i32>(value << unused) >> unused;
        }
    const u32 start = offset();
    u64 value = 0;
    for (u32 shift = 0; shift < bits; shift += 7)
    {
        const u8 next = byte();
        const u32 room = bits - shift;
        // In the last byte, the unused bits must repeat the sign.
        const u8 beyond = static_cast<u8>((next & 0x7F) >> (room < 7 ? room - 1 : 6));
        const u8 ones = static_cast<u8>(0x7F >> (room < 7 ? room - 1 : 6));
        if (room < 7 && beyond != 0 && beyond != ones)
        {
            fail(next >= 0x80 ? Code::leb_too_long : Code::leb_too_large, start);
            return 0;
        }
        value |= static_cast<u64>(next & 0x7F) << shift;
        if (next >= 0x80)
            continue;
        if (failed())
            return 0;
        const u32 width = shift + 7;
        const u32 unused = width < 64 ? 64 - width : 0;
        return static_cast<i64>(value << unused) >> unused;
    }
    fail(Code::leb_too_long, start);
    return 0;
}

u32 Reader::count(u32 limit, Code code) noexcept
{
    const u32 start = offset();
    const u32 value = leb_u32();
    if (value > limit)
    {
        fail(code, start);
        return 0;
    }
    if (value > left())
    {
        static_cast<void>(truncated());
        return 0;
    }
    return value;
}

std::string_view Reader::name() noexcept
{
    const u32 length = leb_u32();
    const u32 start = offset();
    const auto* first = reinterpret_cast<const char*>(at_);
    skip(length);
    if (failed())
        return {};
    const std::string_view text{first, length};
    if (!is_utf8(as_bytes(text)))
    {
        fail(Code::bad_utf8, start);
        return {};
    }
    return text;
}

namespace
{
// How many bytes follow a first byte, and the range of the first of those; length 0 is no first
// byte.
struct Lead
{
    u8 following, low, high;
    bool valid;
};

Lead lead(u8 byte) noexcept
{
    if (byte < 0x80)
        return {0, 0, 0, true};
    if (byte >= 0xC2 && byte <= 0xDF)
        return {1, 0x80, 0xBF, true};
    if (byte >= 0xE0 && byte <= 0xEF)
        return {2, static_cast<u8>(byte == 0xE0 ? 0xA0 : 0x80),
                static_cast<u8>(byte == 0xED ? 0x9F : 0xBF), true};
    if (byte >= 0xF0 && byte <= 0xF4)
        return {3, static_cast<u8>(byte == 0xF0 ? 0x90 : 0x80),
                static_cast<u8>(byte == 0xF4 ? 0x8F : 0xBF), true};
    return {0, 0, 0, false};
}
} // namespace

bool is_utf8(BytesView bytes) noexcept
{
    std::size_t i = 0;
    while (i < bytes.size())
    {
        const Lead first = lead(bytes[i++]);
        if (!first.valid || bytes.size() - i < first.following)
            return false;
        for (u8 k = 0; k < first.following; ++k)
        {
            const u8 low = k == 0 ? first.low : 0x80;
            const u8 high = k == 0 ? first.high : 0xBF;
            if (bytes[i] < low || bytes[i] > high)
                return false;
            ++i;
        }
    }
    return true;
}
} // namespace pawl
