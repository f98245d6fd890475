// Finds out which locals each loop uses, and whether it calls.
#pragma once

#include "engine/plan/plan.hpp"

#include <utility>
#include <vector>

namespace pawl
{
/// The loops of one function after the other. O(1) an event.
class LoopUses
{
public:
    void use(u32 local) noexcept { current_.used |= bit(local); }
    void write(u32 local) noexcept { current_.written |= bit(local); }
    void call() noexcept { current_.calls = true; }

    /// A loop opens, or the innermost one closes.
    void open()
    {
        outer_.push_back(static_cast<u32>(loops_.size()));
        loops_.push_back(current_);
        current_ = {};
    }
    void close()
    {
        LoopPlan& loop = loops_[outer_.back()];
        outer_.pop_back();
        const LoopPlan around = std::exchange(loop, current_);
        current_.used |= around.used;
        current_.written |= around.written;
        current_.calls |= around.calls;
    }

    [[nodiscard]] u32 count() const noexcept { return static_cast<u32>(loops_.size()); }
    [[nodiscard]] std::vector<LoopPlan> take() noexcept { return std::move(loops_); }

private:
    [[nodiscard]] static u64 bit(u32 local) noexcept { return u64{1} << (local % 64); }

    LoopPlan current_;
    std::vector<u32> outer_;      ///< the open ones, by number
    std::vector<LoopPlan> loops_; ///< of an open one, what was gathered before it opened
};
} // namespace pawl
