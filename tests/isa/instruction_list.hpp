// docs/instructions.md, made from the instruction table.
#pragma once

#include <string>

namespace pawl
{
/// The whole document.
[[nodiscard]] std::string instruction_list();
} // namespace pawl
