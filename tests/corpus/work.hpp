// How much there is to compile in a module: what bounds of time and of code are stated in.
#pragma once

#include "engine/plan/analyse.hpp"

namespace pawl::corpus
{
/// Counts of what makes work for a compiler.
struct Work
{
    u64 bytes = 0;        ///< of the module
    u64 code_bytes = 0;   ///< of its code section
    u64 functions = 0;    ///< that the module defines
    u64 static_units = 0; ///< what live instructions carry: see semantics.md, gas

    /// The most machine code that a module may become.
    [[nodiscard]] u64 most_machine_bytes() const noexcept
    {
        return 32 * code_bytes + 256 * functions + 16 * static_units;
    }
    /// What the time of compiling it may grow with.
    [[nodiscard]] u64 weight() const noexcept { return bytes + 64 * functions + 4 * static_units; }
};

/// A schedule in which static units are all that costs anything: one each.
[[nodiscard]] const Schedule& units_alone();

/// Of a module that was analysed, whose bytes are analysed once more. Requires: by the permissive
/// profile.
[[nodiscard]] Work work_of(const AnalysedModule& analysed);
} // namespace pawl::corpus
