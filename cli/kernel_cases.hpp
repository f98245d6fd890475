// Cases of a kernel, in the .inputs files that fizzy's benchmarks have beside their modules.
#pragma once

#include "base/bytes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pawl::cli
{
/// One call: what goes in, and what has to come out.
struct KernelCase
{
    std::string name;
    std::string function;
    std::vector<std::string> arguments;
    Bytes memory;       ///< stands at 0 before each call
    std::string result; ///< empty where any will do
};

/// The cases in a text: for each the lines name, function, signature, arguments, memory in
/// hexadecimal, result, and an empty one. Stops at one that is cut short or has no such memory.
[[nodiscard]] std::vector<KernelCase> parse_cases(std::string_view text, const std::string& file);
} // namespace pawl::cli
