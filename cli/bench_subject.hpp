// A module that a bench runs.
#pragma once

#include "cli/modules.hpp"
#include "engine/runtime/instantiate.hpp"
#include "engine/tier.hpp"

namespace pawl::cli
{
/// A module that a tier made ready, for any number of instances. Tier, rules and hosts outlive it.
class BenchSubject
{
public:
    /// Stops where the hosts do not have all of the imports.
    BenchSubject(AnalysedModule module, const Tier& tier, const Rules& rules,
                 const HostTable& hosts);

    [[nodiscard]] const Module& module() const noexcept { return module_.module; }
    /// The exported function of this name; nothing where there is none.
    [[nodiscard]] std::optional<u32> function(std::string_view name) const;

    /// How one execution begins.
    [[nodiscard]] Execution execution(GasMeter& gas) const noexcept;
    /// A new instance; stops where it cannot be had.
    [[nodiscard]] Instance& instantiate(InstanceGroup& group, Execution& execution) const;
    [[nodiscard]] Outcome run(Instance& instance, u32 function, std::span<const u64> arguments,
                              Execution& execution) const
    {
        return tier_.run(instance, function, arguments, execution);
    }

private:
    AnalysedModule module_;
    const Tier& tier_;
    const Rules& rules_;
    std::vector<External> imports_;
    std::unique_ptr<Executable> executable_;
};

/// Why a run did not come to its end, as a line for people.
[[nodiscard]] std::string describe_failure(const Outcome& outcome);
} // namespace pawl::cli
