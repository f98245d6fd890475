// Byte strings and their text forms.
#pragma once

#include "base/integers.hpp"

#include <array>
#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pawl
{
/// Owned bytes.
using Bytes = std::vector<u8>;

/// Borrowed bytes.
using BytesView = std::span<const u8>;

/// A view of a text's bytes. The text must outlive it.
[[nodiscard]] inline BytesView as_bytes(std::string_view text) noexcept
{
    return {reinterpret_cast<const u8*>(text.data()), text.size()};
}

/// A view of bytes as text, for interfaces that take strings. The bytes must outlive it.
[[nodiscard]] inline std::string_view as_text(BytesView bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// An owned copy.
[[nodiscard]] inline Bytes to_bytes(BytesView bytes)
{
    return {bytes.begin(), bytes.end()};
}
[[nodiscard]] inline Bytes to_bytes(std::string_view text)
{
    return to_bytes(as_bytes(text));
}

/// Appends `tail` to `out`.
inline void append(Bytes& out, BytesView tail)
{
    out.insert(out.end(), tail.begin(), tail.end());
}

/// Bytewise lexicographic order, shorter first on a common prefix: the order of every sorted
/// sequence of byte strings in consensus.
[[nodiscard]] std::strong_ordering compare(BytesView a, BytesView b) noexcept;
[[nodiscard]] inline bool equal(BytesView a, BytesView b) noexcept
{
    return compare(a, b) == 0;
}

/// Orders byte strings by `compare`, for ordered containers that look up by view.
struct BytesLess
{
    using is_transparent = void;
    bool operator()(BytesView a, BytesView b) const noexcept { return compare(a, b) < 0; }
};

/// 32 raw bytes: a hash, an address, a root.
struct Bytes32
{
    std::array<u8, 32> bytes{};

    [[nodiscard]] BytesView view() const noexcept { return bytes; }
    operator BytesView() const noexcept { return bytes; } // NOLINT(google-explicit-constructor)
    auto operator<=>(const Bytes32&) const noexcept = default;
};

/// The 32 bytes at `from`, or nothing where the length is not 32.
[[nodiscard]] std::optional<Bytes32> bytes32(BytesView from) noexcept;

/// Lower-case hexadecimal, two digits a byte, without prefix.
[[nodiscard]] std::string to_hex(BytesView bytes);

/// The inverse of `to_hex`, in either case; nothing on an odd length or another character.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);
} // namespace pawl
