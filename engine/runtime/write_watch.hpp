// Tells whether pages were written since one looked last, without a system call.
#pragma once

#include "base/integers.hpp"

#include <cstddef>
#include <span>
#include <utility>

namespace pawl
{
/// A run of the system's pages within a range, by number.
struct PageRun
{
    u32 first = 0, count = 0;
};

/// Watches a range of pages: all but some of them become read-only, and the first write to one of
/// those makes the whole range writable again and ends the watch. Whoever writes notices nothing.
/// The system's own writes are refused instead (EFAULT): what it is to fill is not watched memory.
/// One thread uses a range at a time. A watch that is moved from watches nothing.
class WriteWatch
{
public:
    /// More runs are not left writable: each may take two of the process's maps.
    static constexpr std::size_t most_runs = 8;

    WriteWatch() noexcept = default;
    ~WriteWatch() { forget(); }
    WriteWatch(WriteWatch&& other) noexcept : place_{std::exchange(other.place_, none)} {}
    WriteWatch& operator=(WriteWatch&& other) noexcept
    {
        std::swap(place_, other.place_);
        return *this;
    }
    WriteWatch(const WriteWatch&) = delete;
    WriteWatch& operator=(const WriteWatch&) = delete;

    /// Begins to watch `bytes` from `begin` on, whole pages that are writable; writes to `written`,
    /// runs in ascending order, go unnoticed. Does nothing where the process has no handler for
    /// faults, too many watches, or too many maps. Requires: watches nothing.
    void begin(u8* begin, std::size_t bytes, std::span<const PageRun> written) noexcept;
    /// Whether nothing but those pages was written since it began; false where it watches nothing.
    [[nodiscard]] bool is_untouched() const noexcept;
    /// Ends the watch: everything is writable again.
    void end() noexcept;

    /// From here on faults are handled, by who asks `end_by_fault`.
    static void allow() noexcept;
    /// Whether a write to the address was the first to a watched range, which is writable now. May
    /// be called by handlers of signals.
    [[nodiscard]] static bool end_by_fault(const void* address) noexcept;

private:
    static constexpr u32 none = 0xFFFFFFFF;

    // The same where the range is writable, or no longer there.
    void forget() noexcept;

    u32 place_ = none; ///< in the process's list of watches
};
} // namespace pawl
