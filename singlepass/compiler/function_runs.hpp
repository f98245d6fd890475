// Parts of a module that threads compile beside each other.
#pragma once

#include "engine/module/module.hpp"

#include <vector>

namespace pawl::singlepass
{
/// Defined functions one behind the other, the last one exclusive.
struct FunctionRun
{
    u32 first = 0, last = 0;
    bool operator==(const FunctionRun&) const noexcept = default;
};

/// Less code than this is compiled before a thread for it has started.
inline constexpr u32 least_run_bytes = 4096;

/// Splits the functions that a module defines into runs of about equal bytes, in their order: at
/// most `most` runs, of which all but the last have at least `least_run_bytes`.
[[nodiscard]] std::vector<FunctionRun> split_functions(const Module& module, u32 most);
} // namespace pawl::singlepass
