// The only door through which time comes in; what it says reaches consensus as header time alone.
#pragma once

#include "base/integers.hpp"

#include <condition_variable>
#include <mutex>

namespace pawl::chain
{
/// A wall clock. Only rpc/ and cli/ own a real one; tests turn theirs by hand.
class Clock
{
public:
    virtual ~Clock() = default;

    /// Nanoseconds since 1970.
    [[nodiscard]] virtual u64 now_ns() = 0;

    /// Waits until `condition` is notified or, by this clock, `deadline_ns` has come; may return
    /// early. Requires: `lock` is held.
    virtual void wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition,
                            u64 deadline_ns) = 0;
};
} // namespace pawl::chain
