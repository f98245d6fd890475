// One instruction set that this compiler makes code for.
#pragma once

#include "engine/plan/analyse.hpp"
#include "engine/runtime/native_code.hpp"
#include "engine/runtime/native_machine.hpp"

#include <string_view>

namespace pawl::singlepass
{
/// A target, as functions.
struct Target
{
    std::string_view name;     ///< as in `x64`
    std::string_view features; ///< what its code takes of a processor; unlike any other target's
    /// Compiles a module on up to so many threads. The same module gives the same bytes, however
    /// many those are.
    CompiledModule (*compile)(const AnalysedModule& module, u32 threads) = nullptr;
    /// Sets the price of the charge region at a site; false where no price stands there.
    bool (*set_price)(std::span<u8> code, u32 site, u32 price) noexcept = nullptr;
    const NativeMachine& (*machine)() = nullptr;
    /// What this machine lacks to run the code; empty where it lacks nothing.
    std::string_view (*missing)() noexcept = nullptr;
};

/// The target for the machine that this build is for; nullptr where there is none.
[[nodiscard]] const Target* native_target() noexcept;
} // namespace pawl::singlepass
