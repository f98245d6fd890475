#include "base/bech32.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t checksum_length = 6;
constexpr std::size_t longest_text = 90;

/// Symbols of five bits, one a byte.
using Symbols = Bytes;

/// One step of the checksum: multiplies the remainder by x and adds `symbol`, modulo the generator
/// of BIP-173.
u32 step(u32 remainder, u8 symbol)
{
    constexpr u32 generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const u32 top = remainder >> 25;
    remainder = (remainder & 0x1ffffff) << 5 ^ symbol;
    for (unsigned i = 0; i < 5; ++i)
        if ((top >> i & 1) != 0)
            remainder ^= generator[i];
    return remainder;
}

/// The checksum's remainder over the expanded prefix and the symbols.
u32 remainder_of(std::string_view prefix, BytesView symbols)
{
    u32 out = 1;
    for (const char c : prefix)
        out = step(out, static_cast<u8>(c) >> 5);
    out = step(out, 0);
    for (const char c : prefix)
        out = step(out, static_cast<u8>(c) & 31);
    for (const u8 symbol : symbols)
        out = step(out, symbol);
    return out;
}

Symbols to_symbols(BytesView bytes)
{
    Symbols out;
    u32 pending = 0;
    unsigned bits = 0;
    for (const u8 byte : bytes)
    {
        pending = (pending << 8 | byte) & 0xFFF;
        for (bits += 8; bits >= 5;)
        {
            bits -= 5;
            out.push_back(pending >> bits & 31);
        }
    }
    if (bits > 0)
        out.push_back(static_cast<u8>(pending << (5 - bits) & 31));
    return out;
}

/// The bytes of `symbols`; nothing where the padding is not fewer than five zero bits.
std::optional<Bytes> from_symbols(BytesView symbols)
{
    Bytes out;
    u32 pending = 0;
    unsigned bits = 0;
    for (const u8 symbol : symbols)
    {
        pending = (pending << 5 | symbol) & 0xFFF;
        bits += 5;
        if (bits >= 8)
        {
            bits -= 8;
            out.push_back(static_cast<u8>(pending >> bits));
        }
    }
    if (bits >= 5 || (pending & ((1u << bits) - 1)) != 0)
        return std::nullopt;
    return out;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The text in lower case, refused where a character is not printable ASCII or both cases occur.
Expected<std::string> in_lower_case(std::string_view text)
{
    bool has_lower = false;
    bool has_upper = false;
    std::string out;
    for (const char c : text)
    {
        has_lower |= c >= 'a' && c <= 'z';
        has_upper |= c >= 'A' && c <= 'Z';
        if (c < '!' || c > '~' || (has_lower && has_upper))
            return reject(Code::bad_text, out.size());
        out.push_back(lower(c));
    }
    return out;
}

/// The values of the characters after the separator.
Expected<Symbols> read_symbols(std::string_view text, std::size_t from)
{
    Symbols out;
    for (std::size_t at = from; at < text.size(); ++at)
    {
        const auto value = alphabet.find(text[at]);
        if (value == std::string_view::npos)
            return reject(Code::bad_text, at);
        out.push_back(static_cast<u8>(value));
    }
    if (out.size() < checksum_length)
        return reject(Code::truncated, text.size());
    return out;
}
} // namespace

std::string to_bech32(std::string_view prefix, BytesView bytes)
{
    Symbols symbols = to_symbols(bytes);
    PAWL_CHECK(!prefix.empty() &&
                   prefix.size() + 1 + symbols.size() + checksum_length <= longest_text,
               "a bech32 text has no prefix or is too long");
    PAWL_CHECK(
        std::ranges::all_of(prefix, [](char c) { return c >= '!' && c <= '~' && c == lower(c); }),
        "a bech32 prefix has a character that it may not have");

    Symbols padded = symbols;
    padded.resize(symbols.size() + checksum_length);
    const u32 checksum = remainder_of(prefix, padded) ^ 1;
    for (unsigned i = 0; i < checksum_length; ++i)
        symbols.push_back(checksum >> 5 * (checksum_length - 1 - i) & 31);

    std::string out{prefix};
    out.push_back('1');
    for (const u8 symbol : symbols)
        out.push_back(alphabet[symbol]);
    return out;
}

Expected<Bech32> from_bech32(std::string_view text)
{
    if (text.size() > longest_text)
        return reject(Code::bad_length, longest_text);
    const auto lowered = in_lower_case(text);
    if (!lowered)
        return std::unexpected{lowered.error()};
    const auto separator = lowered->rfind('1');
    if (separator == std::string::npos || separator == 0)
        return reject(Code::bad_text, 0);
    const auto symbols = read_symbols(*lowered, separator + 1);
    if (!symbols)
        return std::unexpected{symbols.error()};

    std::string prefix = lowered->substr(0, separator);
    if (remainder_of(prefix, *symbols) != 1)
        return reject(Code::bad_checksum, text.size() - checksum_length);
    auto bytes = from_symbols(BytesView{*symbols}.first(symbols->size() - checksum_length));
    if (!bytes)
        return reject(Code::bad_length, text.size() - checksum_length);
    return Bech32{std::move(prefix), *std::move(bytes)};
}
} // namespace pawl
