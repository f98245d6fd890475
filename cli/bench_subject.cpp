#include "cli/bench_subject.hpp"

#include "cli/exit_code.hpp"
#include "engine/runtime/link.hpp"

#include <fmt/format.h>

namespace pawl::cli
{
namespace
{
std::vector<External> link(const Module& module, const HostTable& hosts)
{
    auto imports = resolve_imports(module, {&hosts, {}});
    if (imports)
        return *std::move(imports);
    const Import& import = module.imports[imports.error().import];
    throw Stop{ExitCode::refused, fmt::format("the module imports {}.{}: {}", import.module,
                                              import.name, message(imports.error().code))};
}
} // namespace

BenchSubject::BenchSubject(AnalysedModule module, const Tier& tier, const Rules& rules,
                           const HostTable& hosts)
    : module_{std::move(module)},
      tier_{tier},
      rules_{rules},
      imports_{link(module_.module, hosts)},
      executable_{tier.prepare(module_)}
{
}

std::optional<u32> BenchSubject::function(std::string_view name) const
{
    const Export* const found = module().find_export(name, ExternKind::function);
    return found == nullptr ? std::nullopt : std::optional{found->index};
}

Execution BenchSubject::execution(GasMeter& gas) const noexcept
{
    Execution execution;
    execution.gas = &gas;
    execution.schedule = &rules_.schedule;
    execution.runner = &tier_;
    execution.stack_limit = rules_.profile.stack_units;
    execution.nesting_limit = rules_.profile.nesting;
    return execution;
}

Instance& BenchSubject::instantiate(InstanceGroup& group, Execution& execution) const
{
    auto [instance, outcome] =
        group.instantiate(module_, *executable_, imports_, rules_.profile.module.limits, execution);
    if (!outcome.returned())
        throw Stop{ExitCode::contract_failed, "no instance: " + describe_failure(outcome)};
    return *instance;
}

std::string describe_failure(const Outcome& outcome)
{
    if (outcome.completion == Completion::trapped)
        return std::string{message(outcome.trap)};
    return std::string{name(outcome.completion)};
}
} // namespace pawl::cli
