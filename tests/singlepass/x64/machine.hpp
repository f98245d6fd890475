// Runs what the macro assembler emits, on the machine that the test runs on.
#pragma once

#include "singlepass/x64/masm.hpp"

#include <array>
#include <memory>

namespace pawl::x64
{
/// Slots of the frame that code under test has, and what it may use below.
inline constexpr u32 test_slots = 64;
inline constexpr u32 test_stack = 512;

/// What code under test finds and leaves. The context register points to the first member.
struct MachineState
{
    std::array<u64, 64> context{}; ///< in the places that layout.hpp names, own globals included
    std::array<u64, register_count> integers{};
    std::array<u64, register_count> floats{};
    u64 outer_stack = 0;
    std::array<u64, test_stack + test_slots + 2> stack{};

    [[nodiscard]] u64& context_field(i32 displacement)
    {
        return context[static_cast<u32>(displacement) / sizeof(u64)];
    }
    [[nodiscard]] u64& operator[](Reg reg)
    {
        return (is_float(reg) ? floats : integers)[singlepass::number(reg)];
    }
    /// A slot of the frame.
    [[nodiscard]] u64& slot(u32 index) { return stack[test_stack + test_slots - index]; }
    /// A slot of the frame of a function that code under test calls.
    [[nodiscard]] u64& callee_slot(u32 index) { return stack[test_stack - 2 - index]; }
};

/// How a run ended: by a trap, if it is not none.
struct Ending
{
    Trap trap = Trap::none;
    u32 byte_offset = 0;
    bool operator==(const Ending&) const = default;
};

/// Executable memory, and the handler that turns faults of the code in it into endings.
class Machine
{
public:
    Machine();
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// Emits code to be run, by `emit(masm)`, in place of what was there.
    template <typename Emit>
    void compile(const Emit& emit)
    {
        Masm masm{space_};
        masm.begin(test_slots + 2, test_slots, RegSet{});
        emit_entry(masm);
        emit(masm);
        emit_exit(masm);
        masm.end();
        traps_.assign(masm.traps().begin(), masm.traps().end());
    }
    /// Runs it.
    Ending run(MachineState& state);

    /// The address of what stands at an offset of the code.
    [[nodiscard]] u64 address(u32 offset) const { return reinterpret_cast<u64>(&space_[offset]); }

    /// For the handler of signals: where to go on instead of at an address, if that is known.
    [[nodiscard]] const u8* resume(const u8* at);

private:
    void emit_entry(Masm& masm);
    void emit_exit(Masm& masm);

    std::span<u8> space_;
    std::vector<TrapSite> traps_;
    u32 exit_ = 0;
    Ending ending_;
};

/// Memory 0 behind GS, with a guard of the engine's size after its pages.
class GuardedMemory
{
public:
    explicit GuardedMemory(std::size_t bytes);
    ~GuardedMemory();
    GuardedMemory(const GuardedMemory&) = delete;
    GuardedMemory& operator=(const GuardedMemory&) = delete;

    [[nodiscard]] std::span<u8> bytes() const { return bytes_; }

private:
    std::span<u8> bytes_;
};
} // namespace pawl::x64
