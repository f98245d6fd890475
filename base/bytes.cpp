#include "base/bytes.hpp"

#include <algorithm>
#include <cstring>

namespace pawl
{
namespace
{
[[nodiscard]] int hex_digit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}
} // namespace

std::strong_ordering compare(BytesView a, BytesView b) noexcept
{
    const auto common = std::min(a.size(), b.size());
    // memcmp must not be given a null pointer, even with length 0.
    const int order = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
    return order != 0 ? order <=> 0 : a.size() <=> b.size();
}

std::optional<Bytes32> bytes32(BytesView from) noexcept
{
    Bytes32 out;
    if (from.size() != out.bytes.size())
        return std::nullopt;
    std::copy(from.begin(), from.end(), out.bytes.begin());
    return out;
}

std::string to_hex(BytesView bytes)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const u8 byte : bytes)
    {
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 15]);
    }
    return out;
}

std::optional<Bytes> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0)
        return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2)
    {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        out.push_back(static_cast<u8>(high << 4 | low));
    }
    return out;
}
} // namespace pawl
