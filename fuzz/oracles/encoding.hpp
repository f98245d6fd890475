// What must hold of canonical encodings, for any bytes.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"
#include "fuzz/oracles/verdict.hpp"

namespace pawl::fuzz
{
/// Bytes that decode are the bytes that encoding gives back: nothing has two encodings. A rejection
/// points into the bytes. `decode` takes bytes and gives an Expected of what `encode` takes.
template <typename Decode>
[[nodiscard]] Complaint check_canonical(BytesView bytes, Decode decode)
{
    const auto value = decode(bytes);
    if (!value)
        return value.error().offset <= bytes.size() ? Complaint{} : "rejected behind the last byte";
    return equal(encode(*value), bytes) ? Complaint{} : "decodes, and encodes to other bytes";
}
} // namespace pawl::fuzz
