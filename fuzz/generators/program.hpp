// Random modules that are valid and may be executed.
#pragma once

#include "base/bytes.hpp"

#include <vector>

namespace pawl::fuzz
{
/// A valid module made from a fuzzer's bytes: a few functions, each exported under its index, a
/// memory, tables that hold the functions, globals and passive segments. It imports nothing.
[[nodiscard]] Bytes generate_program(BytesView choices);

/// What a program is run under.
struct Conditions
{
    u64 gas = 0;         ///< for each call
    u32 stack_units = 0; ///< the depth of the logical stack
    u32 nesting = 0;     ///< re-entries
    u64 arguments = 0;   ///< what arguments are made from
    bool operator==(const Conditions&) const noexcept = default;
};

/// Modules that belong together. The last one's functions are called.
struct LinkedProgram
{
    std::vector<Bytes> modules; ///< the first may be imported by the second as `other`
    Conditions conditions;
};

/// One or two valid modules made from a fuzzer's bytes. Where there are two, the last one imports
/// host functions and parts of the first: functions, memory, table, globals.
[[nodiscard]] LinkedProgram generate_linked_program(BytesView choices);
} // namespace pawl::fuzz
