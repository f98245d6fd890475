// What the interpreter makes of a module: instructions of one width, branches resolved, dead code
// left out.
#pragma once

#include "engine/tier.hpp"

namespace pawl
{
/// The number that stands for paying a region; it is no instruction.
inline constexpr u16 charge_op = static_cast<u16>(op_count);
static_assert(op_count < 0xFFFF);

/// One step. What `target` and `immediate` mean depends on the instruction: see lower.cpp.
struct Instruction
{
    u16 op = 0;
    u32 target = 0;
    u64 immediate = 0;
};

/// Where a branch goes, and what it carries.
struct Branch
{
    u32 target = 0; ///< index of an instruction
    u32 height = 0; ///< operand slots that stay below what is carried
    u32 arity = 0;  ///< slots carried
};

/// One function, ready to be interpreted.
struct FunctionProgram
{
    u32 function = 0; ///< index in the module, imports first
    u32 param_slots = 0;
    u32 local_slots = 0; ///< parameters included
    u32 operand_slots = 0;
    u32 result_slots = 0;
    u32 frame_units = 0;
    u32 entry_price = 0; ///< of the region that opens at the function's entry
    u64 entry_naive = 0; ///< of the entry alone: static units of the locals

    std::vector<Instruction> code;
    std::vector<u32> offsets; ///< per instruction: where in the module it stands
    std::vector<Branch> branches;
    std::vector<u64> naive; ///< per instruction: its own price; empty unless counted
};

/// A module, ready to be interpreted.
class InterpreterExecutable final : public Executable
{
public:
    explicit InterpreterExecutable(std::vector<FunctionProgram> functions)
        : functions_{std::move(functions)}
    {
    }

    /// By index among the functions that the module defines.
    [[nodiscard]] const FunctionProgram& function(u32 defined) const { return functions_[defined]; }
    [[nodiscard]] std::size_t bytes() const noexcept override;

private:
    std::vector<FunctionProgram> functions_;
};

/// Translates one defined function. With `counted`, prices every instruction of it on its own.
[[nodiscard]] FunctionProgram lower(const AnalysedModule& module, u32 defined,
                                    const Schedule* counted);
} // namespace pawl
