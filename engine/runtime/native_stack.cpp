#include "engine/runtime/native_stack.hpp"

namespace pawl
{
namespace
{
constexpr std::size_t page_bytes = 4096;
/// More than any frame of C++ has, so that none reaches over it: what Linux keeps free below
/// stacks.
constexpr std::size_t guard_bytes = 1024 * 1024;
/// For the last host function, which runs on the contract's stack.
constexpr std::size_t host_bytes = 512 * 1024;
/// Two words for each call between instances, of which each has a frame of more than 8 units.
constexpr std::size_t foreign_bytes_per_unit = 2;

constexpr std::size_t whole_pages(std::size_t bytes) noexcept
{
    return (bytes + page_bytes - 1) / page_bytes * page_bytes;
}
} // namespace

NativeStack::NativeStack(u32 units, u32 re_entries) : units_{units}, re_entries_{re_entries}
{
    const std::size_t foreign = whole_pages(units * foreign_bytes_per_unit);
    const std::size_t stack =
        whole_pages(units * sizeof(u64)) + re_entries * re_entry_bytes + host_bytes;
    space_ = Reservation{foreign + guard_bytes + stack};
    space_.open(0, foreign);
    space_.open(foreign + guard_bytes, stack);
}
} // namespace pawl
