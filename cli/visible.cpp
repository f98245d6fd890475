#include "cli/visible.hpp"

#include "base/bytes.hpp"
#include "engine/module/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pawl::cli
{
namespace
{
/// Code points from first to last.
struct Range
{
    char32_t first, last;
};

/// Unicode's controls (Cc), and the format characters (Cf) that hide or reorder text.
constexpr std::array hidden{Range{0, 0x1F},         Range{0x7F, 0x9F},     Range{0xAD, 0xAD},
                            Range{0x61C, 0x61C},    Range{0x200B, 0x200F}, Range{0x2028, 0x202E},
                            Range{0x2060, 0x206F},  Range{0xFEFF, 0xFEFF}, Range{0xFFF9, 0xFFFB},
                            Range{0xE0000, 0xE007F}};

/// How many bytes a character has whose first is this one, as far as that tells.
std::size_t width(u8 first)
{
    if (first < 0xC0)
        return 1;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/// Requires: one character of UTF-8.
char32_t code_point(BytesView character)
{
    const std::size_t size = character.size();
    char32_t point = size == 1 ? character[0] : character[0] & (0x7FU >> size);
    for (const u8 byte : character.subspan(1))
        point = point << 6 | (byte & 0x3FU);
    return point;
}

bool is_visible(BytesView character)
{
    if (!is_utf8(character))
        return false;
    const char32_t point = code_point(character);
    return std::ranges::none_of(hidden, [=](Range range)
                                { return point >= range.first && point <= range.last; });
}
} // namespace

std::string visible(std::string_view text)
{
    std::string out;
    while (!text.empty())
    {
        const std::string_view character = text.substr(0, width(static_cast<u8>(text.front())));
        const bool shown = is_visible(as_bytes(character));
        if (shown)
            out += character;
        else
            out += fmt::format("\\x{:02x}", static_cast<u8>(text.front()));
        // Bytes that follow in a character not shown begin none, and come out as this one did.
        text.remove_prefix(shown ? character.size() : 1);
    }
    return out;
}
} // namespace pawl::cli
