// What analysis of a validated module yields. Computed once, read by every tier.
#pragma once

#include "base/bytes.hpp"

#include <span>
#include <vector>

namespace pawl
{
/// How much a local is used: each use counts 8 to the power of the depth of loops around it, four
/// at most.
struct LocalWeight
{
    u32 local = 0;
    u32 weight = 0;
    bool operator==(const LocalWeight&) const noexcept = default;
};

/// What happens inside a loop, loops inside it included. Locals that are equal modulo 64 share a
/// bit.
struct LoopPlan
{
    u64 used = 0;    ///< locals that are read or written
    u64 written = 0; ///< locals that are written
    bool calls = false;
    bool operator==(const LoopPlan&) const noexcept = default;
};

/// The plan of one defined function. Ranges are into the arrays of Plan.
struct FunctionPlan
{
    u32 first_region = 0;
    u32 region_count = 0;  ///< at least 1: the function's entry
    u32 frame_units = 0;   ///< 8 + local_slots + operand_slots
    u32 operand_slots = 0; ///< the most that live code has on the operand stack
    u32 local_slots = 0;   ///< parameters and locals
    u32 param_slots = 0;
    u32 first_weight = 0;
    u32 weight_count = 0; ///< only locals that live code uses, by index
    u32 call_weight = 0;  ///< of its calls, on the scale of locals
    u32 first_loop = 0;
    u32 loop_count = 0; ///< live ones, in the order in which they open
    u32 first_nan_site = 0;
    u32 nan_site_count = 0;
    u32 nesting = 0; ///< the most frames open at once, the function's own included
    u32 units = 0;   ///< instructions, and static units of live ones, at most 2^32 - 1
    bool operator==(const FunctionPlan&) const noexcept = default;
};

/// The plan of a module. A region opens at a bytecode offset, that of the instruction which follows
/// the opening; whoever reaches the offset, by falling through or by a branch, pays the price.
struct Plan
{
    Bytes32 schedule_id;
    Bytes32 profile_id;
    u64 instantiation_price = 0; ///< the one static charge of instantiation

    std::vector<FunctionPlan> functions; ///< per defined function
    std::vector<u32> region_offsets;     ///< offsets into the module; strictly increasing
    std::vector<u32> region_prices;      ///< static units included; 0 where there is nothing to pay
    std::vector<LocalWeight> local_weights;
    std::vector<LoopPlan> loops;
    std::vector<u32> nan_sites; ///< offsets of live instructions whose results are canonicalised

    [[nodiscard]] std::span<const u32> offsets(const FunctionPlan& function) const noexcept
    {
        return std::span{region_offsets}.subspan(function.first_region, function.region_count);
    }
    [[nodiscard]] std::span<const u32> prices(const FunctionPlan& function) const noexcept
    {
        return std::span{region_prices}.subspan(function.first_region, function.region_count);
    }
    [[nodiscard]] std::span<const LocalWeight> weights(const FunctionPlan& function) const noexcept
    {
        return std::span{local_weights}.subspan(function.first_weight, function.weight_count);
    }
    [[nodiscard]] std::span<const LoopPlan> loops_of(const FunctionPlan& function) const noexcept
    {
        return std::span{loops}.subspan(function.first_loop, function.loop_count);
    }
    bool operator==(const Plan&) const = default;

    /// What it takes beside itself.
    [[nodiscard]] std::size_t heap_bytes() const noexcept
    {
        return std::span{functions}.size_bytes() + std::span{region_offsets}.size_bytes() +
               std::span{region_prices}.size_bytes() + std::span{local_weights}.size_bytes() +
               std::span{loops}.size_bytes() + std::span{nan_sites}.size_bytes();
    }
    [[nodiscard]] std::span<const u32> nans(const FunctionPlan& function) const noexcept
    {
        return std::span{nan_sites}.subspan(function.first_nan_site, function.nan_site_count);
    }
};
} // namespace pawl
