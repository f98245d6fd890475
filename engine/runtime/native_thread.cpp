#include "engine/runtime/native_thread.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
constexpr std::size_t most_others = 15;
} // namespace

// Here and not in the header, because what is inlined may remember the thread that it was on.
NativeThread& NativeThread::here()
{
    thread_local NativeThread thread;
    return thread;
}

NativeThread::NativeThread()
{
    others_.reserve(most_others);
}

std::unique_ptr<NativeStack> NativeThread::find_stack(u32 units, u32 re_entries)
{
    const auto fits = std::ranges::find_if(others_, [units, re_entries](const auto& stack)
                                           { return stack->has_room(units, re_entries); });
    if (fits == others_.end())
        return std::make_unique<NativeStack>(units, re_entries);
    std::unique_ptr<NativeStack> found = std::move(*fits);
    others_.erase(fits);
    return found;
}

void NativeThread::put_aside(std::unique_ptr<NativeStack> stack) noexcept
{
    if (others_.size() < most_others)
        others_.push_back(std::move(stack));
}
} // namespace pawl
