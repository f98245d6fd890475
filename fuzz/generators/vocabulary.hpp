// The surroundings that generated functions live in, and the instructions they are made of.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/module/module.hpp"

#include <span>

namespace pawl::fuzz
{
/// Every generated module has these types, globals and sizes; functions differ.
[[nodiscard]] std::span<const FunctionType> program_types();
[[nodiscard]] std::span<const GlobalType> program_globals();
inline constexpr u32 program_memory_pages = 1;
inline constexpr u32 program_max_memory_pages = 3;
inline constexpr u32 program_table_entries = 6;
inline constexpr u32 program_data_bytes = 40;

/// An instruction without structure: what it takes, what it gives, and its immediates.
struct Word
{
    Op op{};
    std::vector<ValueType> in, out;
    Bytes immediates; ///< empty where they are chosen anew at each use, or where there are none
};

/// All instructions that this build executes, except control, calls and locals.
[[nodiscard]] std::span<const Word> vocabulary();
} // namespace pawl::fuzz
