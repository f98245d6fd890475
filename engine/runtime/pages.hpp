// Address space from the operating system.
#pragma once

#include "base/integers.hpp"

#include <span>

namespace pawl
{
/// What the system says of pages, one word each: whether they were written since they were mapped
/// privately or opened. False where it does not say, or has pages of another size than 4 KiB.
[[nodiscard]] bool read_page_map(const u8* begin, std::span<u64> pages) noexcept;

/// Whether a page's word says so. Pages that were never touched, and those of a file that was not
/// written, are as they were.
[[nodiscard]] constexpr bool was_written(u64 page) noexcept
{
    // Bits of /proc/PID/pagemap: the kernel's Documentation/admin-guide/mm/pagemap.rst.
    constexpr u64 present = u64{1} << 63, swapped = u64{1} << 62, of_file = u64{1} << 61;
    return (page & (present | swapped)) != 0 && (page & of_file) == 0;
}

/// A range of address space, reserved without access and released at the end.
class Reservation
{
public:
    Reservation() noexcept = default;
    /// Reserves `bytes`, rounded up to whole pages. Stops the node where the system refuses.
    explicit Reservation(std::size_t bytes);
    ~Reservation();
    Reservation(Reservation&& other) noexcept;
    Reservation& operator=(Reservation&& other) noexcept;
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

    [[nodiscard]] u8* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Replaces a page-aligned range by fresh address space without access.
    void renew(std::size_t begin, std::size_t size);

    /// Makes a page-aligned range readable and writable, or takes that back.
    void open(std::size_t begin, std::size_t size);
    void close(std::size_t begin, std::size_t size);

    /// Gives the pages of a range back to the system; they read as zero when touched again.
    void discard(std::size_t begin, std::size_t size);

private:
    u8* data_ = nullptr;
    std::size_t size_ = 0;
};
} // namespace pawl
