#include "engine/runtime/page_file.hpp"

#include "base/check.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace pawl
{
namespace
{
// What lies below this offset keeps its pages when it is given back, so that the next one finds
// them there: to take one from the system and map it takes longer than to fill two.
constexpr std::size_t kept_bytes = std::size_t{16} << 20;

void write_all(int file, BytesView bytes, off_t at)
{
    while (!bytes.empty())
    {
        const ssize_t written = pwrite(file, bytes.data(), bytes.size(), at);
        if (written <= 0)
            machine_failed("the system is out of memory for code and images of contracts: free "
                           "some");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        at += written;
    }
}
} // namespace

PageFile::PageFile(const char* name, std::size_t bytes, View view)
    : file_{memfd_create(name, MFD_CLOEXEC)}, pages_{bytes / page_bytes}
{
    if (file_ < 0 || ftruncate(file_, static_cast<off_t>(bytes)) != 0)
        machine_failed(
            "the system refuses files in memory (memfd_create): allow them, and files of "
            "any size (ulimit -f)");
    const int access = view == View::executable ? PROT_READ | PROT_EXEC : PROT_READ;
    void* const base = mmap(nullptr, bytes, access, MAP_SHARED | MAP_NORESERVE, file_, 0);
    if (base == MAP_FAILED)
        machine_failed("the system refuses executable memory or address space (mmap): allow it, or "
                       "run the interpreter");
    base_ = static_cast<const u8*>(base);
}

std::span<const u8> PageFile::place(BytesView bytes)
{
    const std::size_t count =
        std::max<std::size_t>(1, (bytes.size() + page_bytes - 1) / page_bytes);
    const auto first = pages_.take(count);
    if (!first)
        machine_failed("compiled code or images of contracts fill their address space: lower the "
                       "budgets");
    const std::span range{base_ + *first * page_bytes, count * page_bytes};
    write_all(file_, bytes, offset_of(range));
    // Faults every page in at once; where the kernel is too old for that, they come one by one.
    static_cast<void>(madvise(const_cast<u8*>(range.data()), range.size(), MADV_POPULATE_READ));
    return range;
}

void PageFile::give(std::span<const u8> range) noexcept
{
    if (static_cast<std::size_t>(offset_of(range)) + range.size() <= kept_bytes)
        clear(range);
    else
        PAWL_CHECK(fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset_of(range),
                             static_cast<off_t>(range.size())) == 0,
                   "the system takes memory back");
    pages_.give(static_cast<std::size_t>(offset_of(range)) / page_bytes, range.size() / page_bytes);
}

void PageFile::clear(std::span<const u8> range) const noexcept
{
    static constexpr std::array<u8, 16 * page_bytes> zero{};
    for (; !range.empty(); range = range.subspan(std::min(range.size(), zero.size())))
        write_all(file_, BytesView{zero}.first(std::min(range.size(), zero.size())),
                  offset_of(range));
}

void PageFile::map_privately(std::span<const u8> range, u8* at) const
{
    const void* const mapped = mmap(at, range.size(), PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_FIXED, file_, offset_of(range));
    if (mapped == MAP_FAILED)
        machine_failed("the system is out of memory maps: raise vm.max_map_count");
}
} // namespace pawl
