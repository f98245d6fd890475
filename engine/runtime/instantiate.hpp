// Instantiation. Spec: 4.5.4; order of effects and price: docs/semantics.md.
#pragma once

#include "engine/runtime/instance.hpp"

namespace pawl
{
/// Instances that may refer to each other, so they live and die together: one whose instantiation
/// failed half-way stays, because its functions may stand in a table of another.
class InstanceGroup
{
public:
    /// The pool outlives the group.
    explicit InstanceGroup(MemoryPool& memories) noexcept : memories_{memories} {}

    /// A new instance, and how its instantiation ended: the charge, segments, the start function.
    struct Result
    {
        Instance* instance = nullptr; ///< usable only where the outcome is `returned`
        Outcome outcome;
    };

    /// Instantiates a module. `imports` are those that resolve_imports gave for it; `limits` those
    /// of its profile. Module and executable outlive the group.
    [[nodiscard]] Result instantiate(const AnalysedModule& module, const Executable& executable,
                                     std::span<const External> imports, const ModuleLimits& limits,
                                     Execution& execution);

private:
    MemoryPool& memories_;
    std::vector<std::unique_ptr<Instance>> instances_;
};
} // namespace pawl
