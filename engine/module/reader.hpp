// Reads the primitive values of the binary format.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"

#include <bit>
#include <cstring>

namespace pawl
{
/// How many bytes a LEB128 number takes if those are at most four, else 0. Any such number is
/// valid, whatever its type. Requires: four readable bytes.
[[nodiscard]] inline u32 short_leb_size(const u8* at) noexcept
{
    static_assert(std::endian::native == std::endian::little);
    u32 word;
    std::memcpy(&word, at, sizeof word);
    const u32 last = ~word & 0x80808080; // the high bit of each byte that ends a number
    return last == 0 ? 0 : static_cast<u32>(std::countr_zero(last)) / 8 + 1;
}

/// A cursor over a range of a module's bytes. The first failure sticks: it moves the cursor to the
/// end, where every further read gives 0, so a sequence of reads may be checked once. Offsets count
/// from the module's first byte; that of a failed LEB128 number is where the number starts.
class Reader
{
public:
    /// Reads `module` from `begin` to `end`. Requires: begin <= end <= module.size().
    Reader(BytesView module, std::size_t begin, std::size_t end) noexcept
        : module_{module.data()}, at_{module.data() + begin}, end_{module.data() + end}
    {
    }
    explicit Reader(BytesView module) noexcept : Reader{module, 0, module.size()} {}

    [[nodiscard]] bool more() const noexcept { return at_ != end_; }
    [[nodiscard]] u32 offset() const noexcept { return static_cast<u32>(at_ - module_); }
    [[nodiscard]] u32 left() const noexcept { return static_cast<u32>(end_ - at_); }
    [[nodiscard]] bool failed() const noexcept { return failure_.code != Code{}; }
    /// Requires: failed().
    [[nodiscard]] Rejection failure() const noexcept { return failure_; }

    /// Where the cursor stands and where the range ends, for loops that keep them in registers.
    [[nodiscard]] const u8* cursor() const noexcept { return at_; }
    [[nodiscard]] const u8* limit() const noexcept { return end_; }
    /// Moves the cursor forward. Requires: cursor() <= to <= limit().
    void advance(const u8* to) noexcept { at_ = to; }

    /// Records a failure, unless there is one already.
    void fail(Code code, u32 offset) noexcept;

    [[nodiscard]] u8 byte() noexcept
    {
        if (at_ == end_) [[unlikely]]
            return truncated();
        return *at_++;
    }

    /// The next byte without taking it, or 0 at the end.
    [[nodiscard]] u8 peek() const noexcept { return at_ == end_ ? u8{0} : *at_; }

    /// An unsigned LEB128 number of at most 32 bits. Spec: 5.2.2.
    [[nodiscard]] u32 leb_u32() noexcept
    {
        if (at_ != end_ && *at_ < 0x80) [[likely]]
            return *at_++;
        return static_cast<u32>(unsigned_leb(32));
    }
    [[nodiscard]] u64 leb_u64() noexcept { return unsigned_leb(64); }

    /// A signed LEB128 number of at most 32, 33 or 64 bits.
    [[nodiscard]] i32 leb_s32() noexcept { return static_cast<i32>(short_signed_leb(32)); }
    [[nodiscard]] i64 leb_s33() noexcept { return short_signed_leb(33); }
    [[nodiscard]] i64 leb_s64() noexcept { return short_signed_leb(64); }

    /// `count` bytes.
    void skip(u32 count) noexcept
    {
        if (left() < count) [[unlikely]]
        {
            static_cast<void>(truncated());
            return;
        }
        at_ += count;
    }

    /// A little-endian number of the width of T.
    template <typename T>
    [[nodiscard]] T little_endian() noexcept
    {
        T value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value |= static_cast<T>(static_cast<T>(byte()) << (8 * i));
        return value;
    }

    /// A count of things that take at least one byte each: refused with `code` above `limit`, and
    /// as truncated where the rest of the range could not hold them, so it is safe to reserve for.
    [[nodiscard]] u32 count(u32 limit, Code code) noexcept;

    /// A name: length, then that many bytes of UTF-8.
    [[nodiscard]] std::string_view name() noexcept;

private:
    [[nodiscard]] i64 short_signed_leb(u32 bits) noexcept
    {
        if (at_ != end_ && *at_ < 0x80) [[likely]]
            return static_cast<i8>(static_cast<u8>(*at_++ << 1)) >> 1;
        return signed_leb(bits);
    }
    [[nodiscard]] u64 unsigned_leb(u32 bits) noexcept;
    [[nodiscard]] i64 signed_leb(u32 bits) noexcept;
    u8 truncated() noexcept;

    const u8* module_;
    const u8* at_;
    const u8* end_;
    Rejection failure_{};
};

/// Whether the bytes are well-formed UTF-8. Spec: 5.2.4.
[[nodiscard]] bool is_utf8(BytesView bytes) noexcept;
} // namespace pawl
