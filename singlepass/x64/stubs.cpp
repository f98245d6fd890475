#include "singlepass/x64/stubs.hpp"

#include "engine/runtime/host.hpp"
#include "engine/runtime/native_machine.hpp"
#include "singlepass/x64/asm.hpp"
#include "singlepass/x64/memory_base.hpp"

#include <cstddef>
#include <cstring>
#include <memory>

namespace pawl::x64
{
namespace
{
using abi::context;
using abi::gas;

// What C++ on this system expects of whoever it is called by, and calls.
constexpr std::array kept_by_callee{Gpr::rbx, Gpr::rbp, Gpr::r12, Gpr::r13, Gpr::r14, Gpr::r15};
constexpr std::array parameters{Gpr::rdi, Gpr::rsi, Gpr::rdx, Gpr::rcx};
// What compiled code may have in use where it asks for gas.
constexpr std::array in_use{Gpr::rax, Gpr::rcx, Gpr::rdx, Gpr::rsi, Gpr::rdi,
                            Gpr::r8,  Gpr::r9,  Gpr::r10, Gpr::r11};
constexpr i32 stack_alignment = 16;
// Below a host call's frame: room for the slots of its arguments, its registers and alignment.
constexpr i32 host_frame_bytes = 1024;
constexpr std::size_t most_host_slots = host_frame_bytes / sizeof(u64);
// What arguments and results of a call may take below the stack pointer: 1000 slots.
constexpr i32 most_slot_bytes = 8192;
// The most slots that a helper is passed.
constexpr i32 helper_slots = 7;

constexpr i32 of(std::size_t offset) noexcept
{
    return static_cast<i32>(offset);
}
constexpr i32 integer_at(std::size_t i) noexcept
{
    return of(offsetof(Registers, integers) + i * sizeof(u64));
}
constexpr i32 float_at(std::size_t i) noexcept
{
    return of(offsetof(Registers, floats) + i * sizeof(u64));
}

bool host_call(NativeContext& from, const FunctionInstance& function, Registers& registers,
               u64* slots) noexcept
{
    const FunctionType& type = *function.type;
    // Only what the function has is written and read: clearing all would take longer than the call.
    std::array<u64, most_host_slots> arguments; // NOLINT(cppcoreguidelines-pro-type-member-init)
    std::array<u64, most_host_slots> results;   // NOLINT(cppcoreguidelines-pro-type-member-init)
    PAWL_CHECK(type.params.size() <= most_host_slots && type.results.size() <= most_host_slots,
               "a host function has few parameters and results");
    std::size_t integers = 0, floats = 0;
    for (std::size_t i = 0; i < type.params.size(); ++i)
    {
        const bool real = is_float(type.params[i]);
        std::size_t& taken = real ? floats : integers;
        const std::span<const u64> file =
            real ? std::span<const u64>{registers.floats} : registers.integers;
        arguments[i] = as_slot(type.params[i],
                               taken < file.size() ? file[taken++] : slots[-static_cast<i64>(i)]);
    }
    HostCall call{function, *from.instance, *from.activation->execution,
                  std::span{arguments}.first(type.params.size()),
                  std::span{results}.first(type.results.size())};
    const bool returned = native_host_call(from, call, slots);
    if (!returned || type.results.empty())
        return returned;
    (is_float(type.results.front()) ? registers.float_result : registers.integer_result) =
        results[0];
    for (std::size_t j = 1; j < type.results.size(); ++j)
        slots[-static_cast<i64>(j)] = results[j];
    return true;
}

// The instruction that charges, for which the code before `pc` asks for gas: its jump here stands
// right behind it, and what stands at `pc` jumps back behind both. nullptr where it does not.
const u8* charge_of(const u8* pc) noexcept
{
    constexpr std::ptrdiff_t charge_and_jump = 7 + 6; // sub gas, imm32; jl rel32
    if (pc[0] == 0xEB)
        return pc + 2 + static_cast<i8>(pc[1]) - charge_and_jump;
    if (pc[0] != 0xE9)
        return nullptr;
    i32 distance = 0;
    std::memcpy(&distance, pc + 1, sizeof distance);
    return pc + 5 + distance - charge_and_jump;
}

bool refill(NativeContext& from, const u8* pc, const u64* stack) noexcept
{
    return native_refill(from, charge_of(pc), stack);
}

bool refill_at_entry(NativeContext& from, const u8* pc, const u64* stack) noexcept
{
    return native_refill_at_entry(from, pc, stack);
}

bool runtime_call(NativeContext& from, u32 helper, const u64* slots) noexcept
{
    return native_runtime_call(from, static_cast<NativeHelper>(helper), slots);
}

u64 has_type(const NativeContext& from, const FunctionInstance& function, u64 type) noexcept
{
    return function.has_type(from.types[type]) ? 1 : 0;
}

/// Writes the stubs, one after the other.
class StubWriter : public Assembler
{
public:
    using Assembler::Assembler;

    u32 enter()
    {
        const u32 at = offset();
        for (const Gpr reg : kept_by_callee)
            push(reg);
        const Gpr activation = Gpr::rdi, frame = Gpr::rbx, code = Gpr::r12;
        store(w64, Mem{activation, of(offsetof(NativeActivation, outer_stack))}, Gpr::rsp);
        mov(w64, frame, Gpr::rcx);
        mov(w64, context, Gpr::rsi);
        mov(w64, code, Gpr::rdx);
        load(w64, gas, Mem{activation, of(offsetof(NativeActivation, gas))});
        change_stacks(activation);
        limit_stack(activation);
        pass_slots(frame);
        pass_registers(frame);
        call(code);
        take_results(frame);
        mov(w32, Gpr::rax, 1);
        leave_with_gas();
        return at;
    }

    /// Ends the activation, as false. Takes the gas that is left from its register.
    u32 trap_exit()
    {
        const u32 at = offset();
        mov(w32, Gpr::rax, 0);
        leave_with_gas();
        return at;
    }

    /// The same with the gas that the activation knows of.
    u32 quiet_exit()
    {
        const u32 at = offset();
        mov(w32, Gpr::rax, 0);
        load(w64, Gpr::rcx, activation());
        leave();
        return at;
    }

    /// Host functions have no context.
    u32 foreign_call(u32 exit, u32& back)
    {
        const u32 at = offset();
        const Gpr function = abi::callee;
        cmp(w64, Mem{function, of(offsetof(FunctionInstance, context))}, 0);
        const u32 host = jcc32(Condition::e);
        back = call_instance(function);
        bind32_here(host);
        call_host(function, exit);
        return at;
    }

    /// The stack pointer of the frame is what it was before the call or, at entry, what scratch
    /// holds.
    u32 refill(u32 exit, bool at_entry)
    {
        const u32 at = offset();
        keep_registers();
        const i32 back = of(8 * (in_use.size() + 1));
        if (at_entry)
            mov(w64, parameters[2], abi::scratch);
        else
            lea(w64, parameters[2], Mem{Gpr::rbp, back + 8});
        load(w64, parameters[1], Mem{Gpr::rbp, back});
        hand_in_gas();
        mov(w64, parameters[0], context);
        call_function(at_entry ? reinterpret_cast<const void*>(&x64::refill_at_entry)
                               : reinterpret_cast<const void*>(&x64::refill));
        test(w8, Gpr::rax, Gpr::rax);
        bind32(jcc32(Condition::e), exit);
        take_gas();
        restore_registers();
        ret();
        return at;
    }

    /// Takes a reference and a type's index in slots 0 and 1; the answer is in scratch.
    u32 has_type()
    {
        const u32 at = offset();
        constexpr i32 slots = 16;
        sub(w64, Gpr::rsp, slots);
        keep_registers();
        const i32 first_slot = of(8 * (in_use.size() + 1)) + slots - 8;
        mov(w64, parameters[0], context);
        load(w64, parameters[1], Mem{Gpr::rbp, first_slot});
        load(w64, parameters[2], Mem{Gpr::rbp, first_slot - 8});
        call_function(reinterpret_cast<const void*>(&x64::has_type));
        static_assert(in_use.back() == abi::scratch);
        store(w64, Mem{Gpr::rbp, 8}, Gpr::rax);
        restore_registers();
        add(w64, Gpr::rsp, slots);
        ret();
        return at;
    }

    /// Takes the helper's number in rax. Slot i stands at [rbp - 8 * i].
    u32 runtime_call(u32 exit)
    {
        const u32 at = offset();
        constexpr i32 saved = -8 * (helper_slots + 1);
        store(w64, Mem{Gpr::rsp, saved - 8}, Gpr::rbp);
        lea(w64, Gpr::rbp, Mem{Gpr::rsp, -8});
        lea(w64, Gpr::rsp, Mem{Gpr::rbp, saved});
        and_(w64, Gpr::rsp, -stack_alignment);
        hand_in_gas();
        mov(w64, parameters[0], context);
        mov(w32, parameters[1], Gpr::rax);
        mov(w64, parameters[2], Gpr::rbp);
        call_function(reinterpret_cast<const void*>(&x64::runtime_call));
        test(w8, Gpr::rax, Gpr::rax);
        bind32(jcc32(Condition::e), exit);
        take_gas();
        load(w64, abi::integer_result, Mem{Gpr::rcx, of(offsetof(NativeActivation, answer))});
        lea(w64, Gpr::rsp, Mem{Gpr::rbp, 8});
        load(w64, Gpr::rbp, Mem{Gpr::rbp, saved});
        ret();
        return at;
    }

private:
    [[nodiscard]] static Mem activation() noexcept
    {
        return Mem{context, of(offsetof(NativeContext, activation))};
    }
    [[nodiscard]] static Mem stack_limit() noexcept
    {
        return Mem{context, of(offsetof(NativeContext, stack_limit))};
    }
    void hand_in_gas()
    {
        load(w64, Gpr::rcx, activation());
        store(w64, Mem{Gpr::rcx, of(offsetof(NativeActivation, gas))}, gas);
    }
    void take_gas()
    {
        load(w64, Gpr::rcx, activation());
        load(w64, gas, Mem{Gpr::rcx, of(offsetof(NativeActivation, gas))});
    }
    void leave_with_gas()
    {
        hand_in_gas();
        leave();
    }
    // Back to C++, with the activation in rcx.
    void leave()
    {
        load(w64, Gpr::rsp, Mem{Gpr::rcx, of(offsetof(NativeActivation, outer_stack))});
        for (std::size_t i = kept_by_callee.size(); i-- > 0;)
            pop(kept_by_callee[i]);
        ret();
    }
    // Saves what compiled code may have in use and aligns the stack; rbp points to what was saved.
    void keep_registers()
    {
        for (const Gpr reg : in_use)
            push(reg);
        push(Gpr::rbp);
        mov(w64, Gpr::rbp, Gpr::rsp);
        sub(w64, Gpr::rsp, of(register_count * 16));
        and_(w64, Gpr::rsp, -stack_alignment);
        for (u32 i = 0; i < register_count; ++i)
            store(w128, Mem{Gpr::rsp, of(i * 16)}, static_cast<Xmm>(i));
    }
    void restore_registers()
    {
        for (u32 i = 0; i < register_count; ++i)
            load(w128, static_cast<Xmm>(i), Mem{Gpr::rsp, of(i * 16)});
        mov(w64, Gpr::rsp, Gpr::rbp);
        pop(Gpr::rbp);
        for (std::size_t i = in_use.size(); i-- > 0;)
            pop(in_use[i]);
    }
    void call_function(const void* function)
    {
        mov_imm64(Gpr::rax, reinterpret_cast<u64>(function));
        call(Gpr::rax);
    }

    void change_stacks(Gpr activation)
    {
        load(w64, Gpr::rax, Mem{activation, of(offsetof(NativeActivation, stack))});
        test(w64, Gpr::rax, Gpr::rax);
        cmov(Condition::ne, w64, Gpr::rsp, Gpr::rax);
    }
    void limit_stack(Gpr activation)
    {
        mov(w64, Gpr::rax, Gpr::rsp);
        sub(w64, Gpr::rax, Mem{activation, of(offsetof(NativeActivation, room))});
        store(w64, stack_limit(), Gpr::rax);
    }
    void pass_slots(Gpr frame)
    {
        load(w64, Gpr::rcx, Mem{frame, of(offsetof(EntryFrame, in_slots))});
        test(w64, Gpr::rcx, Gpr::rcx);
        const u32 none = jcc8(Condition::e);
        load(w64, Gpr::rsi, Mem{frame, of(offsetof(EntryFrame, arguments))});
        lea(w64, Gpr::rdx, Mem{Gpr::rsp, -16});
        const u32 next = offset();
        load(w64, Gpr::rax, Mem{Gpr::rsi});
        store(w64, Mem{Gpr::rdx}, Gpr::rax);
        add(w64, Gpr::rsi, 8);
        sub(w64, Gpr::rdx, 8);
        sub(w64, Gpr::rcx, 1);
        jcc_back(Condition::ne, next);
        bind8_here(none);
    }
    void pass_registers(Gpr frame)
    {
        for (std::size_t i = 0; i < abi::integer_arguments.size(); ++i)
            load(w64, abi::integer_arguments[i], Mem{frame, integer_at(i)});
        for (std::size_t i = 0; i < abi::float_arguments.size(); ++i)
            load(w64, abi::float_arguments[i], Mem{frame, float_at(i)});
    }
    void take_results(Gpr frame)
    {
        store(w64, Mem{frame, of(offsetof(Registers, integer_result))}, abi::integer_result);
        store(w64, Mem{frame, of(offsetof(Registers, float_result))}, abi::float_result);
        load(w64, Gpr::rcx, Mem{frame, of(offsetof(EntryFrame, further_results))});
        test(w64, Gpr::rcx, Gpr::rcx);
        const u32 none = jcc8(Condition::e);
        load(w64, Gpr::rdi, Mem{frame, of(offsetof(EntryFrame, results))});
        lea(w64, Gpr::rdx, Mem{Gpr::rsp, -24});
        const u32 next = offset();
        load(w64, Gpr::rax, Mem{Gpr::rdx});
        store(w64, Mem{Gpr::rdi}, Gpr::rax);
        add(w64, Gpr::rdi, 8);
        sub(w64, Gpr::rdx, 8);
        sub(w64, Gpr::rcx, 1);
        jcc_back(Condition::ne, next);
        bind8_here(none);
    }

    // The frame of the function called must begin right here, because its arguments stand below:
    // what this returns to is kept elsewhere meanwhile. Answers where the function returns to.
    u32 call_instance(Gpr function)
    {
        const Gpr activation = Gpr::rcx, kept = Gpr::rdx;
        constexpr i32 kept_bytes = 8 * words_per_foreign_call;
        load(w64, activation, this->activation());
        load(w64, kept, Mem{activation, of(offsetof(NativeActivation, foreign_frames))});
        add(w64, Mem{activation, of(offsetof(NativeActivation, foreign_frames))}, kept_bytes);
        pop(abi::scratch);
        store(w64, Mem{kept}, abi::scratch);
        store(w64, Mem{kept, 8}, context);
        load(w64, abi::scratch, stack_limit());
        load(w64, context, Mem{function, of(offsetof(FunctionInstance, context))});
        take_over(activation);
        call(Mem{function, of(offsetof(FunctionInstance, code))});
        const u32 back = offset();
        load(w64, activation, this->activation());
        sub(w64, Mem{activation, of(offsetof(NativeActivation, foreign_frames))}, kept_bytes);
        load(w64, kept, Mem{activation, of(offsetof(NativeActivation, foreign_frames))});
        load(w64, abi::scratch, stack_limit());
        load(w64, context, Mem{kept, 8});
        take_over(activation);
        jmp(Mem{kept});
        return back;
    }
    // The activation goes on in another context, which may have been in another activation
    // meanwhile. Its stack's limit is in scratch.
    void take_over(Gpr activation)
    {
        store(w64, this->activation(), activation);
        store(w64, stack_limit(), abi::scratch);
        load(w64, abi::scratch, Mem{context, of(offsetof(NativeContext, memory0))});
        if (has_base_instructions())
            wrgsbase(abi::scratch);
        else
            use_memory_by_system_call(abi::scratch);
    }
    // Arguments or results stand below the stack pointer.
    void use_memory_by_system_call(Gpr memory0)
    {
        sub(w64, Gpr::rsp, most_slot_bytes);
        keep_registers();
        mov(w64, parameters[0], memory0);
        call_function(reinterpret_cast<const void*>(&x64::use_memory_by_system_call));
        restore_registers();
        add(w64, Gpr::rsp, most_slot_bytes);
    }

    // Slot i stands at [rbp - 8 * i]. The first parameter always has a register, so rbp may be
    // kept in its slot.
    void call_host(Gpr function, u32 exit)
    {
        push(Gpr::rbp);
        mov(w64, Gpr::rbp, Gpr::rsp);
        sub(w64, Gpr::rsp, host_frame_bytes + of(sizeof(Registers)));
        and_(w64, Gpr::rsp, -stack_alignment);
        for (std::size_t i = 0; i < abi::integer_arguments.size(); ++i)
            store(w64, Mem{Gpr::rsp, integer_at(i)}, abi::integer_arguments[i]);
        for (std::size_t i = 0; i < abi::float_arguments.size(); ++i)
            store(w64, Mem{Gpr::rsp, float_at(i)}, abi::float_arguments[i]);
        hand_in_gas();
        mov(w64, parameters[0], context);
        mov(w64, parameters[1], function);
        mov(w64, parameters[2], Gpr::rsp);
        mov(w64, parameters[3], Gpr::rbp);
        call_function(reinterpret_cast<const void*>(&host_call));
        test(w8, Gpr::rax, Gpr::rax);
        bind32(jcc32(Condition::e), exit);
        take_gas();
        load(w64, abi::integer_result, Mem{Gpr::rsp, of(offsetof(Registers, integer_result))});
        load(w64, abi::float_result, Mem{Gpr::rsp, of(offsetof(Registers, float_result))});
        mov(w64, Gpr::rsp, Gpr::rbp);
        pop(Gpr::rbp);
        ret();
    }
};

/// Offsets of the stubs in their code.
struct Offsets
{
    u32 trap_exit = 0, quiet_exit = 0, enter = 0, foreign_call = 0, foreign_return = 0, refill = 0,
        refill_at_entry = 0, runtime_call = 0, has_type = 0;
};

CompiledModule write_stubs(Offsets& at)
{
    Bytes space(CodeArena::page_bytes);
    StubWriter writer{space};
    at.trap_exit = writer.trap_exit();
    at.quiet_exit = writer.quiet_exit();
    // Not first, because UBSan reads what stands before a function that is called by pointer.
    at.enter = writer.enter();
    at.foreign_call = writer.foreign_call(at.quiet_exit, at.foreign_return);
    at.refill = writer.refill(at.quiet_exit, false);
    at.refill_at_entry = writer.refill(at.quiet_exit, true);
    at.runtime_call = writer.runtime_call(at.quiet_exit);
    at.has_type = writer.has_type();
    CompiledModule out;
    out.code = {writer.code().begin(), writer.code().end()};
    for (const u32 entry : {at.trap_exit, at.quiet_exit, at.enter, at.foreign_call, at.refill,
                            at.refill_at_entry, at.runtime_call, at.has_type})
        out.functions.push_back({.entry = entry, .frame_units = 0});
    static_assert(Stubs::names.size() == 8);
    return out;
}
} // namespace

Stubs::Stubs()
{
    Offsets at;
    code_ = std::make_unique<NativeCode>(write_stubs(at));
    const u8* const base = code_->entry(0);
    enter_ = reinterpret_cast<Enter*>(reinterpret_cast<u64>(base + at.enter));
    for_code_ = {.refill = base + at.refill,
                 .refill_at_entry = base + at.refill_at_entry,
                 .runtime_call = base + at.runtime_call,
                 .foreign_call = base + at.foreign_call,
                 .has_type = base + at.has_type,
                 .trap_exit = base + at.trap_exit,
                 .foreign_return = base + at.foreign_return};
}
} // namespace pawl::x64
