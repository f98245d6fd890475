// What all instances and frames of one execution share.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/runtime/gas_meter.hpp"
#include "engine/runtime/outcome.hpp"
#include "metering/schedule.hpp"

#include <span>

namespace pawl
{
class Fiber;
class Instance;
struct Execution;
struct NativeActivation;

/// Told about each call of a host function. Calls of host functions are observable points, so gas
/// is the same in every tier.
class HostObserver
{
public:
    virtual ~HostObserver() = default;
    /// `gas` is what was used when the guest called, before the call's own charges.
    virtual void before_host_call(u16 number, u64 gas) = 0;
};

/// One instruction about to be executed by the interpreter.
struct Step
{
    const Instance& instance;
    Place place;
    Op op;
    std::span<const u64> operands; ///< the operand stack of the current function, top last
};

/// Told about each instruction that the interpreter executes.
class StepObserver
{
public:
    virtual ~StepObserver() = default;
    virtual void before_step(const Step& step, const Execution& execution) = 0;
};

/// The way into a tier, for the start function and for host functions that call back.
class Runner
{
public:
    virtual ~Runner() = default;

    /// Runs a function, by its index in the instance, to its end. Arguments and results are u64
    /// slots; the arguments fit the function's type.
    [[nodiscard]] virtual Outcome run(Instance& instance, u32 function,
                                      std::span<const u64> arguments,
                                      Execution& execution) const = 0;
};

/// The state of one execution. Everything it points to outlives it.
struct Execution
{
    GasMeter* gas = nullptr;
    const Schedule* schedule = nullptr; ///< prices of dynamic work
    const Runner* runner = nullptr;

    u32 stack_limit = 0; ///< in units
    u32 stack_depth = 0; ///< in units

    u32 nesting_limit = 0;
    u32 nesting = 0; ///< re-entries of every kind that are active

    /// The stack that the contract runs on, where it has its own: what suspend() suspends.
    Fiber* fiber = nullptr;

    /// The innermost activation of compiled code, where there is one.
    NativeActivation* native = nullptr;

    /// Whatever the host functions in use need.
    void* host_state = nullptr;

    HostObserver* host_observer = nullptr;
    StepObserver* step_observer = nullptr;

    /// Where given, the interpreter adds the price of every instruction it executes, one by one,
    /// and of dynamic work: the sum that charges by region must not be below.
    u64* naive_gas = nullptr;
};

/// How a run ends whose last charge failed.
[[nodiscard]] Completion completion_of(const GasMeter& gas) noexcept;
} // namespace pawl
