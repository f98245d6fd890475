#include "cli/numbers.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <limits>

namespace pawl::cli
{
namespace
{
template <typename Unsigned>
std::optional<u64> parse_integer(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    const int base = text.starts_with("0x") ? 16 : 10;
    if (base == 16)
        text.remove_prefix(2);
    Unsigned magnitude = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    constexpr auto lowest = Unsigned{1} << (std::numeric_limits<Unsigned>::digits - 1);
    if (negative && magnitude > lowest)
        return std::nullopt;
    return negative ? static_cast<Unsigned>(Unsigned{0} - magnitude) : magnitude;
}

template <typename Float, typename Bits>
std::optional<u64> parse_float(std::string_view text)
{
    Float value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return std::bit_cast<Bits>(value);
}
} // namespace

std::optional<u64> parse_value(ValueType type, std::string_view text)
{
    switch (type)
    {
    case ValueType::i32:
        return parse_integer<u32>(text);
    case ValueType::i64:
        return parse_integer<u64>(text);
    case ValueType::f32:
        return parse_float<float, u32>(text);
    case ValueType::f64:
        return parse_float<double, u64>(text);
    default:
        return std::nullopt;
    }
}

std::string value_text(ValueType type, u64 slot)
{
    switch (type)
    {
    case ValueType::i32:
        return fmt::to_string(static_cast<i32>(slot));
    case ValueType::i64:
        return fmt::to_string(static_cast<i64>(slot));
    case ValueType::f32:
        return fmt::to_string(std::bit_cast<float>(static_cast<u32>(slot)));
    case ValueType::f64:
        return fmt::to_string(std::bit_cast<double>(slot));
    default:
        return slot == 0 ? "null" : "reference";
    }
}
} // namespace pawl::cli
