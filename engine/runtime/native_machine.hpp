// What the runtime asks of the instruction set that compiled code is for.
#pragma once

#include "engine/runtime/function.hpp"
#include "engine/runtime/native_helpers.hpp"
#include "engine/runtime/trap_handler.hpp"

#include <span>
#include <string_view>

namespace pawl
{
class HostCall;

/// One instruction set, as functions.
struct NativeMachine
{
    NativeStubs stubs;
    /// Of the functions of the code that the stubs are in.
    std::span<const std::string_view> stub_names;
    InterruptedThread thread;

    /// Calls compiled code; false where it did not return, and then the activation's end says why.
    /// Arguments and results are u64 slots.
    bool (*enter)(NativeActivation& activation, const FunctionInstance& function,
                  std::span<const u64> arguments, std::span<u64> results) noexcept = nullptr;
    /// Makes the calling thread's accesses to memory 0 go to these bytes, if there are any.
    void (*use_memory)(const u8* memory0) noexcept = nullptr;
};

// What stubs call. Slot i of a call stands at `slots[-i]`. No exception crosses compiled frames.

/// Runs a host function that compiled code calls; false where the activation ends.
[[nodiscard]] bool native_host_call(NativeContext& context, HostCall& call,
                                    const u64* slots) noexcept;
/// Does the work of a helper; the answer is the activation's. False where the activation ends.
[[nodiscard]] bool native_runtime_call(NativeContext& context, NativeHelper helper,
                                       const u64* slots) noexcept;
/// Gets more gas; false where the activation ends. `charge` is the instruction that asks, nullptr
/// where that is not known, and `stack` the stack pointer of its frame.
[[nodiscard]] bool native_refill(NativeContext& context, const void* charge,
                                 const u64* stack) noexcept;
/// The same for a function that has no frame yet: it is to have this stack pointer.
[[nodiscard]] bool native_refill_at_entry(NativeContext& context, const void* pc,
                                          const u64* stack) noexcept;
} // namespace pawl
