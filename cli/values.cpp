#include "cli/values.hpp"

#include "base/bech32.hpp"
#include "cli/exit_code.hpp"
#include "cli/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl::cli
{
namespace
{
std::string_view without_0x(std::string_view text)
{
    return text.starts_with("0x") ? text.substr(2) : text;
}

Stop bad_number(std::string_view what, std::string_view text, unsigned bits)
{
    return {ExitCode::usage,
            fmt::format("{} is '{}': give a whole number of at most {} bits", what, text, bits)};
}
} // namespace

std::string number(u64 value)
{
    return fmt::to_string(value);
}

std::string address_text(std::string_view prefix, const Bytes32& address)
{
    return to_bech32(prefix, address);
}

Bytes32 parse_address(std::string_view prefix, std::string_view text)
{
    const auto refuse = [&](std::string_view why) -> Stop
    { return {ExitCode::usage, fmt::format("'{}' is no address: {}", text, why)}; };
    if (const auto raw = from_hex(without_0x(text)))
        if (const auto address = bytes32(*raw))
            return *address;
    const auto decoded = from_bech32(text);
    if (!decoded)
        throw refuse("give a key's name, bech32, or 64 hexadecimal digits");
    if (decoded->prefix != prefix)
        throw refuse(fmt::format("this chain's begin with {}1", prefix));
    if (const auto address = bytes32(decoded->bytes))
        return *address;
    throw refuse("it does not hold 32 bytes");
}

Bytes32 parse_hash(std::string_view what, std::string_view text)
{
    if (const auto raw = from_hex(without_0x(text)))
        if (const auto hash = bytes32(*raw))
            return *hash;
    throw Stop{ExitCode::usage, fmt::format("{} is '{}': give 64 hexadecimal digits", what, text)};
}

U256 parse_u256(std::string_view what, std::string_view text)
{
    std::string digits{text};
    std::erase(digits, '_');
    if (const auto value = from_decimal(digits))
        return *value;
    throw bad_number(what, text, 256);
}

u64 parse_u64(std::string_view what, std::string_view text)
{
    if (const auto value = parse_u256(what, text).to_u64())
        return *value;
    throw bad_number(what, text, 64);
}

Bytes parse_bytes(std::string_view text)
{
    if (text.starts_with('@'))
        return read_file(text.substr(1));
    if (text.starts_with("utf8:"))
        return to_bytes(text.substr(5));
    if (text.starts_with("hex:"))
        if (auto bytes = from_hex(without_0x(text.substr(4))))
            return *std::move(bytes);
    throw Stop{ExitCode::usage,
               fmt::format("'{}' are no bytes: write hex:00ff, utf8:text or @file", text)};
}

std::string readable(BytesView bytes)
{
    const auto printable = [](u8 c) { return c >= ' ' && c <= '~'; };
    const std::string_view text = as_text(bytes);
    if (std::ranges::all_of(bytes, printable) && !text.starts_with("0x"))
        return std::string{text};
    return "0x" + to_hex(bytes);
}
} // namespace pawl::cli
