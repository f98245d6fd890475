// Memory that is a file: written through the file, seen through views of it.
#pragma once

#include "base/bytes.hpp"
#include "engine/runtime/page_ranges.hpp"

namespace pawl
{
/// A file without a name and a view of all of it that nothing can write through. Its pages are
/// taken in ranges and hold zero while they are not; then they take no memory, but for a limited
/// number at the beginning. Thread-safe. Lives as long as the process.
class PageFile
{
public:
    static constexpr std::size_t page_bytes = 4096;

    /// What the view is for.
    enum class View : u8
    {
        readable,
        executable
    };

    /// Stops the node where the system gives no such memory.
    PageFile(const char* name, std::size_t bytes, View view);
    PageFile(const PageFile&) = delete;
    PageFile& operator=(const PageFile&) = delete;
    ~PageFile() = delete;

    /// Where the view begins.
    [[nodiscard]] const u8* base() const noexcept { return base_; }

    /// Whole pages, at least one, that begin with these bytes and are zero behind. Stops the node
    /// where there are none.
    [[nodiscard]] std::span<const u8> place(BytesView bytes);
    /// Takes a range back that `place` gave.
    void give(std::span<const u8> range) noexcept;

    /// Lets addresses show a range: what is written there stays there.
    void map_privately(std::span<const u8> range, u8* at) const;

private:
    void clear(std::span<const u8> range) const noexcept;
    [[nodiscard]] off_t offset_of(std::span<const u8> range) const noexcept
    {
        return range.data() - base_;
    }

    int file_ = -1;
    const u8* base_ = nullptr;
    PageRanges pages_;
};
} // namespace pawl
