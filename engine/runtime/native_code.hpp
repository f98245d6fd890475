// Compiled code of one module, in place, with what is known of its addresses.
#pragma once

#include "engine/isa/trap.hpp"
#include "engine/runtime/code_arena.hpp"
#include "engine/runtime/outcome.hpp"

#include <optional>
#include <span>
#include <vector>

namespace pawl
{
/// An instruction that may fault, or that stands for a trap.
struct TrapSite
{
    u32 code = 0;   ///< offset of the instruction in the code
    u32 offset = 0; ///< of the Wasm instruction in the module
    Trap trap = Trap::none;
    bool operator==(const TrapSite&) const noexcept = default;
};

/// A call: the place that backtraces show for a return address.
struct CallSite
{
    u32 code = 0;   ///< offset of the instruction behind the call
    u32 offset = 0; ///< of the Wasm instruction in the module
    bool operator==(const CallSite&) const noexcept = default;
};

/// One compiled function.
struct NativeFunction
{
    u32 entry = 0; ///< offset in the code; functions stand in the order of their indices
    u32 frame_units = 0;
    bool operator==(const NativeFunction&) const noexcept = default;
};

/// What is known of the places in a module's code.
struct CodeTables
{
    std::vector<NativeFunction> functions; ///< per defined function
    std::vector<TrapSite> traps;           ///< by code offset
    std::vector<CallSite> calls;           ///< by code offset
    // Per charge region of the plan:
    std::vector<u32> sites;   ///< offset in the code of the instruction that charges, or none
    std::vector<u32> regions; ///< offset in the module of what it begins with
    u32 imported_functions = 0;

    static constexpr u32 no_site = 0xFFFFFFFF;
    bool operator==(const CodeTables&) const = default;
};

/// What a compiler makes of a module: position-independent.
struct CompiledModule : CodeTables
{
    Bytes code;
    bool operator==(const CompiledModule&) const = default;
};

/// A compiled module that can run. Stays where it is.
class NativeCode
{
public:
    NativeCode(CodeTables tables, BytesView code);
    explicit NativeCode(CompiledModule module);
    NativeCode(const NativeCode&) = delete;
    NativeCode& operator=(const NativeCode&) = delete;
    ~NativeCode() = default;

    [[nodiscard]] const CodeTables& tables() const noexcept { return tables_; }
    [[nodiscard]] const u8* entry(u32 defined) const noexcept
    {
        return block_.data() + tables_.functions[defined].entry;
    }
    /// The machine code of a function, as it stands.
    [[nodiscard]] BytesView code(u32 defined) const noexcept;
    [[nodiscard]] std::size_t bytes() const noexcept;

    // By address; these take no lock and no memory.

    /// The trap that the instruction at an address stands for; nullptr where it stands for none.
    [[nodiscard]] const TrapSite* trap_at(const void* pc) const noexcept;
    /// The defined function that an address is in.
    [[nodiscard]] u32 function_at(const void* pc) const noexcept;
    /// The call that returns to an address; nullptr where none does.
    [[nodiscard]] const CallSite* call_before(const void* pc) const noexcept;

    /// The Wasm offset of the region that the instruction at an address charges for. Looks at all.
    [[nodiscard]] std::optional<u32> region_at(const void* pc) const noexcept;
    /// The Wasm offset of the last trap or call before an address, in its function.
    [[nodiscard]] std::optional<u32> offset_before(const void* pc) const noexcept;

private:
    [[nodiscard]] u32 offset_of(const void* pc) const noexcept
    {
        return static_cast<u32>(static_cast<const u8*>(pc) - block_.data());
    }

    CodeTables tables_;
    CodeBlock block_;
    u32 code_bytes_ = 0;
};
} // namespace pawl
