// Host functions: what contracts may import.
#pragma once

#include "engine/runtime/execution.hpp"
#include "engine/runtime/function.hpp"

#include <map>
#include <optional>
#include <string>

namespace pawl
{
class HostCall;

/// How a host function ends.
struct HostStatus
{
    Completion completion = Completion::returned;
    Trap trap = Trap::none;

    /// Back to the guest, results written.
    [[nodiscard]] static HostStatus ok() noexcept { return {}; }
    [[nodiscard]] static HostStatus trapped(Trap trap) noexcept
    {
        return {Completion::trapped, trap};
    }
    /// Ends the guest's run on purpose.
    [[nodiscard]] static HostStatus exited() noexcept { return {Completion::exited, Trap::none}; }
    /// After a charge that failed: out of gas or cancelled.
    [[nodiscard]] static HostStatus stopped(const GasMeter& gas) noexcept
    {
        return {completion_of(gas), Trap::none};
    }
    /// Hands on how a nested run ended that did not return.
    [[nodiscard]] static HostStatus of(const Outcome& outcome) noexcept
    {
        return {outcome.completion, outcome.trap};
    }
    [[nodiscard]] static HostStatus cancelled() noexcept
    {
        return {Completion::cancelled, Trap::none};
    }
};

/// One host function: data, and the C++ function that does the work.
struct HostFunction
{
    std::string_view module, name; ///< as imported
    FunctionType type;
    HostStatus (*call)(HostCall&) = nullptr;
    std::string_view price; ///< its entry in the schedule; empty where it has none
    std::string_view documentation;
};

/// Host functions that belong together. Their numbers follow the set's first number and stand in
/// host digests, so a set only grows at its end.
struct HostSet
{
    std::string_view name;
    u16 first_number = 0;
    std::span<const HostFunction> functions; ///< outlives the set
};

/// The registered sets as one table.
class HostTable
{
public:
    HostTable() = default;
    /// Requires: no import and no number stands in two sets, and no number reaches 0xFFFE.
    explicit HostTable(std::span<const HostSet> sets);

    /// The function of this import name, if there is one.
    [[nodiscard]] const FunctionInstance* find(std::string_view module,
                                               std::string_view name) const;
    [[nodiscard]] std::span<const HostSet> sets() const noexcept { return sets_; }

private:
    void add(const HostFunction& function, u16 number);

    std::vector<HostSet> sets_;
    std::map<std::pair<std::string_view, std::string_view>, FunctionInstance> by_name_;
};

/// One call of a host function by a guest. Arguments and results are u64 slots.
class HostCall
{
public:
    HostCall(const FunctionInstance& function, Instance& caller, Execution& execution,
             std::span<const u64> arguments, std::span<u64> results) noexcept
        : function_{function},
          caller_{caller},
          execution_{execution},
          arguments_{arguments},
          results_{results}
    {
    }

    [[nodiscard]] u16 number() const noexcept { return function_.host_number; }
    [[nodiscard]] const HostFunction& function() const noexcept { return *function_.host; }
    /// The instance whose code called.
    [[nodiscard]] Instance& caller() const noexcept { return caller_; }
    [[nodiscard]] Execution& execution() const noexcept { return execution_; }
    [[nodiscard]] GasMeter& gas() const noexcept { return *execution_.gas; }

    /// What the embedder put into the execution for its host functions.
    template <typename T>
    [[nodiscard]] T& state() const noexcept
    {
        return *static_cast<T*>(execution_.host_state);
    }

    [[nodiscard]] u64 argument_i64(std::size_t index) const noexcept { return arguments_[index]; }
    [[nodiscard]] u32 argument_i32(std::size_t index) const noexcept
    {
        return static_cast<u32>(arguments_[index]);
    }
    void result_i32(u32 value) noexcept { results_[0] = value; }
    void result_i64(u64 value) noexcept { results_[0] = value; }
    [[nodiscard]] std::span<const u64> arguments() const noexcept { return arguments_; }
    [[nodiscard]] std::span<u64> results() const noexcept { return results_; }

    /// The caller's bytes [at, at + length) in its memory 0, if they lie inside it. Not to be kept
    /// over a nested run or a suspension.
    [[nodiscard]] std::optional<std::span<u8>> memory(u32 at, u32 length) const noexcept;

    /// Takes gas; false means that the function must return HostStatus::stopped.
    [[nodiscard]] bool charge(u64 amount) noexcept { return gas().charge(amount); }

    /// Runs a function of the caller's live instance: same gas, same logical stack, one more
    /// nesting. Nothing where the nesting limit is reached. The arguments fit the function's type.
    [[nodiscard]] std::optional<Outcome> invoke(u32 function, std::span<const u64> arguments);

    /// Suspends the contract until its fiber is resumed; false where it was cancelled meanwhile,
    /// and then the function must return HostStatus::cancelled.
    /// Requires: the contract runs on a fiber.
    [[nodiscard]] bool suspend();

private:
    const FunctionInstance& function_;
    Instance& caller_;
    Execution& execution_;
    std::span<const u64> arguments_;
    std::span<u64> results_;
};

/// Tells the observer of a call, runs the host function, and answers how it ended. What every tier
/// does when a guest calls one.
[[nodiscard]] inline HostStatus call_host(HostCall& call)
{
    const Execution& execution = call.execution();
    if (execution.host_observer != nullptr)
        execution.host_observer->before_host_call(call.number(), execution.gas->used());
    const HostStatus status = call.function().call(call);
    if (status.completion == Completion::returned)
        make_slots(call.function().type.results, call.results());
    return status;
}
} // namespace pawl
