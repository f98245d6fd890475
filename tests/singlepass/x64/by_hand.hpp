// Modules whose functions are machine code written by hand: what runs compiled code is tested
// without a compiler.
#pragma once

#include "engine/module/writer.hpp"
#include "engine/runtime/instantiate.hpp"
#include "engine/runtime/link.hpp"
#include "engine/runtime/native_code.hpp"
#include "engine/runtime/native_helpers.hpp"
#include "engine/tier.hpp"
#include "singlepass/x64/asm.hpp"

#include <deque>

namespace pawl::x64
{
/// Writes the functions of one module, in the order of their indices.
class HandWriter : public Assembler
{
public:
    explicit HandWriter(std::span<u8> space) : Assembler{space} {}

    /// Begins a function whose frame has so many units: charges `price` gas and compares depth.
    void begin(u32 units, i32 price = 0);
    /// Returns.
    void leave();

    /// A slot of the function's own frame, or of the one that it is about to call.
    [[nodiscard]] Mem slot(u32 index) const;
    [[nodiscard]] static Mem callee_slot(u32 index);

    /// Charges and asks for more where it does not suffice.
    void charge(i32 price);
    /// What follows may fault, which is this trap at this place.
    void may_fault(Trap trap, u32 place);
    void trap(Trap trap, u32 place);
    /// Calls of the module's own functions, imported ones, references in rax, and the runtime.
    void call_defined(u32 defined, u32 place);
    void call_imported(u32 index, u32 place);
    void call_foreign(u32 place);
    void call_runtime(NativeHelper helper, u32 place);

    /// What was written.
    [[nodiscard]] CompiledModule finish(u32 imported_functions);

private:
    void note_call(u32 place) { module_.calls.push_back({offset(), place}); }

    CompiledModule module_;
    i32 frame_bytes_ = 0;
};

/// What one run came to.
struct HandRun
{
    Outcome outcome;
    u64 used = 0;
};

/// Makes instances of such modules and runs them. What it makes lives as long.
class HandLaboratory
{
public:
    HandLaboratory();

    /// An instance of a module with these types, imports and exports: what its bodies say does not
    /// count.
    [[nodiscard]] Instance& instantiate(const ModuleWriter& shape, void (*write)(HandWriter&));

    /// Another instance of the module that was instantiated last; those before may be forgotten.
    [[nodiscard]] Instance& instantiate_again();
    /// Destroys all instances.
    void forget_instances() { group_ = std::make_unique<InstanceGroup>(memories_); }

    /// Runs an exported function.
    [[nodiscard]] HandRun run(Instance& instance, std::string_view function,
                              const std::vector<u64>& arguments = {}, u64 limit = max_gas_limit);

    ImportSource imports;
    Execution settings; ///< what runs start from, but for the gas
    const std::atomic<bool>* cancelled = nullptr;

private:
    struct Code;

    MemoryPool memories_;
    std::deque<AnalysedModule> modules_;
    std::vector<std::unique_ptr<Executable>> executables_;
    std::unique_ptr<InstanceGroup> group_ = std::make_unique<InstanceGroup>(memories_);
};

/// Adds a function of a type to a module and exports it; its body is written by hand.
u32 by_hand(ModuleWriter& module, std::string_view name, const std::vector<ValueType>& params,
            const std::vector<ValueType>& results);
} // namespace pawl::x64
