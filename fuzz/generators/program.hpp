// Random modules that are valid and may be executed.
#pragma once

#include "base/bytes.hpp"

namespace pawl::fuzz
{
/// A valid module made from a fuzzer's bytes: one to four functions, each exported under its index,
/// a memory, a table that holds the functions, globals and passive segments. It imports nothing.
[[nodiscard]] Bytes generate_program(BytesView choices);
} // namespace pawl::fuzz
