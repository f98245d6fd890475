// What a tier is: one way of executing modules.
#pragma once

#include "engine/runtime/instance.hpp"
#include "engine/runtime/native_code.hpp"

namespace pawl
{
class CompilingTier;

/// One way of executing modules. Stateless, so one object serves all threads.
class Tier : public Runner
{
public:
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    /// Makes a validated module ready to run. Never refuses one. The module outlives it.
    [[nodiscard]] virtual std::unique_ptr<Executable>
    prepare(const AnalysedModule& module) const = 0;

    /// The tier itself, where it makes code that can be kept; nullptr where it does not.
    [[nodiscard]] virtual const CompilingTier* compiling() const noexcept { return nullptr; }
};

/// A tier whose code can be kept in files and run by other processes of the same build.
class CompilingTier : public Tier
{
public:
    /// What the code depends on beside the module and its plan: the instruction set, what it takes
    /// of the processor, options.
    [[nodiscard]] virtual std::string_view target() const noexcept = 0;
    /// The same module and plan give the same code.
    [[nodiscard]] virtual CompiledModule compile(const AnalysedModule& module) const = 0;
    /// Makes code ready to run that `compile` gave for the module, whose bodies are not looked at.
    [[nodiscard]] virtual std::unique_ptr<Executable> place(const Module& module, CodeTables tables,
                                                            BytesView code) const = 0;
    /// Sets the price of the charge region at a site; false where no price stands there.
    [[nodiscard]] virtual bool set_price(std::span<u8> code, u32 site,
                                         u32 price) const noexcept = 0;

    [[nodiscard]] std::unique_ptr<Executable> prepare(const AnalysedModule& module) const final
    {
        CompiledModule compiled = compile(module);
        const Bytes code = std::move(compiled.code);
        return place(module.module, std::move(compiled), code);
    }
    [[nodiscard]] const CompilingTier* compiling() const noexcept final { return this; }
};
} // namespace pawl
