// What every operation of the macro assembler builds on: operands, scratch registers, cold code,
// constants and the table of traps.
#pragma once

#include "engine/runtime/native_code.hpp"
#include "singlepass/masm.hpp"
#include "singlepass/x64/asm.hpp"
#include "singlepass/x64/layout.hpp"
#include "singlepass/x64/log.hpp"

namespace pawl::x64
{
using singlepass::is_float;
using singlepass::Kind;
using singlepass::Reg;
using singlepass::RegSet;

/// The neutral operand, whose name the encoder gives to something else.
using Value = singlepass::Operand;

[[nodiscard]] constexpr Reg reg_of(Gpr reg) noexcept
{
    return singlepass::integer_reg(number(reg));
}
[[nodiscard]] constexpr Reg reg_of(Xmm reg) noexcept
{
    return singlepass::float_reg(number(reg));
}
/// Requires: an integer register.
[[nodiscard]] constexpr Gpr gpr(Reg reg) noexcept
{
    return static_cast<Gpr>(reg);
}
/// Requires: a float register.
[[nodiscard]] constexpr Xmm xmm(Reg reg) noexcept
{
    return static_cast<Xmm>(singlepass::number(reg));
}

/// How wide values of the kind are.
[[nodiscard]] constexpr Width width_of(Kind kind) noexcept
{
    return kind == Kind::i32 || kind == Kind::f32 ? w32 : w64;
}

/// Whether 64 bits are those of an i32, extended by its sign.
[[nodiscard]] constexpr bool is_signed32(u64 bits) noexcept
{
    return bits == static_cast<u64>(i64{static_cast<i32>(bits)});
}

/// Registers that hold nothing between two operations.
inline constexpr Gpr scratch = Gpr::r11;
inline constexpr Xmm float_scratch = Xmm::xmm15;
inline constexpr Xmm second_float_scratch = Xmm::xmm14;
/// What is left of the gas, and the context of the running instance.
inline constexpr Gpr gas = Gpr::r15;
inline constexpr Gpr context = Gpr::r14;

/// Emits code and remembers what belongs to it elsewhere.
class Emitter
{
public:
    /// Code that stands behind the function, because it seldom runs.
    struct Cold
    {
        using Emit = void (*)(Emitter&, const Cold&);

        Emit emit = nullptr;
        u32 back = 0;        ///< where the function goes on
        u32 byte_offset = 0; ///< for traps
        u32 field = 0;       ///< of the jump here
        u32 number = 0;      ///< what `emit` takes it for
        Reg d{}, a{};
        Trap trap = Trap::none;
    };

    /// Code that functions share: see call_tail.
    using Tail = void (*)(Emitter&);

    /// Requires: the space outlives this, and `reserve_bytes` says enough.
    explicit Emitter(std::span<u8> space) noexcept : out_{space} {}

    /// Begins anew, and keeps the memory of its lists. The same is required.
    void restart(std::span<u8> space) noexcept
    {
        out_ = Assembler{space};
        cold_.clear();
        refills_.clear();
        tails_.clear();
        constants_.clear();
        traps_.clear();
        calls_.clear();
        links_.clear();
    }

    /// Room for one more instruction of any kind. What works through operands asks for each.
    void ensure() noexcept { out_.ensure(); }
    /// The byte offset that traps from here on are noted with.
    void at(u32 byte_offset) noexcept { byte_offset_ = byte_offset; }

    [[nodiscard]] Assembler& out() noexcept { return out_; }
    [[nodiscard]] u32 offset() const noexcept { return out_.offset(); }
    /// What was emitted so far.
    [[nodiscard]] BytesView code() const noexcept { return out_.code(); }
    /// In the order of the code.
    [[nodiscard]] std::span<const TrapSite> traps() const noexcept { return traps_.entries(); }
    [[nodiscard]] std::span<const CallSite> calls() const noexcept { return calls_.entries(); }
    /// Leads calls to the functions they call, where this code is to stand at offset `base` of the
    /// module's. Requires: those stand there.
    void link(std::span<const NativeFunction> functions, u32 base) noexcept
    {
        for (const Link& link : links_.entries())
            out_.bind32(link.field, functions[link.function].entry - base);
        links_.clear();
    }

    // Operands.

    /// Moves an integer where it is not there yet. For w32, the upper half is cleared only if it is
    /// moved.
    void copy(Width width, Gpr d, Gpr a) noexcept
    {
        if (d != a)
            out_.mov(width, d, a);
    }
    void copy(Xmm d, Xmm a) noexcept
    {
        if (d != a)
            out_.mov(d, a);
    }
    /// Where a slot of the frame is, from rsp on.
    [[nodiscard]] i32 slot_distance(u32 index) const noexcept
    {
        return static_cast<i32>(frame_bytes_ - 16 - 8 * index);
    }
    [[nodiscard]] Mem slot(u32 index) const noexcept { return Mem{Gpr::rsp, slot_distance(index)}; }
    /// Where a slot of the frame of a function that is to be called, or was, is from rsp on.
    [[nodiscard]] static i32 callee_distance(u32 index) noexcept
    {
        return -16 - 8 * static_cast<i32>(index);
    }
    /// Calls `use` with an integer operand as an instruction takes it: a register, memory, or a
    /// constant of 32 bits. Others come in the scratch register.
    template <typename Use>
    void with(Width width, const Value& operand, const Use& use) noexcept
    {
        if (operand.is_reg())
            return use(gpr(operand.reg));
        if (!operand.is_constant())
            return use(slot(operand.slot));
        if (width == w32 || is_signed32(operand.bits))
            return use(static_cast<i32>(operand.bits));
        out_.mov(w64, scratch, static_cast<i64>(operand.bits));
        use(scratch);
    }
    /// The same for a float, which is in a register or a slot.
    template <typename Use>
    void with_float(const Value& operand, const Use& use) noexcept
    {
        if (operand.is_reg())
            return use(xmm(operand.reg));
        use(slot(operand.slot));
    }
    /// A float operand in a register: its own, or `into`.
    [[nodiscard]] Xmm float_in_reg(Width width, const Value& operand, Xmm into) noexcept
    {
        if (operand.is_reg())
            return xmm(operand.reg);
        out_.load(width, into, slot(operand.slot));
        return into;
    }
    /// The last instruction, which had the operand `pooled`, reads this constant.
    /// Requires: it has no immediate.
    void refer_to(u64 bits) { constants_.push({offset() - 4, bits}); }
    static constexpr Mem pooled = Mem::rip(0);

    /// What returns to here is the current instruction's call.
    void note_call() { calls_.push({offset(), byte_offset_}); }

    // Traps and cold code.

    /// The next instruction may fault, which means this trap.
    void may_fault(Trap trap) { traps_.push({offset(), byte_offset_, trap}); }
    /// Traps here.
    void trap_here(Trap trap)
    {
        may_fault(trap);
        out_.ud2();
    }
    /// Traps where a condition holds.
    void trap_if(Condition condition, Trap trap)
    {
        go_cold_if(condition, {.emit = [](Emitter& m, const Cold& cold) { m.trap_here(cold.trap); },
                               .trap = trap});
    }
    /// Goes to code that stands behind the function where a condition holds. It comes back to what
    /// is emitted next, or where `come_back_here` says.
    void go_cold_if(Condition condition, Cold cold)
    {
        cold.field = out_.jcc32(condition);
        cold.back = offset();
        cold.byte_offset = byte_offset_;
        cold_.push(cold);
    }
    /// Goes for more gas where the last result is negative, and comes back. This is nearly all cold
    /// code that there is: its list holds only where it comes back to.
    void refill_if_negative()
    {
        static_cast<void>(out_.jcc32(Condition::l));
        refills_.push(offset());
    }
    /// Calls code that stands once behind the function, however often it is called. It takes its
    /// operand and gives its result in scratch registers.
    void call_tail(Tail tail) { tails_.push({out_.call32(), tail}); }
    /// The size of the frame, return address included.
    [[nodiscard]] u32 frame_bytes() const noexcept { return frame_bytes_; }
    /// The cold code that was left for last comes back to what is emitted next.
    void come_back_here() noexcept { cold_.back().back = offset(); }

protected:
    /// Sets the size of the frame, return address included.
    void set_frame(u32 bytes) noexcept { frame_bytes_ = bytes; }
    void call_later(u32 field, u32 function)
    {
        links_.push({field, function});
        note_call();
    }

    /// Emits what stands behind a function: cold code, tails, constants.
    void emit_rest()
    {
        emit_cold();
        emit_refills();
        emit_tails();
        emit_constants();
    }

private:
    /// The distance field of a call, and the function that it is to lead to, among those that the
    /// module defines.
    struct Link
    {
        u32 field, function;
    };

    /// A constant behind the function, and the distance field that leads to it.
    struct Constant
    {
        u32 field;
        u64 bits;
    };
    /// The same of code.
    struct TailCall
    {
        u32 field;
        Tail tail;
    };

    void emit_cold()
    {
        for (const Cold& cold : cold_.entries())
        {
            ensure();
            out_.bind32_here(cold.field);
            at(cold.byte_offset);
            cold.emit(*this, cold);
        }
        cold_.clear();
    }
    void emit_refills()
    {
        constexpr std::size_t most_bytes = 16; // of one
        out_.ensure(static_cast<u32>(refills_.entries().size() * most_bytes));
        for (const u32 back : refills_.entries())
        {
            out_.bind32_here(back - sizeof(u32));
            out_.call(Mem{context, layout::refill});
            out_.jmp_back(back);
        }
        refills_.clear();
    }
    void emit_tails()
    {
        while (!tails_.empty())
        {
            ensure();
            const u32 here = offset();
            const Tail tail = tails_.back().tail;
            std::size_t left = 0;
            for (TailCall& call : tails_.entries())
                if (call.tail == tail)
                    out_.bind32(call.field, here);
                else
                    tails_.entries()[left++] = call;
            tails_.truncate(left);
            tail(*this);
        }
    }
    // Neighbours often ask for the same.
    void emit_constants()
    {
        u32 here = 0;
        const Constant* before = nullptr;
        for (const Constant& constant : constants_.entries())
        {
            if (before == nullptr || before->bits != constant.bits)
            {
                ensure();
                here = offset();
                out_.data64(constant.bits);
            }
            out_.bind32(constant.field, here);
            before = &constant;
        }
        constants_.clear();
    }

    Assembler out_;
    u32 frame_bytes_ = 0;
    u32 byte_offset_ = 0;
    Log<Cold> cold_;
    Log<u32> refills_; ///< where each comes back to, which is right behind its jump
    Log<TailCall> tails_;
    Log<Constant> constants_;
    Log<TrapSite> traps_;
    Log<CallSite> calls_;
    Log<Link> links_;
};
} // namespace pawl::x64
