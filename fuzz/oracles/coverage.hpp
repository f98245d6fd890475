// Which instructions were executed.
#pragma once

#include "engine/runtime/execution.hpp"

#include <algorithm>

namespace pawl::fuzz
{
/// Counts the instructions that the interpreter executes.
class Coverage final : public StepObserver
{
public:
    void before_step(const Step& step, const Execution&) override
    {
        ++counts_[static_cast<std::size_t>(step.op)];
        ++steps_;
    }

    [[nodiscard]] u64 steps() const noexcept { return steps_; }
    [[nodiscard]] u64 count(Op op) const noexcept { return counts_[static_cast<std::size_t>(op)]; }
    /// How many instructions of the table were executed.
    [[nodiscard]] u64 kinds() const noexcept
    {
        return counts_.size() - static_cast<std::size_t>(std::ranges::count(counts_, u64{0}));
    }

private:
    std::array<u64, op_count> counts_{};
    u64 steps_ = 0;
};
} // namespace pawl::fuzz
