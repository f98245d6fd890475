#include "engine/runtime/fiber.hpp"

#include "base/check.hpp"
#include "engine/runtime/sanitizer.hpp"

#include <boost/context/fiber.hpp>

#include <utility>

namespace pawl
{
namespace
{
namespace context = boost::context;

/// Boost asks for one; the stack itself goes back to its pool with the fiber.
struct BorrowedStack
{
    void deallocate(context::stack_context&) noexcept {}
};
} // namespace

StackPool::StackPool(std::size_t stack_bytes, std::size_t max_idle)
    : stack_bytes_{stack_bytes}, max_idle_{max_idle}
{
}

Reservation StackPool::take()
{
    {
        const std::scoped_lock lock{mutex_};
        if (!idle_.empty())
        {
            Reservation stack = std::move(idle_.back());
            idle_.pop_back();
            StackSwitch::clear(stack.data() + guard_bytes, stack.size() - guard_bytes);
            return stack;
        }
    }
    Reservation stack{guard_bytes + stack_bytes_};
    stack.open(guard_bytes, stack.size() - guard_bytes);
    return stack;
}

void StackPool::give(Reservation stack)
{
    const std::scoped_lock lock{mutex_};
    if (idle_.size() < max_idle_)
        idle_.push_back(std::move(stack));
}

struct Fiber::State
{
    State(StackPool& pool, Body work) : stacks{pool}, body{std::move(work)}, stack{pool.take()} {}

    StackPool& stacks;
    Body body;
    Reservation stack;
    context::fiber inner; ///< the body's side while it is suspended
    context::fiber outer; ///< the resumer's side while the body runs
    StackSwitch switching;
    bool cancelled = false;
    bool finished = false;

    [[nodiscard]] u8* stack_begin() const { return stack.data() + StackPool::guard_bytes; }
    [[nodiscard]] std::size_t stack_size() const { return stack.size() - StackPool::guard_bytes; }
};

Fiber::Fiber(StackPool& stacks, Body body)
    : state_{std::make_unique<State>(stacks, std::move(body))}
{
    State& state = *state_;
    context::stack_context whole;
    whole.sp = state.stack_begin() + state.stack_size();
    whole.size = state.stack_size();
    state.inner =
        context::fiber{std::allocator_arg, context::preallocated{whole.sp, whole.size, whole},
                       BorrowedStack{}, [this, &state](context::fiber&& outer)
                       {
                           state.switching.arrive_inner();
                           state.outer = std::move(outer);
                           if (!state.cancelled)
                               state.body(*this);
                           state.finished = true;
                           state.switching.leave_inner(true);
                           return std::move(state.outer);
                       }};
}

Fiber::~Fiber()
{
    cancel();
    while (!finished())
        resume();
    state_->stacks.give(std::move(state_->stack));
}

bool Fiber::resume()
{
    State& state = *state_;
    PAWL_CHECK(state.inner, "a fiber that has not finished is resumed, from outside of it");
    state.switching.leave_outer(state.stack_begin(), state.stack_size());
    context::fiber inner = std::move(state.inner).resume();
    state.switching.arrive_outer();
    state.inner = std::move(inner);
    return state.finished;
}

void Fiber::cancel() noexcept
{
    state_->cancelled = true;
}

bool Fiber::finished() const noexcept
{
    return state_->finished;
}

bool Fiber::suspend()
{
    State& state = *state_;
    if (state.cancelled)
        return false;
    state.switching.leave_inner(false);
    context::fiber outer = std::move(state.outer).resume();
    state.switching.arrive_inner();
    state.outer = std::move(outer);
    return !state.cancelled;
}
} // namespace pawl
