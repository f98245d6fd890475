// Turns faults of compiled code into traps, and everything else into an end with evidence.
#pragma once

#include "engine/runtime/native_code.hpp"
#include "engine/runtime/native_context.hpp"

#include <memory>

namespace pawl
{
/// The state of a thread that a signal interrupted, as an instruction set's registers. Functions
/// take what the system hands to signal handlers, and may be called there.
struct InterruptedThread
{
    const void* (*pc)(const void* state) noexcept = nullptr;
    const u64* (*stack)(const void* state) noexcept = nullptr;
    NativeContext* (*context)(const void* state) noexcept = nullptr;
    /// Lets the thread go on at another address.
    void (*resume_at)(void* state, const void* pc) noexcept = nullptr;
};

/// Installs the handler for the process, in front of those that are installed: faults outside of
/// compiled code are theirs. Once is enough.
void install_trap_handler(const InterruptedThread& thread);

/// A stack for signal handlers: the calling thread's, unless it has one already.
class SignalStack
{
public:
    SignalStack();
    ~SignalStack();
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;

private:
    std::unique_ptr<u8[]> bytes_; ///< nullptr where the thread had one already
};

/// Notes the places of an activation's frames, innermost first, as far as they are known. `pc` is
/// in `code`; `stack` is its stack pointer, and `offset` the place within the function. Without the
/// innermost frame, unless that has been entered.
void record_places(const NativeActivation& activation, const NativeCode& code, const void* pc,
                   u32 offset, const u64* stack, bool entered) noexcept;
} // namespace pawl
