// A memory operand.
#pragma once

#include "singlepass/x64/regs.hpp"

namespace pawl::x64
{
/// What an index is multiplied by.
enum class Scale : u8
{
    x1,
    x2,
    x4,
    x8,
};

/// A memory operand: [base + index * scale + displacement], each part but one being optional.
/// Displacements take the fewest bytes that hold them.
///   Mem{rsp, 16}                         [rsp + 16]
///   Mem{rax, rcx, Scale::x8, -1}         [rax + rcx * 8 - 1]
///   Mem::scaled(rcx, Scale::x8, table)   [rcx * 8 + table]
///   Mem::absolute(64).gs()               gs:[64]
///   Mem::rip(0)                          [rip + 0], which is the next instruction
///   Mem{rax, rcx, Scale::x1}.gs().narrow()   gs:[eax + ecx]
class Mem
{
public:
    constexpr explicit Mem(Gpr base, i32 displacement = 0) noexcept
        : displacement_{displacement}, base_{number_of(base)}
    {
    }
    /// Requires: the index is not rsp, which no instruction can say.
    constexpr Mem(Gpr base, Gpr index, Scale scale, i32 displacement = 0) noexcept
        : displacement_{displacement},
          base_{number_of(base)},
          index_{number_of(index)},
          scale_{scale},
          kind_{Kind::indexed}
    {
    }

    /// An index without a base.
    [[nodiscard]] static constexpr Mem scaled(Gpr index, Scale scale, i32 displacement) noexcept
    {
        Mem operand{Gpr::rbp, index, scale, displacement};
        operand.kind_ = Kind::baseless;
        return operand;
    }
    /// An address alone; with `gs()`, an offset from where GS leads.
    [[nodiscard]] static constexpr Mem absolute(i32 displacement) noexcept
    {
        Mem operand{Gpr::rbp, displacement};
        operand.kind_ = Kind::baseless;
        return operand;
    }
    /// A distance from the end of the instruction.
    [[nodiscard]] static constexpr Mem rip(i32 displacement) noexcept
    {
        Mem operand{Gpr::rbp, displacement};
        operand.kind_ = Kind::rip;
        return operand;
    }

    /// The same address, counted from where GS leads.
    [[nodiscard]] constexpr Mem gs() const noexcept
    {
        Mem operand = *this;
        operand.gs_ = true;
        return operand;
    }
    /// The same with an address of 32 bits: the sum wraps and upper halves of registers are
    /// ignored.
    [[nodiscard]] constexpr Mem narrow() const noexcept { return narrow_if(true); }
    [[nodiscard]] constexpr Mem narrow_if(bool condition) const noexcept
    {
        Mem operand = *this;
        operand.narrow_ = condition;
        return operand;
    }
    /// The same with four bytes of displacement whatever it is, to be patched. They are the last
    /// bytes of the instruction but for an immediate.
    [[nodiscard]] constexpr Mem patchable() const noexcept
    {
        Mem operand = *this;
        operand.patchable_ = true;
        return operand;
    }

private:
    friend class Encoder;
    friend struct Word;

    /// Baseless operands and those of rip hold rbp's number in `base_`: so does the encoding.
    enum class Kind : u8
    {
        based,
        indexed,
        baseless,
        rip,
    };
    [[nodiscard]] constexpr bool has_base() const noexcept
    {
        return kind_ == Kind::based || kind_ == Kind::indexed;
    }
    /// Whether there is a SIB whatever the base.
    [[nodiscard]] constexpr bool has_sib() const noexcept
    {
        return kind_ == Kind::indexed || kind_ == Kind::baseless;
    }
    /// Where an index would be, the number of rsp says that there is none.
    static constexpr u8 no_index = 4;

    static constexpr u8 number_of(Gpr reg) noexcept { return static_cast<u8>(reg); }

    i32 displacement_;
    u8 base_;
    u8 index_ = no_index;
    Scale scale_ = Scale::x1;
    Kind kind_ = Kind::based;
    bool gs_ = false;
    bool narrow_ = false;
    bool patchable_ = false;
};
} // namespace pawl::x64
