// Moves between registers, constants and slots.
#pragma once

#include "singlepass/x64/emitter.hpp"

namespace pawl::x64
{
/// The moves of the macro assembler. None but `clear`, and copies of many slots, changes flags.
class Moves : public Emitter
{
public:
    using Emitter::Emitter;

    void move(Kind kind, Reg d, Reg a) noexcept
    {
        if (is_float(kind))
            return copy(xmm(d), xmm(a));
        copy(width_of(kind), gpr(d), gpr(a));
    }
    void constant(Kind kind, Reg d, u64 bits)
    {
        if (!is_float(kind))
            return out().mov(width_of(kind), gpr(d), static_cast<i64>(bits));
        if (bits == 0)
            return out().zero(xmm(d));
        out().load(width_of(kind), xmm(d), pooled);
        refer_to(bits);
    }
    void clear(Kind kind, Reg d) noexcept
    {
        if (is_float(kind))
            return out().zero(xmm(d));
        out().zero(gpr(d));
    }

    void add_constant(Reg d, Reg a, u32 constant) noexcept
    {
        out().lea(w32, gpr(d), Mem{gpr(a), static_cast<i32>(constant)});
    }

    void load_slot(Kind kind, Reg d, u32 index) noexcept { load(kind, d, slot(index)); }
    void store_slot(Kind kind, u32 index, Reg a) noexcept
    {
        store(kind, Gpr::rsp, slot_distance(index), a);
    }
    void store_slot_constant(u32 index, u64 bits) noexcept
    {
        store_constant(slot_distance(index), bits);
    }
    void store_argument(Kind kind, u32 index, Reg a) noexcept
    {
        store(kind, Gpr::rsp, callee_distance(index), a);
    }
    void store_argument_constant(u32 index, u64 bits) noexcept
    {
        store_constant(callee_distance(index), bits);
    }

    void zero_slots(u32 first, u32 count) noexcept
    {
        out().zero(float_scratch);
        for_each_slot(count, false, [&](const auto& at)
                      { out().store(w64, at(slot_distance(first)), float_scratch); });
    }
    /// Requires: the ranges do not overlap, or `to` is the lower one.
    void copy_slots(u32 to, u32 from, u32 count, bool briefly) noexcept
    {
        copy_each(slot_distance(to), slot_distance(from), count, briefly);
    }
    void copy_arguments(u32 to, u32 from, u32 count) noexcept
    {
        copy_each(callee_distance(to), slot_distance(from), count);
    }
    void copy_results(u32 to, u32 from, u32 count) noexcept
    {
        copy_each(slot_distance(to), callee_distance(from), count);
    }

protected:
    /// Puts a value into memory where it is to have 64 bits.
    [[gnu::always_inline]] void store(Kind kind, Gpr base, i32 to, Reg a) noexcept
    {
        if (!is_float(kind))
            return out().store(w64, Mem{base, to}, gpr(a));
        out().store(width_of(kind), Mem{base, to}, xmm(a));
        if (kind == Kind::f32)
            out().store(w32, Mem{base, to + 4}, 0);
    }
    [[gnu::always_inline]] void load(Kind kind, Reg d, const Mem& from) noexcept
    {
        if (is_float(kind))
            return out().load(width_of(kind), xmm(d), from);
        out().load(width_of(kind), gpr(d), from);
    }

private:
    /// More slots than these are worked through in a loop.
    static constexpr u32 longest_unrolled = 8;
    /// Beyond these the loop is shorter.
    static constexpr u32 longest_brief = 2;

    void store_constant(i32 to, u64 bits) noexcept
    {
        if (is_signed32(bits))
            return out().store(w64, Mem{Gpr::rsp, to}, static_cast<i32>(bits));
        out().store(w32, Mem{Gpr::rsp, to}, static_cast<i32>(bits));
        out().store(w32, Mem{Gpr::rsp, to + 4}, static_cast<i32>(bits >> 32));
    }

    // Slot after slot, as a constant number of steps or in a loop. Slots go downwards: step i is at
    // `first` - 8 * i from rsp. In the loop the scratch register is -i.
    template <typename Step>
    void for_each_slot(u32 count, bool briefly, const Step& step) noexcept
    {
        if (count <= (briefly ? longest_brief : longest_unrolled))
        {
            for (u32 i = 0; i < count; ++i)
                step([&](i32 first) { return Mem{Gpr::rsp, first - 8 * static_cast<i32>(i)}; });
            return;
        }
        out().zero(scratch);
        const u32 again = offset();
        step([&](i32 first) { return Mem{Gpr::rsp, scratch, Scale::x8, first}; });
        out().sub(w64, scratch, 1);
        out().cmp(w64, scratch, -static_cast<i32>(count));
        out().jcc_back(Condition::ne, again);
    }
    void copy_each(i32 to, i32 from, u32 count, bool briefly = false) noexcept
    {
        for_each_slot(count, briefly,
                      [&](const auto& at)
                      {
                          out().load(w64, float_scratch, at(from));
                          out().store(w64, at(to), float_scratch);
                      });
    }
};
} // namespace pawl::x64
