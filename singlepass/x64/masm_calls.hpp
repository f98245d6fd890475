// Frames, gas, calls, and the state of an instance.
#pragma once

#include "singlepass/x64/address.hpp"
#include "singlepass/x64/masm_control.hpp"

#include <algorithm>

namespace pawl::x64
{
using singlepass::GlobalAccess;

/// What a function is framed by and how it reaches others.
class Calls : public Control
{
public:
    using Control::Control;

    // A body.

    /// Frame units, the slot of the first saved home, homes to save.
    void begin(u32 units, u32 first_saved, RegSet saved) noexcept
    {
        set_frame(8 * units);
        first_saved_ = first_saved;
        saved_ = saved;
    }
    /// Charges, then compares the depth; the offset of the site, `no_site` where nothing is
    /// charged.
    u32 enter(u32 price)
    {
        const u32 site = price == 0 ? CompiledModule::no_site : offset();
        if (price != 0)
        {
            out().alu_patchable(Alu::sub, w64, gas, static_cast<i32>(price));
            go_cold_if(Condition::l, {.emit = refill_at_entry, .number = parameter_bytes()});
        }
        out().sub(w64, Gpr::rsp, static_cast<i32>(frame_bytes() - 8));
        out().cmp(w64, Gpr::rsp, Mem{context, layout::stack_limit});
        trap_if(Condition::b, Trap::stack_exhausted);
        for_each_saved([&](u32 index, Reg home) { store_slot(Kind::i64, index, home); });
        return site;
    }
    void leave() noexcept
    {
        for_each_saved([&](u32 index, Reg home) { load_slot(Kind::i64, home, index); });
        out().add(w64, Gpr::rsp, static_cast<i32>(frame_bytes() - 8));
        out().ret();
    }
    void end() { emit_rest(); }

    /// Takes gas, and where asked goes for more when none is left; the offset of the site.
    u32 charge(u32 price, bool checked)
    {
        const u32 site = offset();
        out().alu_patchable(Alu::sub, w64, gas, static_cast<i32>(price));
        if (checked)
            refill_if_negative();
        return site;
    }
    void trap(Trap trap) { trap_here(trap); }
    void canonicalise(Kind kind, Reg a)
    {
        out().ucomi(width_of(kind), xmm(a), xmm(a));
        go_cold_if(Condition::p, {.emit = kind == Kind::f32 ? nan<w32> : nan<w64>, .a = a});
    }

    // Calls.

    void call_defined(u32 function) { call_later(out().call32(), function); }
    void call_imported(u32 function)
    {
        function_reference(callee, function);
        call_reference(callee);
    }
    /// Requires: `a` is `callee`, from which the function called learns what it is.
    void call_reference(Reg a)
    {
        out().cmp(w64, Mem{gpr(a), layout::function_context}, context);
        go_cold_if(Condition::ne, {.emit = call_foreign});
        out().call(Mem{gpr(a), layout::function_code});
        note_call();
        come_back_here();
    }
    void call_helper(NativeHelper helper, u32 /*slots*/)
    {
        out().mov(w32, Gpr::rax, static_cast<i64>(helper));
        out().call(Mem{context, layout::runtime_call});
        note_call();
    }
    void table_entry(Reg to, u32 table, const Value& index, Trap trap)
    {
        const Gpr d = gpr(to);
        Gpr at = d;
        if (index.is_reg())
            at = gpr(index.reg);
        else if (index.is_constant())
            out().mov(w64, d, static_cast<i64>(index.bits));
        else
            out().load(w64, d, slot(index.slot));
        load_pointer(scratch, layout::tables, table);
        out().cmp(w64, at, Mem{scratch, layout::table_size});
        trap_if(Condition::ae, trap);
        out().load(w64, scratch, Mem{scratch, layout::table_entries});
        out().load(w64, d, Mem{scratch, at, Scale::x8});
    }
    void check_callable(Reg a, u32 type)
    {
        out().test(w64, gpr(a), gpr(a));
        trap_if(Condition::e, Trap::uninitialized_element);
        out().load(w64, scratch, Mem{context, layout::types});
        out().add(w64, scratch, static_cast<i32>(layout::function_type_size * type));
        out().cmp(w64, scratch, Mem{gpr(a), layout::function_type});
        go_cold_if(Condition::ne, {.emit = check_type, .number = type, .a = a});
    }
    void function_reference(Reg d, u32 function) noexcept
    {
        load_pointer(gpr(d), layout::functions, function);
    }

    // State.

    void global_get(Kind kind, Reg d, const GlobalAccess& global) noexcept
    {
        const Gpr base = global_base(global);
        load(kind, d, Mem{base, global_place(global)});
    }
    void global_set(Kind kind, const GlobalAccess& global, Reg a) noexcept
    {
        const Gpr base = global_base(global);
        store(kind, base, global_place(global), a);
    }
    void memory_size(Reg d, u32 memory, bool /*wide*/) noexcept
    {
        load_of_memory(*this, memory, layout::memory_bytes);
        out().shift(Shift::shr, w64, scratch, page_bits);
        out().mov(w64, gpr(d), scratch);
    }

    static constexpr Reg callee = reg_of(Gpr::rax);

private:
    static constexpr u8 page_bits = 16;
    /// As many parameters as a function may have in any profile.
    static constexpr u32 most_parameters = 1000;

    template <typename Use>
    void for_each_saved(const Use& use) noexcept
    {
        u32 index = first_saved_;
        for (RegSet left = saved_; !left.empty(); ++index)
            use(index, left.take_first());
    }
    /// Loads an entry of one of the context's arrays of pointers.
    void load_pointer(Gpr d, i32 array, u32 index) noexcept
    {
        out().load(w64, d, Mem{context, array});
        out().load(w64, d, Mem{d, static_cast<i32>(8 * index)});
    }
    /// The register that a global is addressed by, and how far from it the value is.
    [[nodiscard]] Gpr global_base(const GlobalAccess& global) noexcept
    {
        if (!global.imported)
            return context;
        load_pointer(scratch, layout::globals, global.index);
        return scratch;
    }
    [[nodiscard]] static i32 global_place(const GlobalAccess& global) noexcept
    {
        const u32 before =
            global.imported ? 0 : layout::own_globals + layout::global_size * global.index;
        return static_cast<i32>(before) + layout::global_value;
    }

    // How many bytes below rsp may hold parameters when a function is entered.
    [[nodiscard]] u32 parameter_bytes() const noexcept
    {
        return std::min(frame_bytes() - 8, 8 * most_parameters);
    }

    // Cold code.

    // The call would overwrite parameters that stand in slots.
    static void refill_at_entry(Emitter& m, const Cold& cold)
    {
        const i32 bytes = static_cast<i32>(cold.number);
        m.out().lea(w64, scratch, Mem{Gpr::rsp, 8 - static_cast<i32>(m.frame_bytes())});
        m.out().sub(w64, Gpr::rsp, bytes);
        m.out().call(Mem{context, layout::refill_at_entry});
        m.out().add(w64, Gpr::rsp, bytes);
        m.out().jmp_back(cold.back);
    }
    template <Width width>
    static void nan(Emitter& m, const Cold& cold)
    {
        constexpr u64 canonical = width == w32 ? 0x7FC0'0000 : 0x7FF8'0000'0000'0000;
        m.out().mov(width, scratch, static_cast<i64>(canonical));
        m.out().mov(width, xmm(cold.a), scratch);
        m.out().jmp_back(cold.back);
    }
    static void call_foreign(Emitter& m, const Cold& cold)
    {
        m.out().call(Mem{context, layout::foreign_call});
        m.note_call();
        m.out().jmp_back(cold.back);
    }
    // Types that are equal may stand at two addresses. The stub changes no register but the one
    // it answers in.
    static void check_type(Emitter& m, const Cold& cold)
    {
        m.out().store(w64, Mem{Gpr::rsp, callee_distance(0)}, gpr(cold.a));
        m.out().store(w64, Mem{Gpr::rsp, callee_distance(1)}, static_cast<i32>(cold.number));
        m.out().call(Mem{context, layout::has_type});
        m.out().test(w64, scratch, scratch);
        m.out().jcc_back(Condition::ne, cold.back);
        m.trap_here(Trap::indirect_call_type_mismatch);
    }

    u32 first_saved_ = 0;
    RegSet saved_;
};
} // namespace pawl::x64
