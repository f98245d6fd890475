// Chooses the locals that live in registers.
#pragma once

#include "engine/plan/plan.hpp"
#include "singlepass/masm.hpp"

#include <span>
#include <vector>

namespace pawl::singlepass
{
/// One local of the function that is being compiled.
struct LocalPlace
{
    Kind kind = Kind::i32;
    bool used = false;
    Reg home = no_reg;
    u32 aliases = 0; ///< the topmost operand that is the same as this local
};

/// What a function is to be judged by.
struct Demand
{
    std::span<const LocalWeight> weights; ///< of its locals
    u64 call_weight = 0;                  ///< how much it calls, on the same scale
    std::span<const Reg> arguments;       ///< per parameter: the register it comes in, or none
};

/// Gives homes to the locals that are used most, and says which registers became homes. A home
/// that calls overwrite costs a store and a load for each of them.
RegSet choose_homes(const Demand& demand, const HomeRegisters& integers,
                    const HomeRegisters& floats, std::span<LocalPlace> locals);
} // namespace pawl::singlepass
