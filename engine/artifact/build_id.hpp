// Which build this is.
#pragma once

#include "base/bytes.hpp"

namespace pawl
{
/// What the linker wrote into this program to tell it from every other: a hash of its code and
/// data. Empty where the program has none; then nothing of it may be kept for another process.
[[nodiscard]] BytesView engine_build() noexcept;
} // namespace pawl
