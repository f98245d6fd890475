#include "engine/runtime/native_stack.hpp"

#include "engine/runtime/native_context.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace pawl
{
namespace
{
constexpr std::size_t page_bytes = 4096;
constexpr std::size_t guard_bytes = 65536;
/// For host functions, which run on the contract's stack.
constexpr std::size_t host_bytes = 512 * 1024;
/// Two words for each call between instances, of which each has a frame of more than 8 units.
constexpr std::size_t foreign_bytes_per_unit = 2;
constexpr std::size_t most_idle = 16;
/// What stays resident of a stack that waits.
constexpr std::size_t idle_bytes = std::size_t{2} << 20;

constexpr std::size_t whole_pages(std::size_t bytes) noexcept
{
    return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}

using Space = NativeStack::Space;

std::unique_ptr<Space> make(u32 units)
{
    const std::size_t foreign = whole_pages(units * foreign_bytes_per_unit);
    const std::size_t stack = whole_pages(units * sizeof(u64)) + host_bytes;
    auto made = std::make_unique<Space>(Space{Reservation{foreign + guard_bytes + stack}, units});
    made->all.open(0, foreign);
    made->all.open(foreign + guard_bytes, stack);
    return made;
}

// Stacks that wait on this thread.
std::vector<std::unique_ptr<Space>>& idle()
{
    thread_local std::vector<std::unique_ptr<Space>> stacks;
    return stacks;
}

// Where the one that was given back last is too small: another one, or a new one, is put there.
[[gnu::noinline, gnu::cold]] void find_large(std::vector<std::unique_ptr<Space>>& stacks, u32 units)
{
    const auto fits =
        std::ranges::find_if(stacks, [units](const auto& stack) { return stack->units >= units; });
    if (fits == stacks.end())
        stacks.push_back(make(units));
    else
        std::swap(*fits, stacks.back());
}

std::unique_ptr<Space> take(u32 units)
{
    auto& stacks = idle();
    if (stacks.empty() || stacks.back()->units < units) [[unlikely]]
        find_large(stacks, units);
    std::unique_ptr<Space> stack = std::move(stacks.back());
    stacks.pop_back();
    return stack;
}

void give(std::unique_ptr<Space> stack)
{
    auto& stacks = idle();
    if (stacks.size() == most_idle)
        return;
    if (stack->all.size() > idle_bytes)
        stack->all.discard(0, stack->all.size() - idle_bytes);
    stacks.push_back(std::move(stack));
}
} // namespace

NativeStack::NativeStack(const Execution& execution)
{
    if (execution.native != nullptr)
    {
        foreign_frames_ = execution.native->foreign_frames;
        return;
    }
    own_ = take(execution.stack_limit);
    foreign_frames_ = reinterpret_cast<u64*>(own_->all.data());
}

NativeStack::~NativeStack()
{
    if (own_ != nullptr)
        give(std::move(own_));
}

void* NativeStack::high_end() const noexcept
{
    return own_ == nullptr ? nullptr : own_->all.data() + own_->all.size();
}
} // namespace pawl
