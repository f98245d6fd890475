// Values of the chain as text, for people and for JSON, and back.
#pragma once

#include "base/bytes.hpp"
#include "base/u256.hpp"

#include <string>
#include <string_view>

namespace pawl::cli
{
/// A u64 in a document: decimal text, because JSON readers round large numbers.
[[nodiscard]] std::string number(u64 value);

/// An address as bech32.
[[nodiscard]] std::string address_text(std::string_view prefix, const Bytes32& address);

/// The inverse of `address_text`; 64 hexadecimal digits are taken too.
[[nodiscard]] Bytes32 parse_address(std::string_view prefix, std::string_view text);

/// 64 hexadecimal digits, with `0x` before them or not. `what` names it in a refusal.
[[nodiscard]] Bytes32 parse_hash(std::string_view what, std::string_view text);

/// Decimal digits; `_` between them is for the eye.
[[nodiscard]] U256 parse_u256(std::string_view what, std::string_view text);
[[nodiscard]] u64 parse_u64(std::string_view what, std::string_view text);

/// Bytes given as `hex:00ff`, `utf8:text` or `@file`.
[[nodiscard]] Bytes parse_bytes(std::string_view text);

/// Bytes as text where all of it can be printed and it does not begin with `0x`; else hexadecimal
/// behind `0x`. No two byte strings are written alike.
[[nodiscard]] std::string readable(BytesView bytes);
} // namespace pawl::cli
