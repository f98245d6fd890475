// Work whose death somebody outlives, to say what it was at.
#pragma once

#include "base/integers.hpp"

#include <atomic>
#include <functional>
#include <string>

namespace pawl::fuzz
{
/// What work in a process of its own came to.
struct WatchedEnd
{
    bool returned = false; ///< otherwise the process died
    int status = 0;        ///< what the work returned
    u64 at = 0;            ///< what it noted last
    std::string death;     ///< of what, for people
};

/// Does work in a process of its own and waits for it; that notes what it is at as it goes on. It
/// dies with the caller. Requires: the caller has one thread.
[[nodiscard]] WatchedEnd run_watched(const std::function<int(std::atomic<u64>& at)>& work);
} // namespace pawl::fuzz
