#include "fuzz/oracles/stage.hpp"

#include "base/check.hpp"
#include "engine/runtime/link.hpp"
#include "fuzz/generators/choices.hpp"

namespace pawl::fuzz
{
namespace
{
// Kept from run to run, because reserving address space is slow.
MemoryPool& memory_pool()
{
    static MemoryPool pool;
    return pool;
}

std::vector<External> imports_of(const Module& module, std::span<Instance* const> instances)
{
    ImportSource source{.hosts = &program_hosts(), .instances = {}};
    if (!instances.empty())
        source.instances.emplace("other", instances.front());
    auto imports = resolve_imports(module, source);
    PAWL_CHECK(imports.has_value(), "what a generated module imports is there");
    return std::move(*imports);
}
} // namespace

Expected<AnalysedProgram> analyse(LinkedProgram program)
{
    AnalysedProgram analysed;
    analysed.conditions = program.conditions;
    for (Bytes& bytes : program.modules)
    {
        auto module = pawl::analyse(std::move(bytes), default_profile(), default_schedule());
        if (!module)
            return std::unexpected(module.error());
        analysed.modules.push_back(std::move(*module));
    }
    return analysed;
}

Stage::Stage(const Tier& tier, const AnalysedProgram& program, StepObserver* observer)
    : tier_{tier}, program_{program}, observer_{observer}
{
    for (const AnalysedModule& module : program.modules)
        executables_.push_back(tier.prepare(module));
}

template <typename Action>
Run Stage::with_gas(u64 gas, Action action)
{
    GasMeter meter{gas};
    HostCalls calls;
    Run run;
    Execution execution;
    execution.gas = &meter;
    execution.schedule = &default_schedule();
    execution.runner = &tier_;
    execution.stack_limit = program_.conditions.stack_units;
    execution.nesting_limit = program_.conditions.nesting;
    execution.host_state = &run.notes;
    execution.host_observer = &calls;
    execution.step_observer = observer_;
    run.outcome = action(execution);
    run.used = meter.used();
    run.host_gas = std::move(calls.used);
    run.variables = variables();
    return run;
}

Run Stage::instantiate(u64 gas)
{
    instances_.clear();
    group_ = std::make_unique<InstanceGroup>(memory_pool());
    Run run;
    for (std::size_t module = 0; module < executables_.size(); ++module)
    {
        const u64 price = program_.modules[module].plan.instantiation_price;
        run = with_gas(price + gas,
                       [&](Execution& execution) { return add_instance(module, execution); });
        if (!run.outcome.returned())
            break;
    }
    return run;
}

Outcome Stage::add_instance(std::size_t module, Execution& execution)
{
    const AnalysedModule& analysed = program_.modules[module];
    const auto imports = imports_of(analysed.module, instances_);
    auto made = group_->instantiate(analysed, *executables_[module], imports,
                                    default_profile().module.limits, execution);
    if (made.outcome.returned())
        instances_.push_back(made.instance);
    return std::move(made.outcome);
}

Run Stage::call(u32 function, u64 gas)
{
    const FunctionType& type = program_.last().function_type(function);
    std::vector<u64> arguments;
    arguments.reserve(type.params.size());
    for (std::size_t i = 0; i < type.params.size(); ++i)
        arguments.push_back(argument(type.params[i], i));
    Run run = with_gas(gas, [&](Execution& execution)
                       { return tier_.run(*instances_.back(), function, arguments, execution); });
    auto& results = run.outcome.results;
    for (std::size_t i = 0; i < results.size(); ++i)
        results[i] = visible(type.results[i], results[i]);
    return run;
}

std::vector<BytesView> Stage::memories() const
{
    std::vector<BytesView> all;
    for (const Instance* instance : instances_)
        for (const Memory& memory : instance->own_memories)
            all.emplace_back(memory.data(), memory.size());
    return all;
}

std::vector<u64> Stage::variables() const
{
    std::vector<u64> all;
    for (Instance* instance : instances_)
    {
        for (const GlobalInstance& global : instance->own_globals())
            all.push_back(visible(global.type.type, global.value[0]));
        for (Table& table : instance->own_tables)
            for (const u64 entry : table.entries())
                all.push_back(visible(table.type().element, entry));
    }
    return all;
}

// References are addresses, others in each instance: what they refer to is the same function.
u64 Stage::visible(ValueType type, u64 bits) const
{
    if (type != ValueType::funcref || bits == 0)
        return bits;
    const FunctionInstance& function = FunctionInstance::of(bits);
    if (function.is_host())
        return u64{1} << 32 | function.host_number;
    const auto owner = std::ranges::find(instances_, function.instance);
    return (u64(owner - instances_.begin()) + 2) << 32 | function.index;
}

u64 Stage::argument(ValueType type, std::size_t index) const
{
    constexpr u64 golden = 0x9E37'79B9'7F4A'7C15;
    const u64 bits = (program_.conditions.arguments + index + 1) * golden;
    Bytes bytes;
    for (u32 shift = 0; shift < 64; shift += 8)
        bytes.push_back(static_cast<u8>(bits >> shift));
    Choices choices{bytes};
    switch (type)
    {
    case ValueType::i32:
        return static_cast<u32>(choices.number());
    case ValueType::f32:
        return choices.bits_f32();
    case ValueType::f64:
        return choices.bits_f64();
    case ValueType::funcref:
        return choices.one_in(2) ? instances_.back()->functions.front()->reference() : 0;
    default:
        return choices.number();
    }
}
} // namespace pawl::fuzz
