#include "engine/interpreter/machine.hpp"

#include "engine/interpreter/interpreter.hpp"
#include "engine/interpreter/semantics/control.hpp"
#include "engine/interpreter/semantics/convert.hpp"
#include "engine/interpreter/semantics/integer.hpp"
#include "engine/interpreter/semantics/memory.hpp"
#include "engine/interpreter/semantics/real.hpp"
#include "engine/interpreter/semantics/table.hpp"
#include "engine/runtime/float_environment.hpp"

namespace pawl
{
template <Op op>
bool Machine::on(const Instruction& step)
{
    if constexpr (semantics::is_pure<op>)
        return semantics::apply<op>(*this);
    else
        return semantics::execute(semantics::OpTag<op>{}, *this, step);
}

Outcome Machine::run(const FunctionInstance& function, Instance& caller,
                     std::span<const u64> arguments)
{
    const u32 depth = execution_.stack_depth;
    instance_ = &caller;
    reserve(arguments.size());
    top_ = std::ranges::copy(arguments, top_).out;
    make_slots(function.type->params, {top_ - arguments.size(), arguments.size()});
    if (call(function))
    {
        if (program_ != nullptr)
            loop();
        else
            finish(static_cast<u32>(function.type->results.size()));
    }
    if (outcome_.completion != Completion::returned)
        record_places();
    execution_.stack_depth = depth;
    return std::move(outcome_);
}

void Machine::loop()
{
    if (execution_.step_observer != nullptr || execution_.naive_gas != nullptr)
        loop_with<true>();
    else
        loop_with<false>();
}

template <bool observed>
void Machine::loop_with()
{
    for (;;)
    {
        const u32 at = next_++;
        const Instruction& step = program_->code[at];
        if (step.op == charge_op)
        {
            if (!charge(step.immediate))
                return;
            continue;
        }
        if constexpr (observed)
            observe(at);
        if (!dispatch(static_cast<Op>(step.op), *this, step))
            return;
    }
}

void Machine::observe(u32 at)
{
    if (execution_.naive_gas != nullptr)
    {
        PAWL_CHECK(!program_->naive.empty(), "the interpreter was made to count");
        *execution_.naive_gas += program_->naive[at];
    }
    if (execution_.step_observer == nullptr)
        return;
    const u64* const operands = locals_ + program_->local_slots;
    execution_.step_observer->before_step(
        {.instance = *instance_,
         .place = {program_->function, program_->offsets[at]},
         .op = static_cast<Op>(program_->code[at].op),
         .operands = {operands, static_cast<std::size_t>(top_ - operands)}},
        execution_);
}

void Machine::reserve(std::size_t slots)
{
    constexpr std::size_t first_slots = 512;
    const auto used = static_cast<std::size_t>(top_ - stack_.data());
    if (stack_.size() - used >= slots)
        return;
    const auto locals = static_cast<std::size_t>(locals_ - stack_.data());
    stack_.resize(std::max({first_slots, 2 * stack_.size(), used + slots}));
    top_ = stack_.data() + used;
    locals_ = stack_.data() + locals;
}

bool Machine::enter(const FunctionInstance& function)
{
    Instance& instance = *function.instance;
    const u32 defined = function.index - instance.module().imported_functions;
    const FunctionProgram& program =
        static_cast<const InterpreterExecutable&>(instance.executable()).function(defined);
    if (execution_.naive_gas != nullptr)
        *execution_.naive_gas += program.entry_naive;
    // In this order, because out of gas wins over an exhausted stack.
    if (!charge(program.entry_price))
        return false;
    if (program.frame_units > execution_.stack_limit - execution_.stack_depth)
        return trap(Trap::stack_exhausted);
    execution_.stack_depth += program.frame_units;

    const u32 own_locals = program.local_slots - program.param_slots;
    reserve(own_locals + program.operand_slots);
    callers_.push_back(
        {instance_, program_, next_, static_cast<std::size_t>(locals_ - stack_.data())});
    locals_ = top_ - program.param_slots;
    top_ = std::fill_n(top_, own_locals, 0);
    instance_ = &instance;
    program_ = &program;
    next_ = 0;
    return true;
}

bool Machine::leave()
{
    const u32 results = program_->result_slots;
    execution_.stack_depth -= program_->frame_units;
    top_ = std::move(top_ - results, top_, locals_);
    const Caller caller = callers_.back();
    callers_.pop_back();
    instance_ = caller.instance;
    program_ = caller.program;
    next_ = caller.next;
    locals_ = stack_.data() + caller.locals;
    if (program_ != nullptr)
        return true;
    finish(results);
    return false;
}

void Machine::finish(u32 result_slots)
{
    outcome_.results.assign(top_ - result_slots, top_);
}

bool Machine::call_host_function(const FunctionInstance& function)
{
    const std::size_t params = function.type->params.size();
    const std::size_t count = function.type->results.size();
    reserve(count);
    std::vector<u64> results(count);
    HostCall call{function, *instance_, execution_, {top_ - params, params}, results};
    const HostStatus status = call_host(call);
    outcome_.completion = status.completion;
    outcome_.trap = status.trap;
    if (status.completion != Completion::returned)
        return false;
    top_ = std::ranges::copy(results, top_ - params).out;
    return true;
}

void Machine::record_places()
{
    const auto add = [this](const FunctionProgram* program, u32 next)
    {
        if (program == nullptr || outcome_.backtrace.size() == Outcome::max_backtrace)
            return;
        const u32 at = next == 0 ? 0 : next - 1;
        outcome_.backtrace.push_back({program->function, program->offsets[at]});
    };
    add(program_, next_);
    for (auto caller = callers_.rbegin(); caller != callers_.rend(); ++caller)
        add(caller->program, caller->next);
}

std::unique_ptr<Executable> Interpreter::prepare(const AnalysedModule& module) const
{
    std::vector<FunctionProgram> functions;
    functions.reserve(module.module.code.size());
    for (u32 defined = 0; defined < module.module.code.size(); ++defined)
        functions.push_back(lower(module, defined, counted_));
    return std::make_unique<InterpreterExecutable>(std::move(functions));
}

Outcome Interpreter::run(Instance& instance, u32 function, std::span<const u64> arguments,
                         Execution& execution) const
{
    set_float_environment();
    return Machine{execution}.run(*instance.functions[function], instance, arguments);
}
} // namespace pawl
