#include "fuzz/oracles/tiers.hpp"

#include "base/check.hpp"
#include "engine/runtime/instantiate.hpp"

#include <fmt/format.h>

#include <bit>

namespace pawl::fuzz
{
namespace
{
// Small enough that deep recursion meets it long before it costs time.
constexpr u32 stack_limit = 2000;

/// What can be observed of a run.
struct Run
{
    Outcome outcome;
    u64 used = 0;
    Bytes memory;
    std::vector<u64> globals, entries;
};

// References are addresses, others in each instance: what they refer to is the same function.
u64 visible(ValueType type, u64 bits)
{
    if (type != ValueType::funcref || bits == 0)
        return bits;
    return u64{FunctionInstance::of(bits).index} + 1;
}

// Some of every kind of number, the same in every run.
u64 argument(ValueType type, std::size_t index)
{
    if (is_reference(type))
        return 0;
    constexpr u64 golden = 0x9E37'79B9'7F4A'7C15;
    const u64 bits = index * golden;
    return slots(type) == 1 && (type == ValueType::i32 || type == ValueType::f32)
               ? static_cast<u32>(bits)
               : bits;
}

/// One tier with the module made ready for it.
class Side
{
public:
    Side(const Tier& tier, const AnalysedModule& analysed)
        : tier_{tier}, analysed_{analysed}, executable_{tier.prepare(analysed)}
    {
    }

    [[nodiscard]] Run run(u32 function, u64 limit) const
    {
        InstanceGroup group{memories()};
        GasMeter instantiation{max_gas_limit};
        Execution execution = with(instantiation);
        const auto made = group.instantiate(analysed_, *executable_, {},
                                            default_profile().module.limits, execution);
        PAWL_CHECK(made.outcome.returned(), "a module without a start function instantiates");
        const FunctionType& type = analysed_.module.function_type(function);
        std::vector<u64> arguments;
        for (std::size_t i = 0; i < type.params.size(); ++i)
            arguments.push_back(argument(type.params[i], i));

        GasMeter gas{limit};
        execution = with(gas);
        Run run;
        run.outcome = tier_.run(*made.instance, function, arguments, execution);
        run.used = gas.used();
        for (std::size_t i = 0; i < run.outcome.results.size(); ++i)
            run.outcome.results[i] = visible(type.results[i], run.outcome.results[i]);
        look_at(*made.instance, run);
        return run;
    }

private:
    // Kept from run to run, because reserving address space is slow.
    static MemoryPool& memories()
    {
        static MemoryPool pool;
        return pool;
    }

    [[nodiscard]] Execution with(GasMeter& gas) const
    {
        Execution execution;
        execution.gas = &gas;
        execution.schedule = &default_schedule();
        execution.runner = &tier_;
        execution.stack_limit = stack_limit;
        execution.nesting_limit = 1;
        return execution;
    }

    static void look_at(const Instance& instance, Run& run)
    {
        for (const Memory* memory : instance.memories)
            append(run.memory, BytesView{memory->data(), memory->size()});
        for (const GlobalInstance* global : instance.globals)
            run.globals.push_back(visible(global->type.type, global->value[0]));
        for (Table* table : instance.tables)
            for (const u64 entry : table->entries())
                run.entries.push_back(visible(table->type().element, entry));
    }

    const Tier& tier_;
    const AnalysedModule& analysed_;
    std::unique_ptr<Executable> executable_;
};

std::string describe(const Run& run)
{
    return fmt::format("{} ({}), gas {}", name(run.outcome.completion), name(run.outcome.trap),
                       run.used);
}

Complaint compare(const Run& a, const Run& b)
{
    const auto say = [&](std::string_view what)
    { return fmt::format("{} differ: {}, and {}", what, describe(a), describe(b)); };
    if (a.outcome.completion != b.outcome.completion)
        return say("endings");
    if (a.used != b.used)
        return say("gas used");
    if (a.outcome.completion == Completion::out_of_gas)
        return {};
    if (a.outcome.trap != b.outcome.trap)
        return say("traps");
    if (a.outcome.results != b.outcome.results)
        return say("results");
    if (a.memory != b.memory)
        return say("memories");
    if (a.globals != b.globals)
        return say("globals");
    if (a.entries != b.entries)
        return say("tables");
    if (a.outcome.backtrace != b.outcome.backtrace)
        return say("places");
    return {};
}
} // namespace

Complaint check_tiers(const AnalysedModule& analysed, const Tier& reference, const Tier& other,
                      u64 limit)
{
    const Side one{reference, analysed}, two{other, analysed};
    for (const Export& exported : analysed.module.exports)
    {
        if (exported.kind != ExternKind::function)
            continue;
        const Complaint complaint =
            compare(one.run(exported.index, limit), two.run(exported.index, limit));
        if (complaint)
            return fmt::format("export {}: {}", exported.name, *complaint);
    }
    return {};
}
} // namespace pawl::fuzz
