#include "contract/wasi/functions.hpp"

#include <algorithm>

namespace pawl::contract::wasi
{
namespace
{
using Strings = std::vector<std::string>;

/// The bytes of strings with a zero byte behind each.
u32 length_of(const Strings& strings)
{
    std::size_t length = strings.size();
    for (const std::string& string : strings)
        length += string.size();
    return static_cast<u32>(length);
}

/// Answers how many strings there are, and their bytes.
HostStatus give_sizes(Guest& guest, const Strings& strings)
{
    const Range count = guest.record<u32>(0);
    const Range length = guest.record<u32>(1);
    if (!count || !length)
        return guest.answer(Errno::fault);
    store(*count, static_cast<u32>(strings.size()));
    store(*length, length_of(strings));
    return guest.answer(Errno::success);
}

/// Copies strings to the second argument, and where each begins to the first.
HostStatus give_strings(Guest& guest, const Strings& strings)
{
    const Range pointers = guest.range(guest.i32(0), static_cast<u32>(4 * strings.size()));
    const Range bytes = guest.range(guest.i32(1), length_of(strings));
    if (!pointers || !bytes)
        return guest.answer(Errno::fault);
    if (!guest.charge_bytes(pointers->size() + bytes->size()))
        return guest.stopped();
    u32 at = 0;
    for (std::size_t i = 0; i < strings.size(); ++i)
    {
        store(pointers->subspan(4 * i), guest.i32(1) + at);
        at += static_cast<u32>(strings[i].size()) + 1;
    }
    auto to = bytes->begin();
    for (const std::string& string : strings)
    {
        to = std::ranges::copy(string, to).out;
        *to++ = 0;
    }
    return guest.answer(Errno::success);
}

/// Whether the clock that the first argument names is there.
bool has_clock(const Guest& guest)
{
    const Clock clock{guest.i32(0)};
    return clock == Clock::realtime || clock == Clock::monotonic;
}
} // namespace

HostStatus args_get(Guest& guest)
{
    return give_strings(guest, guest.process().arguments);
}

HostStatus args_sizes_get(Guest& guest)
{
    return give_sizes(guest, guest.process().arguments);
}

HostStatus environ_get(Guest& guest)
{
    return give_strings(guest, guest.process().environment);
}

HostStatus environ_sizes_get(Guest& guest)
{
    return give_sizes(guest, guest.process().environment);
}

HostStatus clock_res_get(Guest& guest)
{
    return has_clock(guest) ? guest.give(1, u64{1}) : guest.answer(Errno::inval);
}

HostStatus clock_time_get(Guest& guest)
{
    return has_clock(guest) ? guest.give(2, guest.process().time_ns) : guest.answer(Errno::inval);
}

HostStatus proc_exit(Guest& guest)
{
    guest.process().exit_code = guest.i32(0);
    return HostStatus::exited();
}
} // namespace pawl::contract::wasi
