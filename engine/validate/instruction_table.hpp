// What the validator must know of each instruction, laid out for its inner loop.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/isa/value_type.hpp"
#include "engine/module/limits.hpp"

#include <bit>

namespace pawl
{
/// The most operands that an instruction with fixed operands has.
inline constexpr std::size_t most_operands = 4;

/// How the validator treats an instruction.
enum class Shape : u8
{
    refused,   ///< no instruction, or one that the profile does not allow
    simple,    ///< fixed operands and results, no immediate
    nan,       ///< the same, and the result is canonicalised
    load,      ///< fixed operands and results behind a memarg; stores, too
    constant1, ///< a LEB128 number of 32 bits
    constant2, ///< a LEB128 number of 64 bits
    constant4, ///< 4 bytes
    constant8, ///< 8 bytes
    local_get,
    local_set,
    local_tee,
    special, ///< a rule of its own
    prefix   ///< the first byte of a longer opcode
};

/// One instruction, or one first byte.
struct InstructionEntry
{
    /// Whether the four bytes below the top of a type stack end in the operands.
    [[nodiscard]] bool accepts(u32 word) const noexcept { return (word & mask) == operands; }

    /// The last `operand_count` are the types of the operands.
    [[nodiscard]] std::array<ValueType, most_operands> operand_types() const noexcept
    {
        return std::bit_cast<std::array<ValueType, most_operands>>(operands);
    }

    u32 mask = 0;     ///< covers the operands in the four topmost bytes
    u32 operands = 0; ///< their types, within the mask
    std::array<ValueType, 2> results{};
    u16 op = 0;
    u8 operand_count = 0;
    u8 result_count = 0;
    Shape shape = Shape::refused;
    u8 alignment = 0; ///< the largest of a memory access, as a power of 2
};

/// The instructions that a profile allows.
class InstructionTable
{
public:
    /// `address` is the type of the module's memory addresses.
    InstructionTable(const ModuleRules& rules, ValueType address);

    [[nodiscard]] const InstructionEntry& first(u8 byte) const noexcept { return bytes_[byte]; }
    [[nodiscard]] const InstructionEntry& operator[](Op op) const noexcept
    {
        return ops_[static_cast<std::size_t>(op)];
    }

    /// The entry of what is no instruction.
    [[nodiscard]] static const InstructionEntry& unknown() noexcept
    {
        static constexpr InstructionEntry entry{};
        return entry;
    }

private:
    std::array<InstructionEntry, 256> bytes_{};
    std::array<InstructionEntry, op_count> ops_;
};

/// Why an instruction is refused: the first reason that applies, or Code{} where there is none.
[[nodiscard]] Code refusal(Op op, const ModuleRules& rules) noexcept;
} // namespace pawl
