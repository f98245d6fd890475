// Modules whose artifacts are tested, and schedules to price them by.
#pragma once

#include "engine/plan/analyse.hpp"
#include "engine/tier.hpp"

namespace pawl::test
{
/// A module with some of everything that an artifact keeps: types, a memory with data, a table with
/// elements, globals, a name, traps, calls of all kinds, loops. It exports `run`, (i32) -> (i32).
[[nodiscard]] Bytes module_of_all_kinds();

/// Analysed by the permissive profile. Requires: it is valid.
[[nodiscard]] AnalysedModule analysed(Bytes bytes, const Schedule& schedule = default_schedule());

/// This build's schedule with every price of an instruction changed, and per-unit prices with them.
[[nodiscard]] Schedule dearer_schedule();

/// The tier of this machine that makes code. Requires: there is one.
[[nodiscard]] const CompilingTier& compiling_tier();
} // namespace pawl::test
