// Linear memories in reserved, guarded slots: the layout that every tier uses.
#pragma once

#include "base/bytes.hpp"
#include "engine/module/module.hpp"
#include "engine/runtime/memory_image.hpp"
#include "engine/runtime/native_context.hpp"
#include "engine/runtime/pages.hpp"
#include "engine/runtime/write_watch.hpp"

#include <mutex>

namespace pawl
{
/// Bytes of a Wasm page.
inline constexpr u64 wasm_page_bytes = 65536;

/// Address space of one memory: 4 GiB that an i32 index can name, and as much again, with a margin
/// for the width of an access, that an i32 index plus a 32-bit offset can reach. Only the memory's
/// current pages are accessible.
inline constexpr std::size_t memory_slot_bytes = (std::size_t{8} << 30) + wasm_page_bytes;

/// The address space of one memory: its first `pages` are accessible and, when a memory takes it,
/// as an image has them, or zero.
struct MemorySlot
{
    Reservation space;
    u64 pages = 0;
    u64 fresh_pages = 0;   ///< when it was taken
    u64 image = 0;         ///< its id; 0 where there is none
    std::size_t shown = 0; ///< bytes at the beginning that show the image
    /// Of the system's pages that were there when it was taken, those written since they were
    /// mapped, as far as it was looked. Each time they are restored, and stay writable.
    std::vector<PageRun> written{};
    /// Watches the others of those, once they were left alone often enough.
    WriteWatch watch{};
    u32 calm = 0; ///< how often in a row no other page was written
    /// How often that has to be.
    u32 patience = least_patience;
    static constexpr u32 least_patience = 4;
};

/// Slots that wait for their next memory, preferably one with the same image. Thread-safe. Outlives
/// the memories that take from it.
class MemoryPool
{
public:
    /// Keeps at most this many idle slots.
    explicit MemoryPool(std::size_t max_idle = 64) : max_idle_{max_idle} {}

    /// A slot with exactly `pages` accessible, fresh. The image, where given, fits into them.
    [[nodiscard]] MemorySlot take(u64 pages, const MemoryImage* image = nullptr);
    /// Takes a slot back: makes it as it was when taken with this image, or releases it where
    /// enough are idle.
    void give(MemorySlot slot, const MemoryImage* image = nullptr);

private:
    [[nodiscard]] MemorySlot take_idle(u64 pages, u64 image);

    const std::size_t max_idle_;
    std::mutex mutex_;
    std::vector<MemorySlot> idle_; ///< the one that waits longest first
};

/// A linear memory. Spec: 4.2.8.
class Memory
{
public:
    /// `max_pages` is what growth may reach: the least of the type's maximum and the profile's.
    /// It begins with the image, where one is given, which outlives it.
    Memory(MemoryPool& pool, const MemoryType& type, u64 max_pages,
           const MemoryImage* image = nullptr);
    ~Memory();
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

    /// Its bytes as compiled code sees them; stays where it is.
    [[nodiscard]] const MemoryView& view() const noexcept { return view_; }
    [[nodiscard]] u8* data() const noexcept { return view_.base; }
    [[nodiscard]] u64 pages() const noexcept { return slot_.pages; }
    [[nodiscard]] u64 size() const noexcept { return view_.bytes; }
    [[nodiscard]] const MemoryType& type() const noexcept { return type_; }

    /// Whether `delta` more pages are within the limits: the only reason why growth may fail.
    [[nodiscard]] bool can_grow(u64 delta) const noexcept
    {
        return delta <= max_pages_ - slot_.pages;
    }
    /// Adds zeroed pages. Requires: can_grow(delta).
    void grow(u64 delta);

    /// The bytes [at, at + length), if they lie inside.
    [[nodiscard]] std::optional<std::span<u8>> range(u64 at, u64 length) const noexcept
    {
        if (length > size() || at > size() - length)
            return std::nullopt;
        return std::span{data() + at, static_cast<std::size_t>(length)};
    }

private:
    MemoryPool& pool_;
    const MemoryImage* image_;
    MemorySlot slot_;
    MemoryView view_; ///< of the slot
    MemoryType type_;
    u64 max_pages_;
};
} // namespace pawl
