#include "rpc/system_clock.hpp"

#include <algorithm>
#include <chrono>

namespace pawl::rpc
{
u64 SystemClock::now_ns()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<u64>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

void SystemClock::wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition,
                             u64 deadline_ns)
{
    const u64 now = now_ns();
    if (deadline_ns <= now)
        return;
    // A wait of at most an hour keeps the sum in range; waiting may end early.
    constexpr u64 hour_ns = u64{3600} * 1'000'000'000;
    condition.wait_for(lock, std::chrono::nanoseconds{std::min(deadline_ns - now, hour_ns)});
}
} // namespace pawl::rpc
