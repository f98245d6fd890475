// What an assembler emits, for tests.
#pragma once

#include "base/bytes.hpp"
#include "singlepass/x64/asm.hpp"

#include <string>

namespace pawl::x64
{
/// The bytes that `emit(assembler)` leaves, as hexadecimal digits. The space around them is filled,
/// so that a byte that is not written shows.
template <typename Emit>
[[nodiscard]] std::string emitted(const Emit& emit)
{
    Bytes space(256, 0xAA);
    Assembler assembler{space};
    emit(assembler);
    return to_hex(assembler.code());
}
} // namespace pawl::x64
