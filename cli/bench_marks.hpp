// The host set `bench`: a program calls `start` and `end` around what of it is to be measured.
#pragma once

#include "engine/runtime/host.hpp"

#include <chrono>

namespace pawl::cli
{
/// bench.start and bench.end, which do nothing and cost nothing.
[[nodiscard]] const HostSet& bench_set();

/// Notes when a program calls them.
class BenchMarks final : public HostObserver
{
public:
    void before_host_call(u16 number, u64 gas) override;

    /// What passed between the two.
    struct Span
    {
        double seconds = 0;
        u64 gas = 0;
    };
    /// The last one; nothing where the program did not call both.
    [[nodiscard]] std::optional<Span> span() const noexcept { return span_; }

private:
    using Clock = std::chrono::steady_clock;

    struct Mark
    {
        Clock::time_point time;
        u64 gas = 0;
    };
    std::optional<Mark> start_;
    std::optional<Span> span_;
};
} // namespace pawl::cli
