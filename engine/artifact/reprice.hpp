// Code for another schedule, without compiling.
#pragma once

#include "engine/plan/plan.hpp"
#include "engine/runtime/native_code.hpp"

#include <functional>

namespace pawl
{
/// Sets the price of the charge region at a site of the code; false where no price stands there.
using PriceSetter = std::function<bool(std::span<u8> code, u32 site, u32 price)>;

/// Gives compiled code the prices of a plan of the same module by another schedule, which is all
/// that differs in what compiling with that plan gives. False where more would differ, because a
/// region is free by one of the schedules alone; the code is good for nothing then.
[[nodiscard]] bool reprice(CompiledModule& compiled, const Plan& plan,
                           const PriceSetter& set_price);
} // namespace pawl
