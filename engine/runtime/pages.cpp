#include "engine/runtime/pages.hpp"

#include "base/check.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

namespace pawl
{
namespace
{
std::size_t round_to_pages(std::size_t bytes)
{
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

// The file that tells of the process's own pages; none where it cannot be told.
int page_map_file() noexcept
{
    static const int file =
        sysconf(_SC_PAGESIZE) == 4096 ? open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC) : -1;
    return file;
}
} // namespace

bool read_page_map(const u8* begin, std::span<u64> pages) noexcept
{
    // Deterministic: memories are reset by what it says, to what they would be anyway.
    const auto first = static_cast<off_t>(reinterpret_cast<u64>(begin) / 4096);
    const auto bytes = static_cast<ssize_t>(pages.size_bytes());
    return pread(page_map_file(), pages.data(), pages.size_bytes(),
                 first * static_cast<off_t>(sizeof(u64))) == bytes;
}

Reservation::Reservation(std::size_t bytes) : size_{round_to_pages(bytes)}
{
    void* const at =
        mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        machine_failed("no address space is left: raise the limit on virtual memory and "
                       "vm.max_map_count");
    data_ = static_cast<u8*>(at);
}

Reservation::~Reservation()
{
    if (data_ != nullptr)
        munmap(data_, size_);
}

Reservation::Reservation(Reservation&& other) noexcept
    : data_{std::exchange(other.data_, nullptr)}, size_{std::exchange(other.size_, 0)}
{
}

Reservation& Reservation::operator=(Reservation&& other) noexcept
{
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

void Reservation::renew(std::size_t begin, std::size_t size)
{
    const void* const at = mmap(data_ + begin, size, PROT_NONE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    if (at == MAP_FAILED)
        machine_failed("the system is out of memory maps: raise vm.max_map_count");
}

void Reservation::open(std::size_t begin, std::size_t size)
{
    if (size != 0 && mprotect(data_ + begin, size, PROT_READ | PROT_WRITE) != 0)
        machine_failed("no memory is left for a contract: give the node more, or fewer instances "
                       "at once");
}

void Reservation::close(std::size_t begin, std::size_t size)
{
    if (size != 0)
        PAWL_CHECK(mprotect(data_ + begin, size, PROT_NONE) == 0, "pages can be protected");
}

void Reservation::discard(std::size_t begin, std::size_t size)
{
    if (size != 0)
        PAWL_CHECK(madvise(data_ + begin, size, MADV_DONTNEED) == 0, "pages can be discarded");
}
} // namespace pawl
