// Instructions, each with operands and what running it comes to.
#pragma once

#include "engine/isa/trap.hpp"
#include "engine/module/writer.hpp"

namespace pawl::test
{
/// An instruction, alone or with a few that show what it did, in a function of its own.
struct InstructionCase
{
    Op op{};
    std::string name;
    std::vector<ValueType> params{};
    std::vector<ValueType> results{};
    std::vector<ValueType> locals{};
    bool pushed = true; ///< whether the parameters are on the stack before the code
    CodeWriter code{};
    std::vector<u64> operands{}; ///< the arguments
    std::vector<u64> expected{}; ///< the results, where it does not trap
    Trap trap = Trap::none;
    std::vector<Op>
        paid{};      ///< the instructions of the regions entered, those that push not counted
    u64 units = 0;   ///< static units of them
    u64 dynamic = 0; ///< gas for dynamic work
};

// What the functions live in: see instruction_test.cpp.
inline constexpr u32 doubling_function = 0; ///< i32 to i32
inline constexpr u32 empty_function = 1;    ///< nothing to nothing
inline constexpr u32 huge_function = 2;     ///< nothing to nothing; its locals overflow the stack
inline constexpr u32 huge_locals = 2000;
inline constexpr u32 doubling_type = 0, empty_type = 1;
inline constexpr u32 function_table = 0;   ///< doubling, null, empty, null; up to 6
inline constexpr u32 extern_table = 1;     ///< 4 nulls, up to 6
inline constexpr u32 passive_elements = 2; ///< doubling, empty
inline constexpr u32 passive_data = 1;     ///< "abcd"
inline constexpr u32 memory_end = 65536;   ///< one page, up to 3; the last 8 bytes are 81 to 88

/// The value types of a row's letters.
[[nodiscard]] std::vector<ValueType> types_of(std::string_view letters);

/// Of instructions on numbers, from the table numeric.cases.
[[nodiscard]] std::vector<InstructionCase> numeric_cases();
/// Of constants, loads and stores, made from the instruction table.
[[nodiscard]] std::vector<InstructionCase> constant_cases();
[[nodiscard]] std::vector<InstructionCase> load_cases();
[[nodiscard]] std::vector<InstructionCase> store_cases();
/// Of all others.
[[nodiscard]] std::vector<InstructionCase> variable_cases();
[[nodiscard]] std::vector<InstructionCase> memory_cases();
[[nodiscard]] std::vector<InstructionCase> table_cases();
[[nodiscard]] std::vector<InstructionCase> control_cases();
[[nodiscard]] std::vector<InstructionCase> call_cases();
} // namespace pawl::test
