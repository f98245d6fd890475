// The law of gas: what charging by region comes to, against the sum of single instructions.
#pragma once

#include "engine/plan/analyse.hpp"
#include "fuzz/oracles/verdict.hpp"

namespace pawl::fuzz
{
/// Runs every exported function of a module without imports, each in a fresh instance, with at most
/// `limit` gas. Where one returns, its gas is the sum of the prices of the instructions executed;
/// where it traps, at least that; out of gas, the limit. A limit of exactly what was used changes
/// nothing, and one less runs out.
[[nodiscard]] Complaint check_gas_law(const AnalysedModule& analysed, u64 limit);
} // namespace pawl::fuzz
