// What a thread keeps for the compiled code that runs on it, so that a call needs not ask for it.
#pragma once

#include "engine/runtime/native_context.hpp"
#include "engine/runtime/native_stack.hpp"
#include "engine/runtime/trap_handler.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace pawl
{
/// A stack for signal handlers, stacks that wait, and where an activation that ends says why.
class NativeThread
{
public:
    /// The calling thread's. To be asked again where a contract may have been suspended meanwhile,
    /// because it may have gone on on another thread.
    [[nodiscard]] static NativeThread& here();

    /// Read before anything else runs on the thread.
    [[nodiscard]] NativeEnd& end() noexcept { return end_; }

    /// A stack with room for so many units and re-entries.
    [[nodiscard]] std::unique_ptr<NativeStack> take_stack(u32 units, u32 re_entries)
    {
        if (ready_ == nullptr || !ready_->has_room(units, re_entries)) [[unlikely]]
            return find_stack(units, re_entries);
        return std::move(ready_);
    }
    /// Keeps a stack for the next call, which may have been taken on another thread.
    void give_stack(std::unique_ptr<NativeStack> stack) noexcept
    {
        stack->rest();
        ready_.swap(stack);
        if (stack != nullptr) [[unlikely]]
            put_aside(std::move(stack));
    }

private:
    NativeThread();
    [[nodiscard]] std::unique_ptr<NativeStack> find_stack(u32 units, u32 re_entries);
    void put_aside(std::unique_ptr<NativeStack> stack) noexcept;

    SignalStack signals_;
    NativeEnd end_;
    std::unique_ptr<NativeStack> ready_; ///< the one that was given last, unless it was taken
    std::vector<std::unique_ptr<NativeStack>> others_; ///< never more than there is room for
};
} // namespace pawl
