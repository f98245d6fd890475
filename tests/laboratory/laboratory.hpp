// Modules brought to life and run, for tests of what executes them.
#pragma once

#include "engine/runtime/instantiate.hpp"
#include "engine/runtime/link.hpp"
#include "engine/tier.hpp"

namespace pawl
{
class ModuleWriter;
}

namespace pawl::test
{
/// What one run came to.
struct RunResult
{
    Outcome outcome;
    u64 used = 0; ///< gas
    /// Of the prices of the instructions executed, one by one, where the tier adds them up.
    std::optional<u64> sum;

    /// Whether gas is what the instructions cost, as far as the tier knows that.
    [[nodiscard]] bool follows_the_law() const noexcept { return !sum || used == *sum; }
};

/// The tiers of this build, by name: what behaviour is tested with.
[[nodiscard]] std::vector<std::string> tiers();

/// Analyses, instantiates and runs modules, by the permissive profile. What it makes lives as long.
class Laboratory
{
public:
    explicit Laboratory(const std::string& tier = "interpreter",
                        const Schedule& schedule = default_schedule());

    /// A module, analysed. Requires: it is valid.
    [[nodiscard]] const AnalysedModule& analyse(Bytes bytes);
    [[nodiscard]] const AnalysedModule& analyse(const ModuleWriter& module);

    /// An instance. Requires: the module links and instantiates.
    [[nodiscard]] Instance& instantiate(const AnalysedModule& module);
    [[nodiscard]] Instance& instantiate(const ModuleWriter& module);
    [[nodiscard]] Instance& instantiate(Bytes bytes);

    /// An attempt at an instance. Requires: the module links.
    struct Attempt
    {
        Instance* instance = nullptr;
        RunResult run;
    };
    [[nodiscard]] Attempt try_instantiate(const AnalysedModule& module, u64 limit = max_gas_limit);

    /// Destroys all instances.
    void forget_instances() { group_ = std::make_unique<InstanceGroup>(memories_); }

    /// Runs an exported function. Requires: there is one of this name.
    [[nodiscard]] RunResult run(Instance& instance, std::string_view function,
                                std::span<const u64> arguments, u64 limit = max_gas_limit);
    [[nodiscard]] RunResult run(Instance& instance, std::string_view function,
                                std::initializer_list<u64> arguments, u64 limit = max_gas_limit)
    {
        return run(instance, function, std::span{arguments.begin(), arguments.size()}, limit);
    }

    /// Runs an exported function with gas that does not run out. Requires: it returns one slot.
    [[nodiscard]] u64 value(Instance& instance, std::string_view function,
                            std::initializer_list<u64> arguments = {});

    [[nodiscard]] const Schedule& schedule() const noexcept { return schedule_; }
    [[nodiscard]] const Tier& tier() const noexcept { return *tier_; }

    ImportSource imports;                         ///< what modules are linked with
    Execution settings;                           ///< what runs start from, but for the gas
    const std::atomic<bool>* cancelled = nullptr; ///< where given, what cancels runs

private:
    [[nodiscard]] const Executable& executable(const AnalysedModule& module);
    template <typename Action>
    RunResult with_gas(u64 limit, Action action);

    const Schedule& schedule_;
    std::unique_ptr<Tier> tier_;
    MemoryPool memories_;
    std::deque<AnalysedModule> modules_;
    std::map<const AnalysedModule*, std::unique_ptr<Executable>> executables_;
    std::unique_ptr<InstanceGroup> group_ = std::make_unique<InstanceGroup>(memories_);
};
} // namespace pawl::test
