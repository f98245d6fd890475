// What execution costs: prices by cost class and by name, from a data file.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"
#include "engine/isa/opcode.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace pawl
{
/// A price that grows with the work: base + per_unit * n.
struct Price
{
    u64 base = 0;
    u64 per_unit = 0;
    bool operator==(const Price&) const noexcept = default;
};

/// Where sums of charges saturate: above every gas limit, far from overflow.
// Consensus: changing this forks the network.
inline constexpr u64 highest_charge = u64{1} << 62;

/// The sum of two charges of at most 2^62 each, saturating there.
[[nodiscard]] constexpr u64 saturating_charge(u64 a, u64 b) noexcept
{
    return a + b < highest_charge ? a + b : highest_charge;
}

/// base + per_unit * units, saturating at 2^62.
[[nodiscard]] constexpr u64 charge(const Price& price, u64 units) noexcept
{
    if (price.per_unit != 0 && units > highest_charge / price.per_unit)
        return highest_charge;
    return saturating_charge(price.base, price.per_unit * units);
}

/// What the engine itself charges at instantiation, beside the operations of host sets.
inline constexpr std::array<std::string_view, 6> engine_operations{
    "instantiate",          // an instance; n: instructions of its constant expressions
    "instantiate_data",     // an active data segment; n: bytes
    "instantiate_elements", // an active element segment; n: entries
    "instantiate_global",   // a global that the module defines
    "instantiate_memory",   // a memory that the module defines; n: pages
    "instantiate_table",    // a table that the module defines; n: entries
};

/// A set of prices. The file format is docs/formats/schedule.md.
struct Schedule
{
    Bytes32 id; ///< SHA-256 of the file
    std::string name;

    /// What instructions of each class cost where they stand, 1 to 2047; `free` costs 0.
    std::array<u16, cost_class_count> classes{};
    /// What a static unit costs, 0 to 2047.
    u16 static_unit = 0;
    /// What each unit of dynamic work costs, beside the class's price; 0 for classes without any.
    std::array<u64, cost_class_count> per_unit{};
    /// Prices of what hosts do, by name.
    std::map<std::string, Price, std::less<>> operations;

    [[nodiscard]] u16 operator[](CostClass cost) const noexcept
    {
        return classes[static_cast<std::size_t>(cost)];
    }

    /// The price of one unit of an instruction's dynamic work.
    [[nodiscard]] u64 unit_price(CostClass cost) const noexcept
    {
        return per_unit[static_cast<std::size_t>(cost)];
    }

    /// The price of what a host does, or nullptr where the schedule does not name it.
    [[nodiscard]] const Price* find_operation(std::string_view operation) const noexcept;

    /// The price of what a host does. Requires: the schedule names it, which whoever registers host
    /// functions has checked.
    [[nodiscard]] const Price& operation(std::string_view operation) const;
};

/// Whether instructions of the class do work that depends on an operand.
[[nodiscard]] bool is_dynamic(CostClass cost) noexcept;

/// Reads a schedule. Refuses prices out of range and names that are unknown, missing or repeated;
/// every name behind `operation.` is known, those of `engine_operations` are required.
[[nodiscard]] Expected<Schedule> parse_schedule(std::string_view file);

/// The bytes of the schedule that this build carries.
[[nodiscard]] std::string_view default_schedule_file() noexcept;

/// The schedule that this build carries.
[[nodiscard]] const Schedule& default_schedule();
} // namespace pawl
