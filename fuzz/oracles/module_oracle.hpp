// What must hold of decoding, validation and planning, for any bytes.
#pragma once

#include "engine/plan/analyse.hpp"
#include "fuzz/oracles/verdict.hpp"

namespace pawl::fuzz
{
/// Analyses any bytes. A rejection points into them; what is accepted is accepted again with an
/// equal plan and by the permissive profile too, has a sound plan, and the interpreter can prepare
/// and instantiate it.
[[nodiscard]] Complaint check_module(BytesView bytes);

/// Whether a plan is sound by itself and fits its module.
[[nodiscard]] Complaint check_plan(const AnalysedModule& analysed);
} // namespace pawl::fuzz
