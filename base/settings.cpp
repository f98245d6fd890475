#include "base/settings.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace pawl
{
namespace
{
constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyz0123456789_.";

std::string_view trim(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos)
        return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

bool is_plain(std::string_view text) noexcept
{
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}
} // namespace

std::optional<u64> parse_decimal(std::string_view text) noexcept
{
    if (text.empty() || (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    u64 value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

Settings::Settings(std::string_view file) : size_{file.size()}
{
    for (std::size_t at = 0; at < file.size() && !failed();)
    {
        const std::size_t end = std::min(file.find('\n', at), file.size());
        read_line(file.substr(at, end - at), at);
        at = end + 1;
    }
    std::ranges::sort(lines_, {},
                      [](const Line& line) { return std::pair{line.name, line.name_offset}; });
    const auto twice = std::ranges::adjacent_find(lines_, {}, &Line::name);
    if (twice != lines_.end())
        fail(Code::duplicate_name, std::next(twice)->name_offset);
}

void Settings::read_line(std::string_view line, u64 offset)
{
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#')
        return is_plain(content) ? void() : fail(Code::bad_text, offset);
    const auto equals = content.find('=');
    if (equals == std::string_view::npos || !is_plain(content))
        return fail(Code::bad_text, offset);
    const std::string_view name = trim(content.substr(0, equals));
    const std::string_view value = trim(content.substr(equals + 1));
    if (name.empty() || name.find_first_not_of(name_characters) != std::string_view::npos)
        return fail(Code::bad_text, offset);
    const auto place = [&](std::string_view part)
    { return offset + static_cast<u64>(part.data() - line.data()); };
    lines_.push_back({name, value, place(name), place(value)});
}

std::string_view Settings::text(std::string_view name)
{
    if (failed())
        return {};
    const auto found = std::ranges::lower_bound(lines_, name, {}, &Line::name);
    if (found == lines_.end() || found->name != name || found->taken)
    {
        fail(Code::missing_name, size_);
        return {};
    }
    found->taken = true;
    offset_ = found->value_offset;
    return found->value;
}

u64 Settings::number(std::string_view name, u64 low, u64 high)
{
    const std::string_view value = text(name);
    if (failed())
        return 0;
    const auto number = parse_decimal(value);
    if (number && *number >= low && *number <= high)
        return *number;
    fail(Code::bad_number);
    return 0;
}

bool Settings::flag(std::string_view name)
{
    const std::string_view value = text(name);
    if (!failed() && value != "yes" && value != "no")
        fail(Code::bad_text);
    return value == "yes";
}

SettingPrice Settings::price(std::string_view name, u64 low, u64 high, u64 high_unit)
{
    const std::string_view value = text(name);
    if (failed())
        return {};
    const auto plus = value.find('+');
    const auto base = parse_decimal(trim(value.substr(0, plus)));
    if (!base || *base < low || *base > high)
    {
        fail(Code::bad_number);
        return {};
    }
    if (plus == std::string_view::npos)
        return {*base, std::nullopt};
    const auto per_unit = parse_decimal(trim(value.substr(plus + 1)));
    if (!per_unit || *per_unit > high_unit)
    {
        fail(Code::bad_number);
        return {};
    }
    return {*base, per_unit};
}

std::optional<std::string_view> Settings::next(std::string_view prefix) const
{
    if (failed())
        return std::nullopt;
    const auto found = std::ranges::find_if(
        lines_, [&](const Line& line) { return !line.taken && line.name.starts_with(prefix); });
    if (found == lines_.end())
        return std::nullopt;
    return found->name;
}

void Settings::fail(Code code, u64 offset)
{
    if (!failure_)
        failure_ = Rejection{code, offset};
}

Expected<void> Settings::finish() const
{
    if (failure_)
        return std::unexpected{*failure_};
    const auto unknown = std::ranges::find(lines_, false, &Line::taken);
    if (unknown != lines_.end())
        return reject(Code::unknown_name, unknown->name_offset);
    return {};
}
} // namespace pawl
