// Who has which pages of a file.
#pragma once

#include "base/integers.hpp"

#include <mutex>
#include <optional>
#include <vector>

namespace pawl
{
/// Hands out ranges of pages, the lowest that fit. Thread-safe.
class PageRanges
{
public:
    explicit PageRanges(std::size_t pages) : gaps_{{0, pages}} {}

    /// The first page of a range; nothing where none of this size is left.
    [[nodiscard]] std::optional<std::size_t> take(std::size_t pages);
    void give(std::size_t first, std::size_t pages);

private:
    struct Gap
    {
        std::size_t first, pages;
        [[nodiscard]] std::size_t end() const noexcept { return first + pages; }
    };

    std::mutex mutex_;
    std::vector<Gap> gaps_; ///< by position, never next to each other
};
} // namespace pawl
