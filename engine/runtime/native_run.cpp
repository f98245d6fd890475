#include "engine/runtime/native_run.hpp"

#include "base/check.hpp"
#include "engine/runtime/float_environment.hpp"
#include "engine/runtime/native_stack.hpp"

#include <utility>

namespace pawl
{
namespace
{
// Makes an activation go on on the calling thread. Not inlined, so that an activation that was
// suspended meanwhile does not see the variables of the thread that it was on.
[[gnu::noinline]] void arrive(NativeActivation& activation)
{
    // Where an activation that ends says why. Read before anything else runs on the thread.
    thread_local NativeEnd end;
    activation.end = &end;
    provide_signal_stack();
}

// Gives a context and an execution to a new activation, and back.
class Entered
{
public:
    Entered(NativeContext& context, NativeActivation& activation) noexcept
        : context_{context},
          execution_{*activation.execution},
          outer_of_context_{std::exchange(context.activation, &activation)},
          outer_{std::exchange(execution_.native, &activation)},
          stack_limit_{context.stack_limit}
    {
    }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;
    ~Entered()
    {
        context_.activation = outer_of_context_;
        context_.stack_limit = stack_limit_;
        execution_.native = outer_;
    }

private:
    NativeContext& context_;
    Execution& execution_;
    NativeActivation* outer_of_context_;
    NativeActivation* outer_;
    u64 stack_limit_;
};

Outcome stopped(const GasMeter& gas)
{
    Outcome outcome;
    outcome.completion = completion_of(gas);
    return outcome;
}

Outcome ended(const NativeActivation& activation, Execution& execution)
{
    NativeEnd& end = *activation.end;
    Outcome outcome;
    outcome.completion = end.completion;
    outcome.trap = end.trap;
    outcome.backtrace.assign(end.places.begin(), end.places.begin() + end.place_count);
    end.place_count = 0;
    // Out of gas beats every other trap.
    if (end.completion != Completion::out_of_gas && end.completion != Completion::cancelled &&
        !execution.gas->settle(activation.gas))
        return stopped(*execution.gas);
    return outcome;
}

Outcome run_host(const FunctionInstance& function, Instance& caller, std::span<const u64> arguments,
                 Execution& execution)
{
    Outcome outcome;
    outcome.results.resize(function.type->results.size());
    const HostStatus status = call_host(function, caller, execution, arguments, outcome.results);
    outcome.completion = status.completion;
    outcome.trap = status.trap;
    if (!outcome.returned())
        outcome.results.clear();
    return outcome;
}

// How a host function's call ended the activation.
bool end_activation(NativeContext& context, Completion completion, Trap trap, const u64* slots)
{
    NativeActivation& activation = *context.activation;
    NativeEnd& end = *activation.end;
    end.completion = completion;
    end.trap = trap;
    // The call stands right above its slots.
    const auto* const back = reinterpret_cast<const void*>(slots[1]);
    const NativeCode* const code = CodeArena::instance().find(back);
    if (const CallSite* const call = code != nullptr ? code->call_before(back) : nullptr)
        record_places(activation, *code, back, call->offset, slots + 2, true);
    return false;
}
} // namespace

Outcome run_native(const NativeMachine& machine, Instance& instance, u32 function,
                   std::span<const u64> arguments, Execution& execution)
{
    const FunctionInstance& called = *instance.functions[function];
    if (called.is_host())
        return run_host(called, instance, arguments, execution);
    NativeContext& context = *called.context;
    const NativeStack stack{execution};
    NativeActivation activation;
    activation.gas = execution.gas->hand_out();
    activation.room = u64{execution.stack_limit - execution.stack_depth} * sizeof(u64);
    activation.stack = stack.high_end();
    activation.foreign_frames = stack.foreign_frames();
    activation.execution = &execution;
    activation.machine = &machine;
    arrive(activation);
    const Entered entered{context, activation};
    machine.use_memory(context.memory0);

    Outcome outcome;
    outcome.results.resize(called.type->results.size());
    const u32 depth = execution.stack_depth;
    bool returned = false;
    {
        const FloatEnvironment floats;
        returned = machine.enter(activation, called, arguments, outcome.results);
    }
    execution.stack_depth = depth;
    if (!returned)
        return ended(activation, execution);
    if (!execution.gas->settle(activation.gas))
        return stopped(*execution.gas);
    return outcome;
}

bool native_host_call(NativeContext& context, const FunctionInstance& function,
                      std::span<const u64> arguments, std::span<u64> results,
                      const u64* slots) noexcept
{
    NativeActivation& activation = *context.activation;
    Execution& execution = *activation.execution;
    if (!execution.gas->settle(activation.gas))
        return end_activation(context, completion_of(*execution.gas), Trap::none, slots);
    // The frames of this activation end two words above the slots.
    const u64 left = (reinterpret_cast<u64>(slots + 2) - context.stack_limit) / sizeof(u64);
    const u32 depth =
        std::exchange(execution.stack_depth, execution.stack_limit - static_cast<u32>(left));
    const u64 stack_limit = context.stack_limit;
    const HostStatus status = call_host(function, *context.instance, execution, arguments, results);
    execution.stack_depth = depth;
    // A nested run may have come through this context, and this may be another thread now.
    context.activation = &activation;
    context.stack_limit = stack_limit;
    arrive(activation);
    activation.gas = execution.gas->hand_out();
    if (status.completion != Completion::returned)
        return end_activation(context, status.completion, status.trap, slots);
    activation.machine->use_memory(context.memory0);
    return true;
}

bool native_runtime_call(NativeContext& context, NativeHelper helper, const u64* slots) noexcept
{
    NativeActivation& activation = *context.activation;
    Execution& execution = *activation.execution;
    if (!execution.gas->settle(activation.gas))
        return end_activation(context, completion_of(*execution.gas), Trap::none, slots);
    const BulkResult result =
        call_native_helper(helper, {*context.instance, execution, NativeSlots{slots}});
    activation.gas = execution.gas->hand_out();
    if (result.completion != Completion::returned)
        return end_activation(context, result.completion, result.trap, slots);
    activation.answer = result.value;
    return true;
}

bool native_refill(NativeContext& context) noexcept
{
    NativeActivation& activation = *context.activation;
    GasMeter& gas = *activation.execution->gas;
    if (gas.settle(activation.gas))
    {
        activation.gas = gas.hand_out();
        return true;
    }
    activation.end->completion = completion_of(gas);
    activation.end->trap = Trap::none;
    return false;
}
} // namespace pawl
