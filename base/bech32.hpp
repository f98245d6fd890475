// Bech32 (BIP-173): the text form of addresses.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"

#include <string>
#include <string_view>

namespace pawl
{
/// What a bech32 text holds: its human-readable prefix, in lower case, and whole bytes.
struct Bech32
{
    std::string prefix;
    Bytes bytes;
    bool operator==(const Bech32&) const = default;
};

/// Lower-case bech32. Requires: `prefix` has 1 to 83 characters from '!' to '~', none of them an
/// upper-case letter, and the whole text has at most 90.
[[nodiscard]] std::string to_bech32(std::string_view prefix, BytesView bytes);

/// The inverse of `to_bech32`, in lower or upper case but not mixed. Data that is no whole number
/// of bytes, or is padded with anything but fewer than five zero bits, is refused as `bad_length`.
[[nodiscard]] Expected<Bech32> from_bech32(std::string_view text);
} // namespace pawl
