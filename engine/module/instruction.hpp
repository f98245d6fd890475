// One instruction with its immediates, for whoever reads code at leisure: disassembler, tools,
// tests.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/module/module.hpp"
#include "engine/module/reader.hpp"

namespace pawl
{
/// The type of a block as it is written.
struct BlockType
{
    std::optional<u32> type;         ///< index of a function type
    std::optional<ValueType> result; ///< one result and no parameters
};

/// A decoded instruction.
struct DecodedInstruction
{
    Op op{};
    u32 offset = 0; ///< of its first byte in the module
    u32 end = 0;    ///< of the byte behind it
    /// Numbers in the order of the encoding: indices, labels, alignment and offset of a memarg;
    /// the bits of a constant, sign-extended.
    std::array<u64, 2> numbers{};
    BlockType block;
    std::vector<u32> labels;      ///< of br_table, the default last
    std::vector<ValueType> types; ///< of a select with type, of ref.null
};

/// Reads the next instruction. Knows the immediates of all features that this build implements.
/// Requires: what is read passed validation.
[[nodiscard]] DecodedInstruction read_instruction(Reader& in);

/// Reads a whole body. Requires: the same.
[[nodiscard]] std::vector<DecodedInstruction> read_instructions(const Module& module,
                                                                const FunctionBody& body);
} // namespace pawl
