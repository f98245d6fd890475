// The default tier: every module compiled in one pass over its plan.
#pragma once

#include "engine/runtime/code_observer.hpp"
#include "engine/tier.hpp"
#include "singlepass/target.hpp"

namespace pawl::singlepass
{
/// What the tier does beside.
struct Options
{
    u32 threads = 1;                  ///< that a module is compiled on
    CodeObserver* observer = nullptr; ///< told of all code, where there is one; outlives the tier
};

/// Runs modules as machine code. See DESIGN, section 4, and docs/decisions.
class Singlepass final : public CompilingTier
{
public:
    /// Requires: the target's `missing` is empty.
    explicit Singlepass(const Target& target, Options options = {});

    [[nodiscard]] std::string_view name() const noexcept override { return "singlepass"; }
    [[nodiscard]] std::string_view target() const noexcept override { return target_.features; }
    [[nodiscard]] CompiledModule compile(const AnalysedModule& module) const override;
    [[nodiscard]] std::unique_ptr<Executable> place(const Module& module, CodeTables tables,
                                                    BytesView code) const override;
    [[nodiscard]] bool set_price(std::span<u8> code, u32 site, u32 price) const noexcept override;
    [[nodiscard]] Outcome run(Instance& instance, u32 function, std::span<const u64> arguments,
                              Execution& execution) const override;

private:
    const Target& target_;
    const NativeMachine& machine_;
    const Options options_;
};

/// What this machine lacks to have the tier; empty where it lacks nothing.
[[nodiscard]] std::string_view missing_for_singlepass() noexcept;

/// The tier of this machine; nullptr where it cannot have one.
[[nodiscard]] std::unique_ptr<Tier> make_singlepass(Options options = {});
} // namespace pawl::singlepass
