#include "engine/runtime/write_watch.hpp"

#include "base/check.hpp"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cerrno>

namespace pawl
{
namespace
{
constexpr std::size_t page_bytes = 4096;

// A range of pages as one word, so that it is read whole: the number of the first, and how many
// there are in the lowest bits. 0 is none.
constexpr u32 count_bits = 28;

u64 range_of(const u8* begin, std::size_t bytes) noexcept
{
    return reinterpret_cast<u64>(begin) / page_bytes << count_bits | bytes / page_bytes;
}
u8* begin_of(u64 range) noexcept
{
    return reinterpret_cast<u8*>((range >> count_bits) * page_bytes);
}
std::size_t bytes_of(u64 range) noexcept
{
    return (range & ((u64{1} << count_bits) - 1)) * page_bytes;
}

// What somebody watches. Handlers of signals read the list, so it has a fixed place and no lock.
struct Watched
{
    std::atomic<bool> is_taken = false;
    std::atomic<u64> range = 0; // none where a write ended the watch
};

constexpr std::size_t most_watched = 256;
std::array<Watched, most_watched> list;
std::atomic<u32> used = 0; // entries behind were never taken
std::atomic<bool> is_allowed = false;

static_assert(std::atomic<u64>::is_always_lock_free);

u32 take_place() noexcept
{
    for (u32 place = 0; place < list.size(); ++place)
    {
        bool expected = false;
        if (!list[place].is_taken.compare_exchange_strong(expected, true))
            continue;
        for (u32 before = used; before <= place && !used.compare_exchange_weak(before, place + 1);)
        {
        }
        return place;
    }
    return list.size();
}

bool protect(u8* begin, std::size_t pages, int access) noexcept
{
    return pages == 0 || mprotect(begin, pages * page_bytes, access) == 0;
}

// Makes what lies between the runs read-only.
bool protect_around(u8* begin, std::size_t bytes, std::span<const PageRun> written) noexcept
{
    std::size_t page = 0;
    for (const PageRun& run : written)
    {
        if (!protect(begin + page * page_bytes, run.first - page, PROT_READ))
            return false;
        page = std::size_t{run.first} + run.count;
    }
    return protect(begin + page * page_bytes, bytes / page_bytes - page, PROT_READ);
}

// It takes maps away, so it cannot fail for want of them; where the system counts every page that
// it promises (vm.overcommit_memory=2), it may for want of memory.
void make_writable(u64 range) noexcept
{
    if (mprotect(begin_of(range), bytes_of(range), PROT_READ | PROT_WRITE) != 0)
        machine_failed("no memory is left for a contract: give the node more, or fewer instances "
                       "at once");
}
} // namespace

void WriteWatch::begin(u8* begin, std::size_t bytes, std::span<const PageRun> written) noexcept
{
    PAWL_CHECK(place_ == none, "one range is watched at a time");
    if (!is_allowed || written.size() > most_runs)
        return;
    const u32 place = take_place();
    if (place == list.size())
        return;
    place_ = place;
    list[place].range = range_of(begin, bytes);
    if (!protect_around(begin, bytes, written))
        end();
}

bool WriteWatch::is_untouched() const noexcept
{
    return place_ != none && list[place_].range.load(std::memory_order_relaxed) != 0;
}

void WriteWatch::end() noexcept
{
    if (is_untouched())
        make_writable(list[place_].range);
    forget();
}

void WriteWatch::forget() noexcept
{
    if (place_ == none)
        return;
    Watched& watched = list[std::exchange(place_, none)];
    watched.range = 0;
    watched.is_taken = false;
}

void WriteWatch::allow() noexcept
{
    is_allowed = true;
}

bool WriteWatch::end_by_fault(const void* address) noexcept
{
    const int error = errno;
    for (u32 place = 0; place < used; ++place)
    {
        const u64 range = list[place].range;
        if (reinterpret_cast<u64>(address) - reinterpret_cast<u64>(begin_of(range)) >=
            bytes_of(range))
            continue;
        make_writable(range);
        list[place].range = 0;
        errno = error;
        return true;
    }
    return false;
}
} // namespace pawl
