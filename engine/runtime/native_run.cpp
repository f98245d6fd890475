#include "engine/runtime/native_run.hpp"

#include "base/check.hpp"
#include "engine/runtime/float_environment.hpp"
#include "engine/runtime/native_thread.hpp"

#include <utility>

namespace pawl
{
namespace
{
// Makes an activation go on on the calling thread.
NativeThread& arrive(NativeActivation& activation)
{
    NativeThread& thread = NativeThread::here();
    activation.end = &thread.end();
    return thread;
}

// Gives a context, an execution and a stack to a new activation, and back. The stack is that of the
// activation around it in the same execution, or one of its own.
class Entered
{
public:
    Entered(NativeContext& context, NativeActivation& activation)
        : context_{context},
          execution_{*activation.execution},
          outer_of_context_{context.activation},
          outer_{execution_.native},
          stack_limit_{context.stack_limit}
    {
        NativeThread& thread = arrive(activation);
        if (outer_ == nullptr) [[likely]]
        {
            own_ = thread.take_stack(execution_.stack_limit, execution_.nesting_limit);
            activation.stack = own_->high_end();
            activation.foreign_frames = own_->foreign_frames();
        }
        else
            activation.foreign_frames = outer_->foreign_frames;
        context_.activation = &activation;
        execution_.native = &activation;
    }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;
    ~Entered()
    {
        context_.activation = outer_of_context_;
        context_.stack_limit = stack_limit_;
        execution_.native = outer_;
        if (own_ != nullptr) [[likely]]
            NativeThread::here().give_stack(std::move(own_));
    }

private:
    NativeContext& context_;
    Execution& execution_;
    NativeActivation* outer_of_context_;
    NativeActivation* outer_;
    u64 stack_limit_;
    std::unique_ptr<NativeStack> own_;
};

// What is said of a run whose last charge failed.
void tell_stop(const GasMeter& gas, Outcome& outcome) noexcept
{
    outcome.completion = completion_of(gas);
    outcome.trap = Trap::none;
}

[[gnu::noinline, gnu::cold]] void tell_end(NativeActivation& activation, Execution& execution,
                                           Outcome& outcome) noexcept
{
    NativeEnd& end = *activation.end;
    outcome.completion = end.completion;
    outcome.trap = end.trap;
    outcome.backtrace.assign(end.places.begin(), end.places.begin() + end.place_count);
    end.place_count = 0;
    // Out of gas beats every other trap.
    if (end.completion != Completion::out_of_gas && end.completion != Completion::cancelled &&
        !execution.gas->settle(activation.gas))
        tell_stop(*execution.gas, outcome);
}

[[gnu::noinline, gnu::cold]] Outcome run_host(const FunctionInstance& function, Instance& caller,
                                              std::span<const u64> arguments, Execution& execution)
{
    Outcome outcome;
    outcome.results.resize(function.type->results.size());
    HostCall call{function, caller, execution, arguments, outcome.results};
    const HostStatus status = call_host(call);
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

// Gets more gas, or ends the activation.
bool refill(NativeContext& context) noexcept
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
} // namespace

Outcome run_native(const NativeMachine& machine, Instance& instance, u32 function,
                   std::span<const u64> arguments, Execution& execution)
{
    const FunctionInstance& called = *instance.functions[function];
    if (called.is_host())
        return run_host(called, instance, arguments, execution);
    NativeContext& context = *called.context;
    Outcome outcome;
    outcome.results.resize(called.type->results.size());
    NativeActivation activation{.gas = execution.gas->hand_out(),
                                .room = u64{execution.stack_limit - execution.stack_depth} *
                                        sizeof(u64),
                                .execution = &execution,
                                .machine = &machine};
    const Entered entered{context, activation};
    machine.use_memory(context.memory0);
    set_float_environment();
    const u32 depth = execution.stack_depth;
    const bool returned = machine.enter(activation, called, arguments, outcome.results);
    execution.stack_depth = depth;
    if (!returned)
        tell_end(activation, execution, outcome);
    else if (!execution.gas->settle(activation.gas))
        tell_stop(*execution.gas, outcome);
    if (!outcome.returned())
        outcome.results.clear();
    return outcome;
}

bool native_host_call(NativeContext& context, HostCall& call, const u64* slots) noexcept
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
    const HostStatus status = call_host(call);
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

bool native_refill(NativeContext& context, const void* charge, const u64* stack) noexcept
{
    if (refill(context))
        return true;
    const NativeCode* const code = CodeArena::instance().find(charge);
    if (const auto offset = code != nullptr ? code->region_at(charge) : std::nullopt)
        record_places(*context.activation, *code, charge, *offset, stack, true);
    return false;
}

bool native_refill_at_entry(NativeContext& context, const void* pc, const u64* stack) noexcept
{
    if (refill(context))
        return true;
    if (const NativeCode* const code = CodeArena::instance().find(pc))
        record_places(*context.activation, *code, pc, 0, stack, false);
    return false;
}
} // namespace pawl
