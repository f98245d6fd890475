// Events.
#pragma once

#include "pawl/codec.hpp"
#include "pawl/host.hpp"

namespace pawl::sdk
{
namespace detail
{
inline void put_pairs(Writer&) {}

template <typename T, typename... Rest>
void put_pairs(Writer& out, Text name, const T& value, const Rest&... rest)
{
    out.put(name).measured(value);
    put_pairs(out, rest...);
}
} // namespace detail

/// Emits an event of a type with pairs of name and value; values in canonical encoding.
///
///     emit("transfer", "from", from, "to", to, "amount", amount);
template <typename... Pairs>
void emit(Text type, const Pairs&... pairs)
{
    static_assert(sizeof...(pairs) % 2 == 0, "an event has pairs of name and value");
    Writer out;
    out.put(type).put(static_cast<u32>(sizeof...(pairs) / 2));
    detail::put_pairs(out, pairs...);
    host::event(out.view().data, out.view().size);
}
} // namespace pawl::sdk
