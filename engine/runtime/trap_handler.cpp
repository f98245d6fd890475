#include "engine/runtime/trap_handler.hpp"

#include "base/check.hpp"
#include "engine/runtime/memory.hpp"

#include <signal.h> // NOLINT(modernize-deprecated-headers): sigaction is not in <csignal>
#include <unistd.h>

#include <array>
#include <cstring>
#include <memory>
#include <mutex>

namespace pawl
{
namespace
{
constexpr std::array fatal_signals{SIGSEGV, SIGBUS, SIGILL, SIGFPE};
constexpr std::size_t signal_stack_bytes = 64 * 1024;

InterruptedThread interrupted;
std::array<struct sigaction, fatal_signals.size()> previous;

// Lines for standard error, made without memory or locks.
class Evidence
{
public:
    Evidence& text(std::string_view text) noexcept
    {
        const std::size_t fits = std::min(text.size(), line_.size() - size_);
        std::memcpy(line_.data() + size_, text.data(), fits);
        size_ += fits;
        return *this;
    }
    Evidence& hex(u64 value) noexcept
    {
        text("0x");
        for (int shift = 60; shift >= 0; shift -= 4)
            text(std::string_view{"0123456789abcdef"}.substr(value >> shift & 15, 1));
        return *this;
    }
    void print() noexcept
    {
        text("\n");
        static_cast<void>(!write(STDERR_FILENO, line_.data(), size_));
    }

private:
    std::array<char, 256> line_;
    std::size_t size_ = 0;
};

u64 number(const void* address) noexcept
{
    return reinterpret_cast<u64>(address);
}

// Whether a fault's address is one that an access to memory 0 can have.
bool is_in_memory(const NativeContext& context, const void* address) noexcept
{
    const u64 offset = number(address) - number(context.memory0);
    return context.memory0 != nullptr && offset < memory_slot_bytes;
}

// The trap that a fault in compiled code stands for; nullptr where it stands for none.
const TrapSite* trap_of(int signal, const siginfo_t& info, const NativeContext& context,
                        const NativeCode& code, const void* pc) noexcept
{
    const TrapSite* const site = code.trap_at(pc);
    if (site == nullptr)
        return nullptr;
    const bool explicit_trap = signal == SIGILL;
    const bool access = (signal == SIGSEGV || signal == SIGBUS) &&
                        site->trap == Trap::memory_out_of_bounds &&
                        is_in_memory(context, info.si_addr);
    return explicit_trap || access ? site : nullptr;
}

void report(int signal, const siginfo_t& info, const void* pc, const NativeCode* code) noexcept
{
    Evidence{}
        .text("pawl: a fault that no contract can cause: this is an error of the engine, or of "
              "the machine; keep this output and the module")
        .print();
    Evidence{}
        .text("signal ")
        .hex(static_cast<u64>(signal))
        .text(" at ")
        .hex(number(pc))
        .text(" accessing ")
        .hex(number(info.si_addr))
        .print();
    if (code != nullptr)
        Evidence{}.text("in compiled function ").hex(code->function_at(pc)).print();
}

// Whoever handled the signal before, which may be nobody: then the process ends by it.
void hand_on(int signal, siginfo_t* info, void* state) noexcept
{
    for (std::size_t i = 0; i < fatal_signals.size(); ++i)
    {
        if (fatal_signals[i] != signal)
            continue;
        if ((previous[i].sa_flags & SA_SIGINFO) != 0 && previous[i].sa_sigaction != nullptr)
            return previous[i].sa_sigaction(signal, info, state);
        if (previous[i].sa_handler != SIG_DFL && previous[i].sa_handler != SIG_IGN)
            return previous[i].sa_handler(signal);
    }
    struct sigaction as_ever{};
    as_ever.sa_handler = SIG_DFL;
    sigaction(signal, &as_ever, nullptr); // The faulting instruction runs again and ends it.
}

void handle(int signal, siginfo_t* info, void* state) noexcept
{
    const void* const pc = interrupted.pc(state);
    const NativeCode* const code = CodeArena::instance().find(pc);
    if (code != nullptr)
    {
        NativeContext& context = *interrupted.context(state);
        if (const TrapSite* const site = trap_of(signal, *info, context, *code, pc))
        {
            NativeEnd& end = *context.activation->end;
            end.completion = Completion::trapped;
            end.trap = site->trap;
            record_places(end, *code, pc, site->offset, interrupted.stack(state));
            return interrupted.resume_at(state, context.stubs.trap_exit);
        }
        report(signal, *info, pc, code);
    }
    hand_on(signal, info, state);
}

// A thread's stack for signal handlers.
class SignalStack
{
public:
    SignalStack() : bytes_{std::make_unique_for_overwrite<u8[]>(signal_stack_bytes)}
    {
        stack_t stack{};
        stack.ss_sp = bytes_.get();
        stack.ss_size = signal_stack_bytes;
        PAWL_CHECK(sigaltstack(&stack, nullptr) == 0, "a thread may have a signal stack");
    }
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;
    ~SignalStack()
    {
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        sigaltstack(&none, nullptr);
    }

private:
    std::unique_ptr<u8[]> bytes_;
};
} // namespace

void install_trap_handler(const InterruptedThread& thread)
{
    static std::once_flag once;
    std::call_once(once,
                   [&thread]
                   {
                       interrupted = thread;
                       static_cast<void>(CodeArena::instance());
                       struct sigaction action{};
                       action.sa_sigaction = handle;
                       action.sa_flags = SA_SIGINFO | SA_ONSTACK;
                       sigemptyset(&action.sa_mask);
                       for (std::size_t i = 0; i < fatal_signals.size(); ++i)
                           PAWL_CHECK(sigaction(fatal_signals[i], &action, &previous[i]) == 0,
                                      "a process may handle its faults");
                   });
}

void provide_signal_stack()
{
    thread_local const SignalStack stack;
    static_cast<void>(stack);
}

void record_places(NativeEnd& end, const NativeCode& code, const void* pc, u32 offset,
                   const u64* stack) noexcept
{
    const NativeCode* in = &code;
    for (end.place_count = 0; end.place_count < end.places.size();)
    {
        const u32 defined = in->function_at(pc);
        const CompiledModule& module = in->module();
        end.places[end.place_count++] = {module.imported_functions + defined, offset};
        // A frame ends in the address that its function returns to.
        stack += module.functions[defined].frame_units;
        pc = reinterpret_cast<const void*>(stack[-1]);
        in = CodeArena::instance().find(pc);
        const CallSite* const call = in == nullptr ? nullptr : in->call_before(pc);
        if (call == nullptr)
            return;
        offset = call->offset;
    }
}
} // namespace pawl
