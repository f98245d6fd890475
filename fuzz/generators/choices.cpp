#include "fuzz/generators/choices.hpp"

#include <algorithm>
#include <limits>

namespace pawl::fuzz
{
u32 Choices::below(u32 bound) noexcept
{
    const u32 bytes = bound <= 256 ? 1 : 4;
    return static_cast<u32>(take(bytes) % bound);
}

u64 Choices::number() noexcept
{
    constexpr std::array<u64, 8> boundaries{
        1,
        std::numeric_limits<u64>::max(),
        std::numeric_limits<i32>::max(),
        static_cast<u64>(i64{std::numeric_limits<i32>::min()}),
        std::numeric_limits<i64>::max(),
        u64{1} << 63,
        0x7FF0'0000'0000'0001, // a signalling NaN
        0x7FA0'0000,           // and one of 32 bits
    };
    switch (const u32 kind = below(16))
    {
    case 0:
        return 0;
    case 1:
    case 2:
        return take(8);
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
        return take(1);
    default:
        return boundaries[kind - 8];
    }
}

u64 Choices::take(u32 bytes) noexcept
{
    const std::size_t count = std::min<std::size_t>(bytes, rest_.size());
    u64 value = 0;
    for (const u8 byte : rest_.first(count))
        value = value << 8 | byte;
    rest_ = rest_.subspan(count);
    return value;
}
} // namespace pawl::fuzz
