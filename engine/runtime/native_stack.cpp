#include "engine/runtime/native_stack.hpp"

#include "engine/runtime/native_context.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace pawl
{
namespace
{
constexpr std::size_t guard_bytes = 65536;
/// For a host function, which runs on the contract's stack, and for signal frames of debuggers.
constexpr std::size_t host_bytes = 512 * 1024;
/// Two words for each call between instances, of which each has a frame of more than 8 units.
constexpr std::size_t foreign_bytes_per_unit = 2;
constexpr std::size_t most_idle = 16;

std::size_t stack_bytes(const Execution& execution) noexcept
{
    return guard_bytes + host_bytes +
           std::size_t{execution.stack_limit} * (sizeof(u64) + foreign_bytes_per_unit);
}

// Stacks that wait on this thread.
std::vector<Reservation>& idle()
{
    thread_local std::vector<Reservation> stacks;
    return stacks;
}

Reservation take(std::size_t bytes)
{
    auto& stacks = idle();
    const auto fits = std::ranges::find_if(stacks, [bytes](const Reservation& stack)
                                           { return stack.size() >= bytes; });
    if (fits != stacks.end())
    {
        std::swap(*fits, stacks.back());
        Reservation stack = std::move(stacks.back());
        stacks.pop_back();
        return stack;
    }
    Reservation stack{bytes};
    stack.open(guard_bytes, stack.size() - guard_bytes);
    return stack;
}
} // namespace

NativeStack::NativeStack(const Execution& execution)
{
    if (execution.native != nullptr)
    {
        foreign_frames_ = execution.native->foreign_frames;
        return;
    }
    own_ = take(stack_bytes(execution));
    foreign_frames_ = reinterpret_cast<u64*>(own_.data() + guard_bytes);
}

NativeStack::~NativeStack()
{
    if (own_.data() != nullptr && idle().size() < most_idle)
        idle().push_back(std::move(own_));
}

void* NativeStack::high_end() const noexcept
{
    return own_.data() == nullptr ? nullptr : own_.data() + own_.size();
}
} // namespace pawl
