// The text form of data files that people edit and chains agree on: lines `name = value`.
#pragma once

#include "base/expected.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace pawl
{
/// What a price in a data file says: `base`, or `base + per_unit`.
struct SettingPrice
{
    u64 base = 0;
    std::optional<u64> per_unit;
};

/// The settings of one file, each to be taken by its name exactly once. After the first failure
/// every call gives an empty value, so a sequence of calls may be checked once, by `finish`.
///
/// A file is ASCII text. Lines are empty, comments (`#` first) or `name = value`; spaces around
/// both are dropped. Names hold a-z, 0-9, `_` and `.`, and stand once.
class Settings
{
public:
    /// Reads the lines. The text must outlive the object.
    explicit Settings(std::string_view file);

    /// The value as it stands.
    std::string_view text(std::string_view name);
    /// A decimal number from `low` to `high`.
    u64 number(std::string_view name, u64 low, u64 high);
    /// `yes` or `no`.
    bool flag(std::string_view name);
    /// A price; its base is from `low` to `high`, its unit price at most `high_unit`.
    SettingPrice price(std::string_view name, u64 low, u64 high, u64 high_unit);

    /// The first name not yet taken that starts with `prefix`.
    [[nodiscard]] std::optional<std::string_view> next(std::string_view prefix) const;

    /// Where the value of the setting taken last stands.
    [[nodiscard]] u64 offset() const noexcept { return offset_; }
    /// Records a failure at the setting taken last.
    void fail(Code code) { fail(code, offset_); }
    [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }

    /// The first failure, or `unknown_name` where a setting was not taken.
    [[nodiscard]] Expected<void> finish() const;

private:
    struct Line
    {
        std::string_view name, value;
        u64 name_offset = 0, value_offset = 0;
        bool taken = false;
    };

    void read_line(std::string_view line, u64 offset);
    void fail(Code code, u64 offset);

    std::vector<Line> lines_; ///< sorted by name
    u64 size_;
    u64 offset_ = 0;
    std::optional<Rejection> failure_;
};

/// A decimal number without sign, leading zeros or anything around it.
[[nodiscard]] std::optional<u64> parse_decimal(std::string_view text) noexcept;
} // namespace pawl
