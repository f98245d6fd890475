// Labels, conditions, jumps.
#pragma once

#include "singlepass/x64/flag_test.hpp"
#include "singlepass/x64/masm_moves.hpp"

#include <span>

namespace pawl::x64
{
using singlepass::Label;

/// Conditions and jumps of the macro assembler.
class Control : public Moves
{
public:
    using Moves::Moves;

    // Conditions. Their uses leave the flags as they are.

    [[nodiscard]] FlagTest is_not_zero(Kind kind, Reg a) noexcept
    {
        out().test(width_of(kind), gpr(a), gpr(a));
        return flag_test(Condition::ne);
    }
    void set(FlagTest test, Reg to) noexcept
    {
        const Gpr d = gpr(to);
        if (is_single(test))
        {
            out().setcc(single(test), d);
            return out().movzx(w8, d, d);
        }
        const bool unequal = test == FlagTest::unordered_or_unequal;
        out().setcc(unequal ? Condition::p : Condition::np, d);
        out().movzx(w8, d, d);
        out().mov(w32, scratch, i64{unequal});
        out().cmov(Condition::ne, w32, d, scratch);
    }
    void select(FlagTest test, Kind kind, Reg d, Reg a, Reg b) noexcept
    {
        if (is_float(kind))
            return select_float(test, xmm(d), xmm(a), xmm(b));
        if (is_single(test))
            return select_by(single(test), width_of(kind), gpr(d), gpr(a), gpr(b));
        if (test == FlagTest::unordered_or_unequal)
            return select_unequal(width_of(kind), gpr(d), gpr(a), gpr(b));
        select_unequal(width_of(kind), gpr(d), gpr(b), gpr(a));
    }

    // Jumps.

    void jump_if(FlagTest test, Label& label)
    {
        if (is_single(test))
            return jump_on(single(test), label);
        if (test == FlagTest::unordered_or_unequal)
        {
            jump_on(Condition::p, label);
            return jump_on(Condition::ne, label);
        }
        const u32 unordered = out().jcc8(Condition::p);
        jump_on(Condition::e, label);
        out().bind8_here(unordered);
    }
    void jump(Label& label)
    {
        if (label.bound())
            return out().jmp_back(label.position);
        chain(label, out().jmp32());
    }
    /// Jumps to one of the labels by an i32, to the last for all numbers that no other has.
    void jump_table(Reg index, std::span<Label* const> labels)
    {
        const u32 last = static_cast<u32>(labels.size()) - 1;
        if (last <= longest_chain)
        {
            for (u32 i = 0; i < last; ++i)
            {
                out().cmp(w32, gpr(index), static_cast<i32>(i));
                jump_on(Condition::e, *labels[i]);
            }
            return jump(*labels[last]);
        }
        out().cmp(w32, gpr(index), static_cast<i32>(last));
        jump_on(Condition::ae, *labels[last]);
        out().lea(w64, scratch, Mem::rip(0));
        const u32 table_field = offset() - 4;
        out().add(w64, scratch, Mem{scratch, gpr(index), Scale::x8});
        out().jmp(scratch);
        out().bind32_here(table_field);
        emit_table(labels.first(last));
    }
    void bind(Label& label)
    {
        const u32 here = offset();
        for (u32 at = label.last_jump; at != Label::none;)
            at = lead(at, here);
        label.position = here;
    }

private:
    /// So many targets are compared with one after the other.
    static constexpr u32 longest_chain = 4;
    /// Marks, in a chain of jumps, the entry of a table: eight bytes, to hold the distance of the
    /// target from the table. Until then the upper four hold where the table is.
    static constexpr u32 is_entry = 0x8000'0000;

    void jump_on(Condition condition, Label& label)
    {
        if (label.bound())
            return out().jcc_back(condition, label.position);
        chain(label, out().jcc32(condition));
    }
    void chain(Label& label, u32 field)
    {
        out().patch32(field, label.last_jump);
        label.last_jump = field;
    }
    void emit_table(std::span<Label* const> labels)
    {
        const u32 table = offset();
        for (Label* const label : labels)
        {
            out().ensure(sizeof(u64));
            if (label->bound())
            {
                out().data64(u64{label->position} - table);
                continue;
            }
            out().data32(label->last_jump);
            label->last_jump = (offset() - 4) | is_entry;
            out().data32(table);
        }
    }
    // Leads one jump or entry to its target, and answers the next one of the chain.
    u32 lead(u32 at, u32 target)
    {
        const u32 place = at & ~is_entry;
        const u32 next = out().read32(place);
        if ((at & is_entry) == 0)
        {
            out().bind32(place, target);
            return next;
        }
        out().patch32(place, target - out().read32(place + 4));
        out().patch32(place + 4, 0);
        return next;
    }

    void select_by(Condition condition, Width width, Gpr d, Gpr a, Gpr b) noexcept
    {
        if (d == a)
            return out().cmov(x64::inverse(condition), width, d, b);
        copy(width, d, b);
        out().cmov(condition, width, d, a);
    }
    // d = unordered or unequal ? a : b.
    void select_unequal(Width width, Gpr d, Gpr a, Gpr b) noexcept
    {
        const Gpr to = d == a && a != b ? scratch : d;
        copy(width, to, b);
        out().cmov(Condition::p, width, to, a);
        out().cmov(Condition::ne, width, to, a);
        copy(width, d, to);
    }
    void select_float(FlagTest test, Xmm d, Xmm a, Xmm b) noexcept
    {
        if (d == a)
            return move_unless(test, d, b);
        copy(d, b);
        move_unless(inverse(test), d, a);
    }
    void move_unless(FlagTest test, Xmm d, Xmm a) noexcept
    {
        if (d == a)
            return;
        if (is_single(test))
        {
            const u32 skip = out().jcc8(single(test));
            out().mov(d, a);
            return out().bind8_here(skip);
        }
        if (test == FlagTest::unordered_or_unequal)
        {
            const u32 unordered = out().jcc8(Condition::p);
            const u32 unequal = out().jcc8(Condition::ne);
            out().mov(d, a);
            out().bind8_here(unordered);
            return out().bind8_here(unequal);
        }
        const u32 unordered = out().jcc8(Condition::p);
        const u32 equal = out().jcc8(Condition::e);
        out().bind8_here(unordered);
        out().mov(d, a);
        out().bind8_here(equal);
    }
};
} // namespace pawl::x64
