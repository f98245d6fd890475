// WebAssembly values as text: what `pawl run` takes and prints.
#pragma once

#include "engine/isa/value_type.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pawl::cli
{
/// The slot of a value: decimal or `0x` digits for integers, signed or unsigned; decimal text,
/// `nan` or `inf` for floats. Nothing where it is no such value.
[[nodiscard]] std::optional<u64> parse_value(ValueType type, std::string_view text);

/// The inverse: integers signed, floats by the shortest text that reads back.
[[nodiscard]] std::string value_text(ValueType type, u64 slot);
} // namespace pawl::cli
