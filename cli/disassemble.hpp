// The instructions of a function as text.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/module/module.hpp"

#include <string>
#include <vector>

namespace pawl::cli
{
/// One instruction.
struct Line
{
    u32 offset = 0; ///< in the module's bytes
    Op op{};
    u32 depth = 0; ///< blocks around it
    std::string text;
};

/// The instructions of a function of a validated module, in their order, as the text format writes
/// them, immediates as numbers.
[[nodiscard]] std::vector<Line> disassemble(const Module& module, const FunctionBody& body);
} // namespace pawl::cli
