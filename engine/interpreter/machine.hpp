// The state of one run of the interpreter, and the vocabulary in which instructions are written.
#pragma once

#include "base/check.hpp"
#include "engine/interpreter/program.hpp"
#include "engine/interpreter/value.hpp"
#include "engine/runtime/bulk.hpp"

#include <algorithm>

namespace pawl
{
/// Runs one function and whatever it calls, on a stack of slots that grows as functions are
/// entered. Locals and operands of a function stand next to each other; the operands that a call
/// takes become the first locals of the function called.
class Machine
{
public:
    explicit Machine(Execution& execution) : execution_{execution} {}

    /// Runs to the end.
    [[nodiscard]] Outcome run(const FunctionInstance& function, Instance& caller,
                              std::span<const u64> arguments);

    // What instructions are made of. Those that answer bool say whether to go on.

    template <typename T>
    void push(T value) noexcept
    {
        *top_++ = to_slot(value);
    }
    template <typename T>
    [[nodiscard]] T pop() noexcept
    {
        return from_slot<T>(*--top_);
    }
    [[nodiscard]] u64& top() noexcept { return top_[-1]; }
    [[nodiscard]] u64& local(u64 index) noexcept { return locals_[index]; }

    [[nodiscard]] Instance& instance() const noexcept { return *instance_; }
    [[nodiscard]] Memory& memory(u64 index) const noexcept { return *instance_->memories[index]; }
    [[nodiscard]] Table& table(u64 index) const noexcept { return *instance_->tables[index]; }
    [[nodiscard]] Execution& execution() const noexcept { return execution_; }

    /// Ends the run with a trap.
    bool trap(Trap trap)
    {
        outcome_.completion = Completion::trapped;
        outcome_.trap = trap;
        return false;
    }

    /// Ends the run the way an instruction ended.
    bool stop(const BulkResult& result)
    {
        outcome_.completion = result.completion;
        outcome_.trap = result.trap;
        return false;
    }

    /// Goes on at a step of the same function.
    void jump(u32 target) noexcept { next_ = target; }

    /// Takes a branch of the current function: drops what lies between the label's height and what
    /// the branch carries.
    void branch(u64 index) noexcept
    {
        const Branch& branch = program_->branches[index];
        u64* const base = locals_ + program_->local_slots + branch.height;
        top_ = std::move(top_ - branch.arity, top_, base);
        jump(branch.target);
    }

    /// Calls a function with the operands on top of the stack.
    bool call(const FunctionInstance& function)
    {
        return function.is_host() ? call_host_function(function) : enter(function);
    }

    /// Leaves the current function with the results on top of the stack; false at the outermost.
    bool leave();

    /// One step. Instructions with a pure meaning are a function from operands to results; all
    /// others are told which machine they run on.
    template <Op op>
    bool on(const Instruction& step);

private:
    /// A function that waits for the one it called.
    struct Caller
    {
        Instance* instance;
        const FunctionProgram* program;
        u32 next;
        std::size_t locals; ///< index into the stack
    };

    [[nodiscard]] bool charge(u64 gas)
    {
        if (execution_.gas->charge(gas))
            return true;
        outcome_.completion = completion_of(*execution_.gas);
        return false;
    }

    bool enter(const FunctionInstance& function);
    bool call_host_function(const FunctionInstance& function);
    void reserve(std::size_t slots);
    void loop();
    template <bool observed>
    void loop_with();
    void observe(u32 at);
    void finish(u32 result_slots);
    void record_places();

    Execution& execution_;
    Outcome outcome_;

    std::vector<u64> stack_;
    std::vector<Caller> callers_;

    // The current function.
    Instance* instance_ = nullptr;
    const FunctionProgram* program_ = nullptr;
    u32 next_ = 0;
    u64* locals_ = nullptr;
    u64* top_ = nullptr; ///< one past the topmost operand
};
} // namespace pawl
