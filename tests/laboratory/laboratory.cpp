#include "tests/laboratory/laboratory.hpp"

#include "base/check.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "engine/module/writer.hpp"
#include "singlepass/singlepass.hpp"

namespace pawl::test
{
std::vector<std::string> tiers()
{
    std::vector<std::string> out{"interpreter"};
    if (singlepass::make_singlepass() != nullptr)
        out.emplace_back("singlepass");
    return out;
}

Laboratory::Laboratory(const std::string& tier, const Schedule& schedule) : schedule_{schedule}
{
    if (tier == "interpreter")
        tier_ = std::make_unique<Interpreter>(schedule);
    else if (tier == "singlepass")
        tier_ = singlepass::make_singlepass();
    PAWL_CHECK(tier_ != nullptr, "the tier is one of this build");
    settings.schedule = &schedule_;
    settings.runner = tier_.get();
    settings.stack_limit = permissive_profile().stack_units;
    settings.nesting_limit = permissive_profile().nesting;
}

const AnalysedModule& Laboratory::analyse(Bytes bytes)
{
    auto module = pawl::analyse(std::move(bytes), permissive_profile(), schedule_);
    if (!module)
        check_failed("analyse", std::string{name(module.error().code)}.c_str(), __FILE__, __LINE__);
    return modules_.emplace_back(*std::move(module));
}

const AnalysedModule& Laboratory::analyse(const ModuleWriter& module)
{
    return analyse(module.bytes());
}

const Executable& Laboratory::executable(const AnalysedModule& module)
{
    auto& executable = executables_[&module];
    if (executable == nullptr)
        executable = tier_->prepare(module);
    return *executable;
}

template <typename Action>
RunResult Laboratory::with_gas(u64 limit, Action action)
{
    RunResult run;
    GasMeter gas{limit, cancelled};
    Execution execution = settings;
    execution.gas = &gas;
    u64 sum = 0;
    execution.naive_gas = &sum;
    run.outcome = action(execution);
    if (tier_->name() == "interpreter")
        run.sum = sum;
    run.used = gas.used();
    return run;
}

Laboratory::Attempt Laboratory::try_instantiate(const AnalysedModule& module, u64 limit)
{
    const auto resolved = resolve_imports(module.module, imports);
    PAWL_CHECK(resolved, "the module's imports are there");
    Attempt attempt;
    attempt.run = with_gas(limit,
                           [&](Execution& execution)
                           {
                               auto result = group_->instantiate(
                                   module, executable(module), *resolved,
                                   permissive_profile().module.limits, execution);
                               attempt.instance = result.instance;
                               return std::move(result.outcome);
                           });
    return attempt;
}

Instance& Laboratory::instantiate(const AnalysedModule& module)
{
    const Attempt attempt = try_instantiate(module);
    PAWL_CHECK(attempt.run.outcome.returned(), "the module instantiates");
    return *attempt.instance;
}

Instance& Laboratory::instantiate(const ModuleWriter& module)
{
    return instantiate(analyse(module));
}

Instance& Laboratory::instantiate(Bytes bytes)
{
    return instantiate(analyse(std::move(bytes)));
}

RunResult Laboratory::run(Instance& instance, std::string_view function,
                          std::span<const u64> arguments, u64 limit)
{
    const auto index = instance.find_function(function);
    PAWL_CHECK(index, "the function is exported");
    return with_gas(limit, [&](Execution& execution)
                    { return tier_->run(instance, *index, arguments, execution); });
}

u64 Laboratory::value(Instance& instance, std::string_view function,
                      std::initializer_list<u64> arguments)
{
    const RunResult result = run(instance, function, arguments);
    PAWL_CHECK(result.outcome.returned() && result.outcome.results.size() == 1,
               "the function returns one slot");
    return result.outcome.results.front();
}
} // namespace pawl::test
