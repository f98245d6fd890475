#include "engine/runtime/trap_handler.hpp"

#include "base/check.hpp"
#include "engine/runtime/memory.hpp"
#include "engine/runtime/native_machine.hpp"
#include "engine/runtime/write_watch.hpp"

#include <signal.h> // NOLINT(modernize-deprecated-headers): sigaction is not in <csignal>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>

namespace pawl
{
namespace
{
constexpr std::array fatal_signals{SIGSEGV, SIGBUS, SIGILL, SIGFPE};
constexpr std::size_t signal_stack_bytes = 64 * 1024;
// Enough for the handler; sanitizers give their threads stacks of at least this.
constexpr std::size_t enough_bytes = 16 * 1024;

InterruptedThread interrupted;
std::array<struct sigaction, fatal_signals.size()> previous;

// Whether the thread looks at a fault, so that a fault meanwhile is one of ours.
thread_local volatile bool is_judging = false;

u64 number(const void* address) noexcept
{
    return reinterpret_cast<u64>(address);
}

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
    Evidence& hex(u64 value) noexcept { return text("0x").digits(value, 16); }
    Evidence& decimal(u64 value) noexcept { return digits(value, 10); }
    void print() noexcept
    {
        text("\n");
        static_cast<void>(!write(STDERR_FILENO, line_.data(), size_));
    }

private:
    Evidence& digits(u64 value, u64 base) noexcept
    {
        if (value >= base)
            digits(value / base, base);
        return text(std::string_view{"0123456789abcdef"}.substr(value % base, 1));
    }

    std::array<char, 256> line_{};
    std::size_t size_ = 0;
};

std::string_view signal_name(int signal) noexcept
{
    constexpr std::array<std::string_view, fatal_signals.size()> names{"SIGSEGV", "SIGBUS",
                                                                       "SIGILL", "SIGFPE"};
    const auto* const place = std::ranges::find(fatal_signals, signal);
    return names[static_cast<std::size_t>(place - fatal_signals.begin())];
}

// Whether an address is where a stack goes on that had no room left: near its pointer.
bool is_beyond_stack(const void* address, const u64* stack) noexcept
{
    constexpr u64 near = 64 * 1024;
    return number(address) - (number(stack) - near) < 2 * near;
}

// Whether a fault's address is one of an access to memory 0 that goes beyond its end: what lies
// before the end is accessible, so a fault there is none of the contract's. Of an access across the
// end, the address may be that of its first byte or of the first byte behind: that is left to the
// processor, and no two nodes may differ by it.
bool is_beyond_memory(const NativeContext& context, const void* address) noexcept
{
    constexpr u64 widest_access = 16;
    const u64 offset = number(address) - number(context.memory0);
    return context.memory0 != nullptr && offset < memory_slot_bytes &&
           offset + widest_access > context.memories[0]->bytes;
}

// The trap that a fault in compiled code stands for; nullptr where it stands for none.
const TrapSite* trap_of(int signal, const siginfo_t& info, const NativeContext& context,
                        const NativeCode& code, const void* pc) noexcept
{
    const TrapSite* const site = code.trap_at(pc);
    // Signals that a process sends, too, come while some instruction is about to run.
    const bool is_fault = info.si_code > 0;
    if (site == nullptr || !is_fault)
        return nullptr;
    const bool explicit_trap = signal == SIGILL;
    const bool access = (signal == SIGSEGV || signal == SIGBUS) &&
                        site->trap == Trap::memory_out_of_bounds &&
                        is_beyond_memory(context, info.si_addr);
    return explicit_trap || access ? site : nullptr;
}

// Where in compiled code that is: the function, and the Wasm instruction of the last trap or call
// that stands before.
void report_place(const void* pc, const NativeCode& code) noexcept
{
    Evidence line;
    line.text("in compiled function ")
        .decimal(code.function_at(pc) + code.tables().imported_functions)
        .text(", at ")
        .hex(number(pc) - number(code.entry(0)))
        .text(" of the code of its module");
    if (const auto offset = code.offset_before(pc))
        line.text(", behind the Wasm instruction at byte ").decimal(*offset);
    line.print();
}

void report(int signal, const siginfo_t& info, const void* state, const NativeCode* code) noexcept
{
    const void* const pc = interrupted.pc(state);
    const u64* const stack = interrupted.stack(state);
    Evidence{}
        .text("pawl: a fault that no contract can cause: this is an error of the engine, or of "
              "the machine; keep this output and the module")
        .print();
    Evidence line;
    line.text(signal_name(signal));
    if (info.si_code <= 0)
        line.text(", sent by a process,");
    line.text(" at ").hex(number(pc));
    if (info.si_code > 0 && (signal == SIGSEGV || signal == SIGBUS))
        line.text(" accessing ").hex(number(info.si_addr));
    line.text(", stack pointer ").hex(number(stack)).print();
    if (code != nullptr)
        report_place(pc, *code);
    else
        Evidence{}.text("not in compiled code").print();
    if (signal == SIGSEGV && info.si_code > 0 && is_beyond_stack(info.si_addr, stack))
        Evidence{}.text("the native stack has no room left").print();
}

// The process ends by the signal, with a core that shows where it came.
void end_by(int signal, const siginfo_t& info) noexcept
{
    struct sigaction as_ever{};
    as_ever.sa_handler = SIG_DFL;
    sigaction(signal, &as_ever, nullptr);
    // The instruction runs again and faults again; what was sent must be sent again.
    if (info.si_code <= 0)
        raise(signal);
}

// Whether there was a handler before, which has the signal now.
bool is_handed_on(int signal, siginfo_t* info, void* state) noexcept
{
    const auto* const place = std::ranges::find(fatal_signals, signal);
    const struct sigaction& before =
        previous[static_cast<std::size_t>(place - fatal_signals.begin())];
    if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN)
        return false;
    if ((before.sa_flags & SA_SIGINFO) != 0)
        before.sa_sigaction(signal, info, state);
    else
        before.sa_handler(signal);
    return true;
}

// Leaves the activation, if the fault is a trap.
bool is_trap(int signal, const siginfo_t& info, void* state, const NativeCode& code) noexcept
{
    const void* const pc = interrupted.pc(state);
    NativeContext& context = *interrupted.context(state);
    const TrapSite* const site = trap_of(signal, info, context, code, pc);
    if (site == nullptr)
        return false;
    const NativeActivation& activation = *context.activation;
    activation.end->completion = Completion::trapped;
    activation.end->trap = site->trap;
    // A frame for which there was no room has not been entered.
    const bool entered = site->trap != Trap::stack_exhausted;
    record_places(activation, code, pc, site->offset, interrupted.stack(state), entered);
    interrupted.resume_at(state, context.stubs.trap_exit);
    return true;
}

void handle(int signal, siginfo_t* info, void* state) noexcept
{
    // Whoever wrote goes on, be it compiled code or a host function.
    if (signal == SIGSEGV && info->si_code == SEGV_ACCERR &&
        WriteWatch::end_by_fault(info->si_addr))
        return;
    const void* const pc = interrupted.pc(state);
    const NativeCode* const code = CodeArena::instance().find(pc);
    const bool wild_state = is_judging;
    if (code != nullptr && !wild_state)
    {
        is_judging = true;
        const bool leaves = is_trap(signal, *info, state, *code);
        is_judging = false;
        if (leaves)
            return;
    }
    if (code == nullptr && !wild_state && is_handed_on(signal, info, state))
        return;
    report(signal, *info, state, code);
    end_by(signal, *info);
}

// The frames of an activation, from one to the one that called it.
class FrameWalk
{
public:
    FrameWalk(const NativeActivation& activation, const NativeCode& code, const void* pc,
              u32 offset, const u64* stack) noexcept
        : activation_{activation},
          code_{&code},
          pc_{pc},
          offset_{offset},
          stack_{stack},
          foreign_{activation.foreign_frames}
    {
    }

    [[nodiscard]] Place place() const noexcept
    {
        return {code_->tables().imported_functions + code_->function_at(pc_), offset_};
    }
    /// Goes to the frame that called this one; false where none is known.
    bool to_caller() noexcept
    {
        // A frame ends in the address that its function returns to; where that is in a stub, it is
        // kept elsewhere.
        stack_ += code_->tables().functions[code_->function_at(pc_)].frame_units;
        pc_ = reinterpret_cast<const void*>(stack_[-1]);
        if (pc_ == activation_.machine->stubs.foreign_return)
        {
            foreign_ -= words_per_foreign_call;
            pc_ = reinterpret_cast<const void*>(*foreign_);
        }
        code_ = CodeArena::instance().find(pc_);
        const CallSite* const call = code_ == nullptr ? nullptr : code_->call_before(pc_);
        if (call == nullptr)
            return false;
        offset_ = call->offset;
        return true;
    }

private:
    const NativeActivation& activation_;
    const NativeCode* code_;
    const void* pc_;
    u32 offset_;
    const u64* stack_;
    const u64* foreign_;
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
                       // Not deferred, so that a fault of the handler leaves evidence, too.
                       action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
                       sigemptyset(&action.sa_mask);
                       for (std::size_t i = 0; i < fatal_signals.size(); ++i)
                           PAWL_CHECK(sigaction(fatal_signals[i], &action, &previous[i]) == 0,
                                      "a process may handle its faults");
                       WriteWatch::allow();
                   });
}

SignalStack::SignalStack()
{
    stack_t present{};
    PAWL_CHECK(sigaltstack(nullptr, &present) == 0, "a thread knows its signal stack");
    if ((present.ss_flags & SS_DISABLE) == 0 && present.ss_size >= enough_bytes)
        return;
    bytes_ = std::make_unique_for_overwrite<u8[]>(signal_stack_bytes);
    stack_t own{};
    own.ss_sp = bytes_.get();
    own.ss_size = signal_stack_bytes;
    PAWL_CHECK(sigaltstack(&own, nullptr) == 0, "a thread may have a signal stack");
}

SignalStack::~SignalStack()
{
    if (bytes_ == nullptr)
        return;
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
}

void record_places(const NativeActivation& activation, const NativeCode& code, const void* pc,
                   u32 offset, const u64* stack, bool entered) noexcept
{
    NativeEnd& end = *activation.end;
    end.place_count = 0;
    FrameWalk walk{activation, code, pc, offset, stack};
    if (!entered && !walk.to_caller())
        return;
    do
        end.places[end.place_count++] = walk.place();
    while (end.place_count < end.places.size() && walk.to_caller());
}
} // namespace pawl
