// Arguments and results of contracts that speak the examples' calling convention
// (docs/abi/pawl.md): written `type:value` on the command line.
#pragma once

#include "base/bytes.hpp"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <string_view>

namespace pawl::cli
{
/// Turns a key's name or an address's text into the address.
class AddressBook
{
public:
    virtual ~AddressBook() = default;
    [[nodiscard]] virtual Bytes32 address(std::string_view text) const = 0;
    [[nodiscard]] virtual std::string text(const Bytes32& address) const = 0;
};

/// The canonical encoding of arguments such as `u64:5`, `u256:100`, `text:gold`, `bool:true`,
/// `address:alice`, `hash:00..` and `bytes:hex:00ff`.
[[nodiscard]] Bytes encode_arguments(std::span<const std::string> arguments,
                                     const AddressBook& book);

/// The input of a method: its name, then its arguments.
[[nodiscard]] Bytes encode_method(std::string_view method, std::span<const std::string> arguments,
                                  const AddressBook& book);

/// Reads results of the types named, separated by commas, as an array.
[[nodiscard]] nlohmann::ordered_json decode_results(std::string_view types, BytesView data,
                                                    const AddressBook& book);
} // namespace pawl::cli
