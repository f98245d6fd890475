// What a person may want to know about an execution beside its receipt. Never hashed.
#pragma once

#include "engine/runtime/outcome.hpp"

#include <optional>
#include <string>

namespace pawl::contract
{
/// The innermost failure of an execution; empty where nothing failed.
struct Diagnostics
{
    std::string text;   ///< one line
    u64 gas_wanted = 0; ///< what the charge that did not fit would have brought the total to
    std::vector<Place> backtrace; ///< innermost first, in the code of the contract that failed
};
} // namespace pawl::contract
