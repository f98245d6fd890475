// Compares a plan with what the slow implementation says.
#pragma once

#include "tests/plan/slow_plan.hpp"

#include <string>

namespace pawl
{
/// The first difference, in words; empty where there is none.
[[nodiscard]] std::string first_difference(const AnalysedModule& analysed,
                                           const Schedule& schedule);
} // namespace pawl
