// What memories of fresh instances hold.
#pragma once

#include "engine/runtime/page_file.hpp"

namespace pawl
{
/// The first bytes of a memory, kept in a file so that memories can show them without a copy. What
/// is behind them is zero.
class MemoryImage
{
public:
    /// Larger ones are not kept: memories that large are seldom fresh.
    static constexpr std::size_t most_bytes = std::size_t{16} << 20;

    /// Requires: no more than most_bytes.
    explicit MemoryImage(BytesView bytes);
    ~MemoryImage();
    MemoryImage(const MemoryImage&) = delete;
    MemoryImage& operator=(const MemoryImage&) = delete;

    /// Differs from that of every other image there ever was, and is not 0.
    [[nodiscard]] u64 id() const noexcept { return id_; }
    /// Whole pages of the system.
    [[nodiscard]] std::span<const u8> bytes() const noexcept { return range_; }
    /// Lets addresses show it; what is written there stays there.
    void map_at(u8* at) const;

private:
    u64 id_;
    std::span<const u8> range_;
};
} // namespace pawl
