// Instructions in Intel's syntax, as LLVM prints it, from their operands: what a disassembler is
// expected to say.
#pragma once

#include "singlepass/x64/mem.hpp"

#include <optional>
#include <string>

namespace pawl::x64
{
/// The name of a register where so many of its bits are used.
[[nodiscard]] std::string name(Gpr reg, Width width);
[[nodiscard]] std::string name(Xmm reg, Width width);

/// The parts of a memory operand, beside what the assembler makes of them.
struct Place
{
    std::optional<Gpr> base = std::nullopt;
    std::optional<Gpr> index = std::nullopt;
    Scale scale = Scale::x1;
    i32 displacement = 0;
    bool rip = false;
    bool gs = false;
    bool narrow = false;

    /// The operand for the assembler.
    [[nodiscard]] Mem operand() const;
};

/// The operand as a place of that width, such as "dword ptr gs:[rax + 8*rcx - 1]".
[[nodiscard]] std::string name(const Place& place, Width width);
/// The same without the width.
[[nodiscard]] std::string address(const Place& place);

/// A comma and a constant that takes as many bytes as the width, four for w64. LLVM prints those of
/// two and four bytes without sign unless they are extended.
[[nodiscard]] std::string full_constant(Width width, i32 value);
/// A comma and a constant that takes one byte where it fits, which is extended.
[[nodiscard]] std::string short_constant(Width width, i32 value);
} // namespace pawl::x64
