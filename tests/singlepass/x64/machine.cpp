#include "tests/singlepass/x64/machine.hpp"

#include "engine/runtime/memory.hpp"

#include <asm/prctl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

namespace pawl::x64
{
namespace
{
constexpr std::size_t code_bytes = std::size_t{1} << 20;
constexpr std::array saved_by_us{Gpr::rbx, Gpr::rbp, Gpr::r12, Gpr::r13, Gpr::r14, Gpr::r15};
constexpr std::array signals{SIGILL, SIGSEGV, SIGBUS};

Machine* running = nullptr;

void on_signal(int number, siginfo_t*, void* context)
{
    auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    const auto* const at = reinterpret_cast<const u8*>(registers[REG_RIP]);
    const u8* const on = running == nullptr ? nullptr : running->resume(at);
    if (on == nullptr)
        signal(number, SIG_DFL);
    else
        registers[REG_RIP] = reinterpret_cast<greg_t>(on);
}

void handle_signals()
{
    static std::array<u8, 1 << 16> stack;
    const stack_t alternative{.ss_sp = stack.data(), .ss_flags = 0, .ss_size = stack.size()};
    PAWL_CHECK(sigaltstack(&alternative, nullptr) == 0, "signals have a stack");
    struct sigaction action{};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (const int number : signals)
        PAWL_CHECK(sigaction(number, &action, nullptr) == 0, "signals are handled");
}

[[nodiscard]] std::span<u8> map(std::size_t bytes, int protection)
{
    void* const at =
        mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    PAWL_CHECK(at != MAP_FAILED, "there is address space");
    return {static_cast<u8*>(at), bytes};
}

[[nodiscard]] Mem integer_field(Gpr base, u32 index)
{
    return Mem{base, static_cast<i32>(offsetof(MachineState, integers) + 8 * index)};
}
[[nodiscard]] Mem float_field(Gpr base, u32 index)
{
    return Mem{base, static_cast<i32>(offsetof(MachineState, floats) + 8 * index)};
}
[[nodiscard]] Mem outer_stack(Gpr base)
{
    return Mem{base, static_cast<i32>(offsetof(MachineState, outer_stack))};
}
} // namespace

Machine::Machine() : space_{map(code_bytes, PROT_READ | PROT_WRITE | PROT_EXEC)}
{
    static_assert(offsetof(MachineState, context) == 0);
    handle_signals();
}
Machine::~Machine()
{
    munmap(space_.data(), space_.size());
}

void Machine::emit_entry(Masm& masm)
{
    constexpr auto frame = offsetof(MachineState, stack) + sizeof(u64) * test_stack;
    Assembler& out = masm.out();
    for (const Gpr reg : saved_by_us)
        out.push(reg);
    out.mov(w64, context, Gpr::rdi);
    out.store(w64, outer_stack(context), Gpr::rsp);
    out.lea(w64, Gpr::rsp, Mem{context, static_cast<i32>(frame)});
    for (u32 i = 0; i < register_count; ++i)
        out.load(w64, static_cast<Xmm>(i), float_field(context, i));
    for (u32 i = 0; i < register_count; ++i)
        if (const Gpr reg = static_cast<Gpr>(i); reg != Gpr::rsp && reg != context)
            out.load(w64, reg, integer_field(context, i));
}

void Machine::emit_exit(Masm& masm)
{
    Assembler& out = masm.out();
    exit_ = masm.offset();
    for (u32 i = 0; i < register_count; ++i)
        out.store(w64, integer_field(context, i), static_cast<Gpr>(i));
    for (u32 i = 0; i < register_count; ++i)
        out.store(w64, float_field(context, i), static_cast<Xmm>(i));
    out.load(w64, Gpr::rsp, outer_stack(context));
    for (std::size_t i = saved_by_us.size(); i-- > 0;)
        out.pop(saved_by_us[i]);
    out.ret();
}

Ending Machine::run(MachineState& state)
{
    ending_ = {};
    running = this;
    reinterpret_cast<void (*)(MachineState*)>(space_.data())(&state);
    running = nullptr;
    return ending_;
}

const u8* Machine::resume(const u8* at)
{
    const auto offset = static_cast<u32>(at - space_.data());
    const auto site = std::ranges::find(traps_, offset, &TrapSite::code);
    if (site == traps_.end())
        return nullptr;
    ending_ = {site->trap, site->offset};
    return &space_[exit_];
}

GuardedMemory::GuardedMemory(std::size_t bytes)
    : bytes_{map(memory_slot_bytes, PROT_NONE).first(bytes)}
{
    PAWL_CHECK(mprotect(bytes_.data(), bytes, PROT_READ | PROT_WRITE) == 0, "pages are accessible");
    PAWL_CHECK(syscall(SYS_arch_prctl, ARCH_SET_GS, bytes_.data()) == 0, "GS can be set");
}
GuardedMemory::~GuardedMemory()
{
    munmap(bytes_.data(), memory_slot_bytes);
}
} // namespace pawl::x64
