// Passes over instructions in dead code.
#pragma once

#include "singlepass/compiler/code_reader.hpp"

namespace pawl::singlepass
{
/// Passes over what stands between an opcode and the next instruction.
/// Requires: an instruction of a feature that this build implements.
void skip_immediates(CodeReader& in, Op op) noexcept;
} // namespace pawl::singlepass
