// Inputs of the example contracts, from C++ values: docs/abi/pawl.md, "Calling convention of the
// examples".
#pragma once

#include "base/codec.hpp"

#include <string_view>

namespace pawl::cli::demo
{
inline void encode_value(Encoder& out, u8 value)
{
    out.u8(value);
}
inline void encode_value(Encoder& out, u64 value)
{
    out.u64(value);
}
inline void encode_value(Encoder& out, const U256& value)
{
    out.u256(value);
}
inline void encode_value(Encoder& out, const Bytes32& address)
{
    out.raw(address);
}
inline void encode_value(Encoder& out, std::string_view text)
{
    out.bytes(as_bytes(text));
}

/// What a deploy is given.
template <typename... Arguments>
[[nodiscard]] Bytes arguments(const Arguments&... values)
{
    Encoder out;
    (encode_value(out, values), ...);
    return out.take();
}

/// What a call or a query of a method is given.
template <typename... Arguments>
[[nodiscard]] Bytes input(std::string_view method, const Arguments&... values)
{
    return arguments(method, values...);
}
} // namespace pawl::cli::demo
