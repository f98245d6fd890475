#include "tests/spec/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace pawl::spec
{
namespace
{
template <typename T>
std::optional<u64> parse(std::string_view text)
{
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::string_view type_of(ValueType type)
{
    return name(type);
}

// The suite allows any NaN of a set; the engine promises this one of it.
u64 canonical_nan(ValueType type)
{
    return type == ValueType::f32 ? 0x7FC0'0000U : 0x7FF8'0000'0000'0000U;
}

bool matches_reference(const Value& pattern, ValueType type, u64 slot)
{
    if (pattern.type == "refnull")
        return is_reference(type) && slot == 0;
    if (pattern.type != type_of(type))
        return false;
    return pattern.text ? slot == to_slot(pattern) : slot != 0;
}

bool matches(const Value& pattern, ValueType type, u64 slot)
{
    if (pattern.type == "either")
        return std::ranges::any_of(pattern.alternatives, [&](const Value& alternative)
                                   { return matches(alternative, type, slot); });
    if (is_reference(type))
        return matches_reference(pattern, type, slot);
    if (pattern.type != type_of(type))
        return false;
    if (pattern.text == "nan:canonical" || pattern.text == "nan:arithmetic")
        return slot == canonical_nan(type);
    return to_slot(pattern) == slot;
}
} // namespace

std::optional<u64> to_slot(const Value& value)
{
    if (!value.text)
        return std::nullopt;
    if (value.type == "i32" || value.type == "f32")
        return parse<u32>(*value.text);
    if (value.type == "i64" || value.type == "f64")
        return parse<u64>(*value.text);
    if (value.type != "externref" && value.type != "funcref")
        return std::nullopt;
    if (*value.text == "null")
        return 0;
    // Hosts name references by numbers from 0, which stands for null in a slot.
    const auto number = parse<u64>(*value.text);
    if (!number)
        return std::nullopt;
    return *number + 1;
}

std::optional<std::string> mismatch(std::span<const Value> expected,
                                    std::span<const ValueType> types, std::span<const u64> slots)
{
    if (expected.size() != types.size() || slots.size() != types.size())
        return fmt::format("{} results, {} expected", slots.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (!matches(expected[i], types[i], slots[i]))
            return fmt::format("result {} is {} {:#x}, expected {} {}", i, name(types[i]), slots[i],
                               expected[i].type, expected[i].text.value_or("of any value"));
    return std::nullopt;
}
} // namespace pawl::spec
