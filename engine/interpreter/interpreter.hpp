// The reference tier: plain, obviously right, and what all others are judged by.
#pragma once

#include "engine/tier.hpp"

namespace pawl
{
/// Executes modules instruction by instruction. It charges by region like every tier. Contract
/// calls take no native stack.
class Interpreter final : public Tier
{
public:
    Interpreter() = default;
    /// One whose executables also know the price of every single instruction, for
    /// Execution::naive_gas. The schedule is the one that modules are analysed with.
    explicit Interpreter(const Schedule& counted) : counted_{&counted} {}

    [[nodiscard]] std::string_view name() const noexcept override { return "interpreter"; }
    [[nodiscard]] std::unique_ptr<Executable> prepare(const AnalysedModule& module) const override;
    [[nodiscard]] Outcome run(Instance& instance, u32 function, std::span<const u64> arguments,
                              Execution& execution) const override;

private:
    const Schedule* counted_ = nullptr;
};
} // namespace pawl
