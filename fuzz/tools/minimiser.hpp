// Makes a program small that shows something.
#pragma once

#include "fuzz/generators/program.hpp"

#include <functional>

namespace pawl::fuzz
{
/// Whether a program, valid or not, still shows what is looked for.
using Shows = std::function<bool(const LinkedProgram&)>;

/// Takes instructions out of functions, and puts constants in their place, as long as what remains
/// shows the same. Requires: the program is valid and shows it.
[[nodiscard]] LinkedProgram minimise(LinkedProgram program, const Shows& shows);
} // namespace pawl::fuzz
