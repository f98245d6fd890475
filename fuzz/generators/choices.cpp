#include "fuzz/generators/choices.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace pawl::fuzz
{
namespace
{
constexpr double infinity = std::numeric_limits<double>::infinity();

// Where rounding, conversions and comparisons change what they do.
constexpr std::array<double, 24> boundaries_of_floats{
    1.0,
    -0.0,
    infinity,
    -infinity,
    0.5,
    -0.5,
    1.5,
    2.5,
    -1.0,
    16777217.0,            // the least natural number that is no f32
    2147483647.0,          // what i32 holds
    2147483648.0,          // and what it does not
    -2147483648.0,         // the least of i32
    -2147483649.0,         // and below
    4294967295.0,          // the greatest of u32
    4294967296.0,          // and above
    9223372036854774784.0, // the greatest f64 that i64 holds
    9223372036854775808.0, // and above
    -9223372036854775808.0,
    18446744073709549568.0, // the greatest f64 that u64 holds
    18446744073709551616.0, // and above
    1.401298464324817e-45,  // the least f32
    5e-324,                 // the least f64
    3.4028234663852886e38,  // the greatest f32
};
} // namespace

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
    switch (const u32 kind = below(20))
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
    case 16:
    case 17:
        return u64{1} << below(64);
    case 18:
        return (u64{1} << below(64)) - 1;
    case 19:
        return ~u64{0} << below(64);
    default:
        return boundaries[kind - 8];
    }
}

u32 Choices::bits_f32() noexcept
{
    const u32 kind = below(64);
    if (kind == 0 || kind > boundaries_of_floats.size())
        return static_cast<u32>(number());
    return std::bit_cast<u32>(static_cast<float>(boundaries_of_floats[kind - 1]));
}

u64 Choices::bits_f64() noexcept
{
    const u32 kind = below(64);
    if (kind == 0 || kind > boundaries_of_floats.size())
        return number();
    return std::bit_cast<u64>(boundaries_of_floats[kind - 1]);
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
