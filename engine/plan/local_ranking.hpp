// Counts how much each local is used, loops weighing more.
#pragma once

#include "engine/plan/plan.hpp"

#include <algorithm>

namespace pawl
{
/// The weights of one function's locals after the other. Work and memory are linear in the body,
/// however many locals it declares.
class LocalRanking
{
public:
    /// Starts a function.
    void enter()
    {
        uses_.clear();
        calls_ = 0;
        set_depth(0);
    }

    /// A use of a local, at the current weight.
    void use(u32 local)
    {
        if (local < near_.size()) [[likely]]
            near_[local] += weight_;
        else
            uses_.push_back({local, static_cast<u32>(weight_)});
    }

    /// A call, at the current weight.
    void call() noexcept { calls_ += weight_; }

    /// From here on this many loops are open.
    void set_depth(u32 depth) noexcept { weight_ = u64{1} << (3 * std::min(depth, deepest)); }
    /// From here on uses do not count.
    void stop() noexcept { weight_ = 0; }

    /// Ends a function of at most so many locals: appends the weights of the used ones, by index.
    void leave(u32 locals, std::vector<LocalWeight>& out);
    /// What the function's calls weigh.
    [[nodiscard]] u32 calls() const noexcept
    {
        return static_cast<u32>(std::min<u64>(calls_, 0xFFFFFFFF));
    }

private:
    static constexpr u32 deepest = 4;
    static constexpr std::size_t near_count = 256;

    std::array<u64, near_count> near_{}; ///< of the first locals
    std::vector<LocalWeight> uses_;      ///< of all others, one by one
    u64 weight_ = 1;
    u64 calls_ = 0;
};
} // namespace pawl
