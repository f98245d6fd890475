#include "cli/arguments.hpp"

#include "base/codec.hpp"
#include "cli/exit_code.hpp"
#include "cli/values.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <limits>

namespace pawl::cli
{
namespace
{
using Json = nlohmann::ordered_json;

template <typename T>
T narrow(std::string_view text)
{
    const u64 value = parse_u64("an argument", text);
    if (value <= std::numeric_limits<T>::max())
        return static_cast<T>(value);
    throw Stop{ExitCode::usage, fmt::format("{} does not fit {} bits", text, 8 * sizeof(T))};
}

bool parse_bool(std::string_view text)
{
    if (text == "true" || text == "false")
        return text == "true";
    throw Stop{ExitCode::usage, fmt::format("'{}' is neither true nor false", text)};
}

/// One type that arguments and results may have.
struct Type
{
    std::string_view name;
    void (*encode)(Encoder&, std::string_view, const AddressBook&);
    Json (*decode)(Decoder&, const AddressBook&);
};

constexpr std::array types{
    Type{"u8",
         [](Encoder& out, std::string_view text, const AddressBook&) { out.u8(narrow<u8>(text)); },
         [](Decoder& in, const AddressBook&) -> Json { return in.u8(); }},
    Type{"u32", [](Encoder& out, std::string_view text, const AddressBook&)
         { out.u32(narrow<u32>(text)); },
         [](Decoder& in, const AddressBook&) -> Json { return in.u32(); }},
    Type{"u64", [](Encoder& out, std::string_view text, const AddressBook&)
         { out.u64(narrow<u64>(text)); },
         [](Decoder& in, const AddressBook&) -> Json { return number(in.u64()); }},
    Type{"u256", [](Encoder& out, std::string_view text, const AddressBook&)
         { out.u256(parse_u256("an argument", text)); },
         [](Decoder& in, const AddressBook&) -> Json { return to_decimal(in.u256()); }},
    Type{"bool", [](Encoder& out, std::string_view text, const AddressBook&)
         { out.u8(parse_bool(text) ? 1 : 0); },
         [](Decoder& in, const AddressBook&) -> Json { return in.u8() != 0; }},
    Type{"address", [](Encoder& out, std::string_view text, const AddressBook& book)
         { out.raw(book.address(text)); },
         [](Decoder& in, const AddressBook& book) -> Json { return book.text(in.fixed32()); }},
    Type{"hash", [](Encoder& out, std::string_view text, const AddressBook&)
         { out.raw(parse_hash("an argument", text)); },
         [](Decoder& in, const AddressBook&) -> Json { return to_hex(in.fixed32()); }},
    Type{"text",
         [](Encoder& out, std::string_view text, const AddressBook&) { out.bytes(as_bytes(text)); },
         [](Decoder& in, const AddressBook&) -> Json { return std::string{as_text(in.bytes())}; }},
    Type{"bytes", [](Encoder& out, std::string_view text, const AddressBook&)
         { out.bytes(parse_bytes(text)); },
         [](Decoder& in, const AddressBook&) -> Json { return to_hex(in.bytes()); }},
};

const Type& type_named(std::string_view name)
{
    std::string known;
    for (const Type& type : types)
    {
        if (type.name == name)
            return type;
        known += known.empty() ? "" : ", ";
        known += type.name;
    }
    throw Stop{ExitCode::usage, fmt::format("'{}' is no type: use one of {}", name, known)};
}

void encode_into(Encoder& out, std::span<const std::string> arguments, const AddressBook& book)
{
    for (const std::string_view argument : arguments)
    {
        const auto colon = argument.find(':');
        if (colon == std::string_view::npos)
            throw Stop{ExitCode::usage,
                       fmt::format("'{}' has no type: write it like u64:5 or text:gold", argument)};
        type_named(argument.substr(0, colon)).encode(out, argument.substr(colon + 1), book);
    }
}
} // namespace

Bytes encode_arguments(std::span<const std::string> arguments, const AddressBook& book)
{
    Encoder out;
    encode_into(out, arguments, book);
    return out.take();
}

Bytes encode_method(std::string_view method, std::span<const std::string> arguments,
                    const AddressBook& book)
{
    Encoder out;
    out.bytes(as_bytes(method));
    encode_into(out, arguments, book);
    return out.take();
}

Json decode_results(std::string_view names, BytesView data, const AddressBook& book)
{
    Json results = Json::array();
    Decoder in{data};
    for (std::size_t from = 0; from < names.size();)
    {
        const std::size_t comma = std::min(names.find(',', from), names.size());
        results.push_back(type_named(names.substr(from, comma - from)).decode(in, book));
        from = comma + 1;
    }
    if (const auto read = in.finish(); !read)
        throw Stop{ExitCode::usage,
                   fmt::format("the data are not of the types {}: {} at byte {}", names,
                               message(read.error().code), read.error().offset)};
    return results;
}
} // namespace pawl::cli
