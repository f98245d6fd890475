// Address space from the operating system.
#pragma once

#include "base/integers.hpp"

#include <span>

namespace pawl
{
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
