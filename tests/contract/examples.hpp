// The example contracts, as the build compiled them.
#pragma once

#include "base/bytes.hpp"
#include "base/codec.hpp"

namespace pawl::contract
{
/// The bytes of an example contract. Fails the test where it was not built.
[[nodiscard]] Bytes example(std::string_view name);

/// The input of a method: its name, then what `arguments` encodes.
[[nodiscard]] Bytes method(std::string_view name, const Encoder& arguments = {});
} // namespace pawl::contract
