// Stacks of their own for contracts, so that a host function may suspend one.
#pragma once

#include "engine/runtime/pages.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace pawl
{
/// Native stacks that wait for their next fiber, each below an inaccessible guard. Thread-safe.
/// Outlives the fibers that take from it.
class StackPool
{
public:
    /// Stacks of `stack_bytes`, of which at most `max_idle` are kept.
    explicit StackPool(std::size_t stack_bytes = std::size_t{1} << 20, std::size_t max_idle = 64);

    /// A stack; its usable part is all but the guard at the low end.
    [[nodiscard]] Reservation take();
    void give(Reservation stack);

    /// Bytes of inaccessible space below each stack.
    static constexpr std::size_t guard_bytes = 65536;

private:
    const std::size_t stack_bytes_;
    const std::size_t max_idle_;
    std::mutex mutex_;
    std::vector<Reservation> idle_;
};

/// A computation on a stack of its own. Not thread-safe; may be resumed by another thread than the
/// one before.
class Fiber
{
public:
    /// What runs on the stack. It may call suspend() of the fiber it is given.
    using Body = std::function<void(Fiber&)>;

    Fiber(StackPool& stacks, Body body);
    /// Cancels and runs to the end what is still suspended, so that its destructors run.
    ~Fiber();
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    /// Runs until the body returns or suspends; true when it has returned.
    /// Requires: not finished, and not called from inside the body.
    bool resume();

    /// Asks the body to end: its current or next suspend() gives false.
    void cancel() noexcept;

    [[nodiscard]] bool finished() const noexcept;

    /// From inside the body: goes back to whoever resumed, until resumed again; false where the
    /// body was cancelled and must return as soon as it can.
    [[nodiscard]] bool suspend();

private:
    struct State;
    std::unique_ptr<State> state_;
};
} // namespace pawl
