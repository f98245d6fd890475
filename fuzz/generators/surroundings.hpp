// What generated functions live in: types, functions, memory, tables, globals, segments.
#pragma once

#include "engine/module/module.hpp"
#include "fuzz/generators/choices.hpp"

#include <span>
#include <string>

namespace pawl::fuzz
{
/// What stands in a generated module beside its functions' bodies.
struct Surroundings
{
    /// Where a module's functions come from that it imports.
    struct ImportedFunction
    {
        std::string module, name;
    };

    std::vector<FunctionType> types;
    std::vector<u32> functions; ///< per function, imported ones first: index of its type
    std::vector<ImportedFunction> imported_functions;

    MemoryType memory; ///< there is exactly one
    bool imports_memory = false;

    std::vector<TableType> tables; ///< of functions, the first
    bool imports_table = false;    ///< the first
    u32 first_entry = 0;           ///< of the first table: function n stands n entries behind it

    std::vector<GlobalType> globals; ///< imported ones first
    u32 imported_globals = 0;

    std::vector<u32> data;           ///< passive segments: how many bytes each has
    std::vector<ValueType> elements; ///< passive segments, behind the active one: their types

    bool starts = false; ///< whether the first of its functions that takes and gives nothing runs

    [[nodiscard]] u32 first_own_function() const noexcept
    {
        return static_cast<u32>(imported_functions.size());
    }
    [[nodiscard]] u32 own_functions() const noexcept
    {
        return static_cast<u32>(functions.size()) - first_own_function();
    }
    [[nodiscard]] const FunctionType& type_of(u32 function) const
    {
        return types[functions[function]];
    }
};

/// Entries that the first table has at least.
inline constexpr u32 program_table_entries = 28;

/// The surroundings of a module that imports nothing.
[[nodiscard]] Surroundings choose_surroundings(Choices& choices);

/// The surroundings of a module that imports host functions, and functions and perhaps memory,
/// table and globals of another module, which has all of it exported under the name `other`.
[[nodiscard]] Surroundings choose_surroundings(Choices& choices, const Surroundings& other);
} // namespace pawl::fuzz
