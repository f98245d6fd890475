// The extensions of the first WebAssembly, each of which a profile switches on or off.
#pragma once

#include "base/integers.hpp"

#include <array>
#include <string_view>

namespace pawl
{
/// A named part of the language. `mvp` is always on.
enum class Feature : u8
{
    mvp,
    mutable_globals,
    sign_extension,
    saturating_conversions,
    multi_value,
    bulk_memory,
    reference_types,
    extended_constants,
    tail_calls,
    typed_references,
    gc,
    exceptions,
    simd,
    relaxed_simd,
    multi_memory,
    memory64,
    wide_arithmetic,
    threads
};

/// How many features there are.
inline constexpr std::size_t feature_count = static_cast<std::size_t>(Feature::threads) + 1;

/// The identifiers, in the order of the enumeration.
inline constexpr std::array<std::string_view, feature_count> feature_names{
    "mvp",
    "mutable_globals",
    "sign_extension",
    "saturating_conversions",
    "multi_value",
    "bulk_memory",
    "reference_types",
    "extended_constants",
    "tail_calls",
    "typed_references",
    "gc",
    "exceptions",
    "simd",
    "relaxed_simd",
    "multi_memory",
    "memory64",
    "wide_arithmetic",
    "threads",
};

/// The identifier, as in `sign_extension`.
[[nodiscard]] constexpr std::string_view name(Feature feature) noexcept
{
    return feature_names[static_cast<std::size_t>(feature)];
}
} // namespace pawl
