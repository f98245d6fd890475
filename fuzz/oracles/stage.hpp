// Programs brought to life on one tier.
#pragma once

#include "engine/runtime/instantiate.hpp"
#include "engine/tier.hpp"
#include "fuzz/generators/host_functions.hpp"
#include "fuzz/generators/program.hpp"

namespace pawl::fuzz
{
/// A program whose modules are valid.
struct AnalysedProgram
{
    std::vector<AnalysedModule> modules;
    Conditions conditions;

    /// The module whose functions are called.
    [[nodiscard]] const Module& last() const noexcept { return modules.back().module; }
};

/// By the default profile and schedule.
[[nodiscard]] Expected<AnalysedProgram> analyse(LinkedProgram program);

/// What one run came to.
struct Run
{
    Outcome outcome;
    u64 used = 0;               ///< gas
    HostNotes notes;            ///< of the host functions that were called
    std::vector<u64> host_gas;  ///< used when each of them was called
    std::vector<u64> variables; ///< globals and entries of tables, behind it
};

/// One tier with a program made ready for it, and its instances.
class Stage
{
public:
    /// All arguments outlive it. The observer, where there is one, sees every step.
    Stage(const Tier& tier, const AnalysedProgram& program, StepObserver* observer = nullptr);

    /// Makes new instances of all modules, with this much gas beside the price of each; how the
    /// last of them that was tried went.
    [[nodiscard]] Run instantiate(u64 gas);
    /// Calls a function of the last module with arguments of its own. Requires: instantiate
    /// returned.
    [[nodiscard]] Run call(u32 function, u64 gas);

    /// The memories that the instances own, in their order.
    [[nodiscard]] std::vector<BytesView> memories() const;

private:
    /// Notes how much gas was used when host functions are called.
    class HostCalls final : public HostObserver
    {
    public:
        void before_host_call(u16, u64 gas) override { used.push_back(gas); }
        std::vector<u64> used;
    };

    template <typename Action>
    Run with_gas(u64 gas, Action action);
    [[nodiscard]] Outcome add_instance(std::size_t module, Execution& execution);
    [[nodiscard]] std::vector<u64> variables() const;
    [[nodiscard]] u64 visible(ValueType type, u64 bits) const;
    [[nodiscard]] u64 argument(ValueType type, std::size_t index) const;

    const Tier& tier_;
    const AnalysedProgram& program_;
    StepObserver* observer_;
    std::vector<std::unique_ptr<Executable>> executables_;
    std::unique_ptr<InstanceGroup> group_;
    std::vector<Instance*> instances_;
};
} // namespace pawl::fuzz
