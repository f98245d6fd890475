#include "fuzz/oracles/gas_law.hpp"

#include "base/check.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "engine/runtime/instantiate.hpp"

#include <fmt/format.h>

namespace pawl::fuzz
{
namespace
{
// Small enough that deep recursion meets it long before it costs time.
constexpr u32 stack_limit = 2000;

/// What one run came to.
struct Run
{
    Outcome outcome;
    u64 used = 0, naive = 0;
};

/// Runs functions of one module, each in an instance of its own.
class Laboratory
{
public:
    explicit Laboratory(const AnalysedModule& analysed)
        : analysed_{analysed}, executable_{tier_.prepare(analysed)}
    {
    }

    Run run(u32 function, u64 limit)
    {
        InstanceGroup group{memories()};
        GasMeter instantiation{max_gas_limit};
        Execution execution = with(instantiation);
        const auto made = group.instantiate(analysed_, *executable_, {},
                                            default_profile().module.limits, execution);
        PAWL_CHECK(made.outcome.returned(), "a module without a start function instantiates");

        GasMeter gas{limit};
        Run run;
        execution = with(gas);
        execution.naive_gas = &run.naive;
        run.outcome = tier_.run(*made.instance, function, arguments(function), execution);
        run.used = gas.used();
        hide_addresses(function, run.outcome.results);
        return run;
    }

private:
    // Kept from run to run, because reserving address space is slow.
    static MemoryPool& memories()
    {
        static MemoryPool pool;
        return pool;
    }

    Execution with(GasMeter& gas) const
    {
        Execution execution;
        execution.gas = &gas;
        execution.schedule = &default_schedule();
        execution.runner = &tier_;
        execution.stack_limit = stack_limit;
        execution.nesting_limit = 1;
        return execution;
    }

    // A reference to a function is an address, another one in each instance.
    void hide_addresses(u32 function, std::span<u64> results) const
    {
        const auto& types = analysed_.module.function_type(function).results;
        for (std::size_t i = 0; i < results.size(); ++i)
            if (is_reference(types[i]))
                results[i] = results[i] != 0 ? 1 : 0;
    }

    // Zero is an argument of every type.
    std::vector<u64> arguments(u32 function) const
    {
        return std::vector<u64>(analysed_.module.function_type(function).params.size());
    }

    const AnalysedModule& analysed_;
    Interpreter tier_{default_schedule()};
    std::unique_ptr<Executable> executable_;
};

Complaint check_sum(const Run& run, u64 limit)
{
    const auto say = [&run](std::string_view what)
    { return fmt::format("{}: used {}, sum {}", what, run.used, run.naive); };
    switch (run.outcome.completion)
    {
    case Completion::returned:
        return run.used == run.naive ? Complaint{} : say("returned, but gas is not the sum");
    case Completion::trapped:
        return run.used >= run.naive ? Complaint{} : say("trapped, and gas is below the sum");
    case Completion::out_of_gas:
        return run.used == limit ? Complaint{} : say("out of gas, but some is left");
    default:
        return say("ended in a way that only a host function can");
    }
}

bool same(const Run& a, const Run& b)
{
    return a.outcome.completion == b.outcome.completion && a.outcome.trap == b.outcome.trap &&
           a.outcome.results == b.outcome.results && a.used == b.used;
}

Complaint check_function(Laboratory& laboratory, u32 function, u64 limit)
{
    const Run run = laboratory.run(function, limit);
    if (Complaint complaint = check_sum(run, limit))
        return complaint;
    if (run.outcome.completion == Completion::out_of_gas)
        return {};
    if (!same(run, laboratory.run(function, run.used)))
        return fmt::format("a limit of {}, which was used, changes the outcome", run.used);
    if (run.used > 0 &&
        laboratory.run(function, run.used - 1).outcome.completion != Completion::out_of_gas)
        return fmt::format("a limit of one less than {}, which was used, is enough", run.used);
    return {};
}
} // namespace

Complaint check_gas_law(const AnalysedModule& analysed, u64 limit)
{
    Laboratory laboratory{analysed};
    for (const Export& exported : analysed.module.exports)
    {
        if (exported.kind != ExternKind::function)
            continue;
        if (const Complaint complaint = check_function(laboratory, exported.index, limit))
            return fmt::format("export {}: {}", exported.name, *complaint);
    }
    return {};
}
} // namespace pawl::fuzz
