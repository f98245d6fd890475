// What compiled code knows of the instance it runs in, and of the execution. The one description of
// this layout that all compiled tiers share.
#pragma once

#include "engine/runtime/outcome.hpp"

#include <array>

namespace pawl
{
class Instance;
struct Execution;
struct FunctionInstance;
struct FunctionType;
struct GlobalInstance;
struct NativeMachine;

/// The bytes of a memory, as they are now.
struct MemoryView
{
    u8* base = nullptr;
    u64 bytes = 0;
};

/// The entries of a table, as they are now.
struct TableView
{
    u64* entries = nullptr;
    u64 size = 0;
};

/// Addresses of code that compiled code calls. What stands in which register is a matter of the
/// instruction set.
struct NativeStubs
{
    const void* refill = nullptr; ///< gets more gas, or leaves; keeps every register
    /// The same before the function has its frame: where that will be stands in a register.
    const void* refill_at_entry = nullptr;
    const void* runtime_call = nullptr; ///< calls a NativeHelper
    const void* foreign_call = nullptr; ///< calls a function of another instance, or of the host
    const void* has_type = nullptr;     ///< compares types of functions; keeps every register
    const void* trap_exit = nullptr;    ///< leaves the activation
    /// Where functions of another instance return to; what that returns to is among the
    /// activation's foreign frames.
    const void* foreign_return = nullptr;
};

/// What a call between instances keeps: what it returns to, and the context of the caller.
inline constexpr u32 words_per_foreign_call = 2;

/// How an activation ended that did not return. Fixed room, because signal handlers write it.
struct NativeEnd
{
    Completion completion = Completion::returned;
    Trap trap = Trap::none;
    u32 place_count = 0;
    std::array<Place, Outcome::max_backtrace> places; ///< innermost first
};

/// One entry into compiled code, up to its return. Activations nest where host functions call back.
struct NativeActivation
{
    void* outer_stack = nullptr; ///< where the stack pointer was before
    i64 gas = 0;           ///< while a host function or helper runs: what is left of the slice
    u64 answer = 0;        ///< of a helper
    u64 room = 0;          ///< bytes of frames that the logical stack has left
    void* stack = nullptr; ///< the contract's stack, its high end; nullptr to stay on this one
    /// Where calls between instances keep what they return to, upwards.
    u64* foreign_frames = nullptr;
    Execution* execution = nullptr;
    NativeEnd* end = nullptr;
    const NativeMachine* machine = nullptr;
};

/// What the context register points to. An instance's own globals stand directly behind it.
struct NativeContext
{
    u64 stack_limit = 0; ///< no frame reaches below this address
    NativeActivation* activation = nullptr;
    const FunctionInstance* const* functions = nullptr; ///< by index, like all of these
    const MemoryView* const* memories = nullptr;
    const TableView* const* tables = nullptr;
    GlobalInstance* const* globals = nullptr;
    const FunctionType* types = nullptr;
    u8* memory0 = nullptr; ///< the first byte of memory 0
    Instance* instance = nullptr;
    NativeStubs stubs; ///< of the tier that compiled the instance's module
};
} // namespace pawl
