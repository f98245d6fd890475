// Which registers operands are in.
#pragma once

#include "singlepass/reg.hpp"

#include <algorithm>
#include <array>

namespace pawl::singlepass
{
/// Who has each register that operands may be in: nobody, an operand on the stack, given by its
/// index there, or the current instruction, which holds it to its end.
class RegisterOwners
{
public:
    /// Starts a function: nobody has any of these registers.
    void begin(RegSet registers) noexcept
    {
        registers_ = registers;
        free_ = registers;
        held_ = {};
    }
    /// Starts an instruction: no register is held.
    void begin_instruction() noexcept { held_ = {}; }

    void hold(Reg reg) noexcept { held_.add(reg); }
    void vacate(Reg reg) noexcept { held_.remove(reg); }
    /// A register becomes an operand's. Where it was held, it is to the end of the instruction.
    void own(Reg reg, u32 index) noexcept
    {
        free_.remove(reg);
        owner_[static_cast<u32>(reg)] = index;
    }
    /// It is no operand's any longer. Homes are never free.
    void disown(Reg reg) noexcept { free_ |= RegSet{reg} & registers_; }

    /// Those that nobody has.
    [[nodiscard]] RegSet open() const noexcept { return free_ - held_; }
    [[nodiscard]] bool is_free(Reg reg) const noexcept { return free_.has(reg); }
    /// Those that operands on the stack are in.
    [[nodiscard]] RegSet owned() const noexcept { return registers_ - free_; }
    /// The operand in a register. Requires: it is owned, or a home that the next instruction sets.
    [[nodiscard]] u32 owner(Reg reg) const noexcept { return owner_[static_cast<u32>(reg)]; }
    /// The operand furthest down in one of the registers. Requires: some of them are owned.
    [[nodiscard]] u32 lowest_owner(RegSet among) const noexcept
    {
        RegSet left = owned() & among;
        u32 lowest = owner(left.take_first());
        while (!left.empty())
            lowest = std::min(lowest, owner(left.take_first()));
        return lowest;
    }

private:
    RegSet registers_;                            ///< that operands may be in
    RegSet free_;                                 ///< that no operand on the stack is in
    RegSet held_;                                 ///< that the current instruction works in
    std::array<u32, 2 * file_registers> owner_{}; ///< per register that is not free
};
} // namespace pawl::singlepass
