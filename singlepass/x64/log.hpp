// A list that is only appended to, one entry for every few instructions that are emitted.
#pragma once

#include "base/integers.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace pawl::x64
{
/// Like a vector, but appending is a comparison and a store in its caller: growth is out of line.
template <typename T>
    requires std::is_trivially_copyable_v<T>
class Log
{
public:
    [[gnu::always_inline]] void push(const T& entry)
    {
        if (end_ == capacity_)
            grow();
        *end_++ = entry;
    }
    [[nodiscard]] bool empty() const noexcept { return end_ == entries_.get(); }
    /// Requires: not empty.
    [[nodiscard]] T& back() noexcept { return end_[-1]; }
    [[nodiscard]] std::span<T> entries() noexcept { return {entries_.get(), end_}; }
    [[nodiscard]] std::span<const T> entries() const noexcept { return {entries_.get(), end_}; }
    /// Forgets the entries and keeps the space.
    void clear() noexcept { end_ = entries_.get(); }
    /// Forgets all but the first entries.
    void truncate(std::size_t count) noexcept { end_ = entries_.get() + count; }
    [[nodiscard]] std::vector<T> to_vector() const { return {entries_.get(), end_}; }

private:
    static constexpr std::size_t least_capacity = 256;

    [[gnu::noinline, gnu::cold]] void grow()
    {
        const std::size_t size = entries().size();
        const std::size_t capacity = std::max(least_capacity, 2 * size);
        auto larger = std::make_unique_for_overwrite<T[]>(capacity);
        std::ranges::copy(entries(), larger.get());
        entries_ = std::move(larger);
        end_ = entries_.get() + size;
        capacity_ = entries_.get() + capacity;
    }

    std::unique_ptr<T[]> entries_;
    T* end_ = nullptr;
    T* capacity_ = nullptr;
};
} // namespace pawl::x64
