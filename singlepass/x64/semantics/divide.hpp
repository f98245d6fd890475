// Division of integers. Spec: 4.3.2.
#pragma once

#include "singlepass/x64/semantics/divide_constant.hpp"

namespace pawl::x64
{
/// div, rem. The machine divides rdx:rax, gives the quotient in rax and the remainder in rdx, and
/// faults where WebAssembly traps, but without telling why.
struct Divide
{
    bool is_signed;
    bool remainder;
    Width width;

    [[nodiscard]] constexpr Form form() const noexcept
    {
        return {.constant = true,
                .slot = true,
                .first = reg_of(Gpr::rax),
                .result = reg_of(result()),
                .lost = RegSet{reg_of(remainder ? Gpr::rax : Gpr::rdx)}};
    }
    /// By a constant, in any registers.
    void emit(Emitter& m, Reg to, Reg first, const Value& second) const
    {
        if (second.is_constant())
            return by_constant(m, gpr(to), gpr(first), second.bits);
        Gpr by = scratch;
        if (!second.is_reg())
            m.out().load(width, scratch, m.slot(second.slot));
        else if (gpr(second.reg) == Gpr::rdx)
            m.out().mov(width, scratch, Gpr::rdx);
        else
            by = gpr(second.reg);
        m.out().test(width, by, by);
        m.trap_if(Condition::e, Trap::integer_divide_by_zero);
        if (is_signed)
        {
            m.out().cmp(width, by, -1);
            m.go_cold_if(Condition::e, {.emit = minus_one()});
        }
        divide(m, by);
        if (is_signed)
            m.come_back_here();
    }

private:
    [[nodiscard]] constexpr Gpr result() const noexcept { return remainder ? Gpr::rdx : Gpr::rax; }

    void divide(Emitter& m, Gpr by) const noexcept
    {
        if (is_signed)
        {
            m.out().cdq(width);
            return m.out().idiv(width, by);
        }
        m.out().zero(Gpr::rdx);
        m.out().div(width, by);
    }

    // The divisor is -1: the machine would fault for the least number.
    [[nodiscard]] Emitter::Cold::Emit minus_one() const noexcept
    {
        if (remainder)
            return [](Emitter& m, const Emitter::Cold& cold)
            {
                m.out().zero(Gpr::rdx);
                m.out().jmp_back(cold.back);
            };
        return width == w32 ? negate<w32> : negate<w64>;
    }
    template <Width width>
    static void negate(Emitter& m, const Emitter::Cold& cold)
    {
        m.out().neg(width, Gpr::rax);
        m.out().jcc_back(Condition::no, cold.back);
        m.trap_here(Trap::integer_overflow);
    }

    void by_constant(Emitter& m, Gpr d, Gpr a, u64 bits) const
    {
        const u64 minus_one = width == w32 ? 0xFFFF'FFFF : ~u64{0};
        if (bits == 0)
            return m.trap_here(Trap::integer_divide_by_zero);
        if (is_signed && bits == minus_one)
            return by_minus_one(m, d, a);
        DivideByConstant divided{m, width, d, a};
        if (is_signed ? divided.signed_by(bits, remainder) : divided.unsigned_by(bits, remainder))
            return;
        // The registers that the machine works in may hold other values.
        Assembler& out = m.out();
        out.mov(w64, second_float_scratch, Gpr::rax);
        out.mov(w64, float_scratch, Gpr::rdx);
        m.copy(width, Gpr::rax, a);
        out.mov(w64, scratch, static_cast<i64>(bits));
        divide(m, scratch);
        out.mov(width, scratch, result());
        out.mov(w64, Gpr::rdx, float_scratch);
        out.mov(w64, Gpr::rax, second_float_scratch);
        out.mov(width, d, scratch);
    }
    void by_minus_one(Emitter& m, Gpr d, Gpr a) const
    {
        if (remainder)
            return m.out().zero(d);
        m.copy(width, d, a);
        m.out().neg(width, d);
        m.trap_if(Condition::o, Trap::integer_overflow);
    }
};
} // namespace pawl::x64
