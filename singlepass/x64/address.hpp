// How an access to linear memory finds its bytes.
#pragma once

#include "singlepass/x64/emitter.hpp"
#include "singlepass/x64/layout.hpp"

namespace pawl::x64
{
using singlepass::MemoryAccess;

/// Whether a displacement holds it.
[[nodiscard]] constexpr bool is_displacement(u64 offset) noexcept
{
    return offset >> 31 == 0;
}

/// Behind GS, where whatever lies outside faults. For a constant address, or one with an offset
/// that no displacement holds.
[[nodiscard]] inline Mem far_guarded_bytes(Emitter& m, const MemoryAccess& access) noexcept
{
    if (!access.address.is_constant())
    {
        m.out().mov(w64, scratch, static_cast<i64>(access.offset));
        return Mem{scratch, gpr(access.address.reg), Scale::x1}.gs();
    }
    const u64 at = access.address.bits + access.offset;
    if (is_displacement(at))
        return Mem::absolute(static_cast<i32>(at)).gs();
    m.out().mov(w64, scratch, static_cast<i64>(at));
    return Mem{scratch}.gs();
}

/// One of the fields of a memory's view in the scratch register.
inline void load_of_memory(Emitter& m, u32 memory, i32 field) noexcept
{
    m.out().load(w64, scratch, Mem{context, layout::memories});
    m.out().load(w64, scratch, Mem{scratch, static_cast<i32>(8 * memory)});
    m.out().load(w64, scratch, Mem{scratch, field});
}

/// Adds a constant to the scratch register.
inline void add_to_scratch(Emitter& m, Alu op, u64 value)
{
    if (is_displacement(value))
        return m.out().alu(op, w64, scratch, static_cast<i32>(value));
    m.out().alu(op, w64, scratch, Emitter::pooled);
    m.refer_to(value);
}

/// Tests whether the access ends inside, and traps otherwise. What is compared cannot overflow: the
/// address with what the memory has beyond the constant part of the access.
[[nodiscard]] inline Mem checked_bytes(Emitter& m, const MemoryAccess& access, u32 width)
{
    constexpr Trap trap = Trap::memory_out_of_bounds;
    const bool constant = access.address.is_constant();
    const u64 offset = access.offset + (constant ? access.address.bits : 0);
    if (offset < access.offset || offset + width < width)
    {
        m.trap_here(trap);
        return Mem::absolute(0); // never reached
    }
    load_of_memory(m, access.memory, layout::memory_bytes);
    add_to_scratch(m, Alu::sub, offset + width);
    m.trap_if(Condition::b, trap);
    if (!constant)
    {
        m.out().cmp(w64, gpr(access.address.reg), scratch);
        m.trap_if(Condition::a, trap);
    }
    load_of_memory(m, access.memory, layout::memory_base);
    const bool direct = is_displacement(offset);
    if (!direct)
        add_to_scratch(m, Alu::add, offset);
    const i32 displacement = direct ? static_cast<i32>(offset) : 0;
    if (constant)
        return Mem{scratch, displacement};
    return Mem{scratch, gpr(access.address.reg), Scale::x1, displacement};
}

/// Calls `use` with the bytes of an access of so many bytes as an operand of memory. Everything
/// but `use` itself that traps does so before. What nearly all accesses are is short and inline.
template <typename Use>
[[gnu::always_inline]] inline void with_bytes(Emitter& m, const MemoryAccess& access, u32 width,
                                              const Use& use)
{
    constexpr Trap trap = Trap::memory_out_of_bounds;
    if (access.guarded && access.address.is_reg() &&
        (access.wraps || is_displacement(access.offset)))
    {
        m.may_fault(trap);
        const Mem bytes = Mem{gpr(access.address.reg), static_cast<i32>(access.offset)}.gs();
        return use(bytes.narrow_if(access.wraps));
    }
    // By value: what is never referred to stays in registers on the short way.
    [&m, access, width, use] [[gnu::noinline]]
    {
        if (!access.guarded)
            return use(checked_bytes(m, access, width));
        const Mem bytes = far_guarded_bytes(m, access);
        m.may_fault(trap);
        use(bytes);
    }();
}
} // namespace pawl::x64
