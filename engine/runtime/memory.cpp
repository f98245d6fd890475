#include "engine/runtime/memory.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace pawl
{
namespace
{
constexpr u64 page_bytes = PageFile::page_bytes;
// Above this many, fresh pages from the system are cheaper than to look which were written, or to
// restore them.
constexpr u64 most_scanned_bytes = u64{16} << 20;
constexpr u64 most_restored_bytes = u64{1} << 20;
// Up to this many, to restore all is cheaper than to look: 0.6 against 1.3 us.
constexpr u64 most_blindly_restored_bytes = wasm_page_bytes;

void set_pages(MemorySlot& slot, u64 pages)
{
    if (pages > slot.pages)
        slot.space.open(slot.pages * wasm_page_bytes, (pages - slot.pages) * wasm_page_bytes);
    if (pages < slot.pages)
        slot.space.close(pages * wasm_page_bytes, (slot.pages - pages) * wasm_page_bytes);
    slot.pages = pages;
}

// One page of the system as it was when the slot was fresh.
void restore_page(const MemorySlot& slot, std::span<const u8> image, u64 at)
{
    u8* const page = slot.space.data() + at;
    if (at < image.size())
        std::memcpy(page, image.data() + at, page_bytes);
    else
        std::memset(page, 0, page_bytes);
}

// Restores the pages that were written, while those are few; whether that did it.
bool restore_written(const MemorySlot& slot, std::span<const u8> image)
{
    const u64 bytes = slot.pages * wasm_page_bytes;
    if (bytes > most_scanned_bytes)
        return false;
    if (bytes <= most_blindly_restored_bytes)
    {
        for (u64 at = 0; at < bytes; at += page_bytes)
            restore_page(slot, image, at);
        return true;
    }
    std::array<u64, 512> map{};
    u64 restored = 0;
    for (u64 at = 0; at < bytes; at += map.size() * page_bytes)
    {
        const std::span part =
            std::span{map}.first(std::min<u64>(map.size(), (bytes - at) / page_bytes));
        if (!read_page_map(slot.space.data() + at, part))
            return false;
        for (u64 i = 0; i < part.size(); ++i)
        {
            if (!was_written(part[i]))
                continue;
            if ((restored += page_bytes) > most_restored_bytes)
                return false;
            restore_page(slot, image, at + i * page_bytes);
        }
    }
    return true;
}

// Pages that show an image become pages that hold zero.
void hide_image(MemorySlot& slot)
{
    if (slot.shown != 0)
    {
        slot.space.renew(0, slot.shown);
        slot.space.open(0, slot.shown);
    }
    slot.image = 0;
    slot.shown = 0;
}

void show_image(MemorySlot& slot, const MemoryImage& image)
{
    PAWL_CHECK(image.bytes().size() <= slot.pages * wasm_page_bytes, "an image fits its memory");
    image.map_at(slot.space.data());
    slot.image = image.id();
    slot.shown = image.bytes().size();
}
} // namespace

MemorySlot MemoryPool::take_idle(u64 pages, u64 image)
{
    const std::scoped_lock lock{mutex_};
    if (idle_.empty())
        return {.space = Reservation{memory_slot_bytes}};
    // One of the same image needs no system call where the number of pages is the same, too.
    const auto fit = [&](const MemorySlot& slot)
    { return slot.image == image && slot.pages == pages; };
    auto chosen = std::ranges::find_if(idle_.rbegin(), idle_.rend(), fit);
    if (chosen == idle_.rend())
        chosen = std::ranges::find(idle_.rbegin(), idle_.rend(), image, &MemorySlot::image);
    if (chosen == idle_.rend())
        --chosen; // The one that waits longest.
    const auto place = std::prev(chosen.base());
    MemorySlot slot = std::move(*place);
    idle_.erase(place);
    return slot;
}

MemorySlot MemoryPool::take(u64 pages, const MemoryImage* image)
{
    const u64 id = image == nullptr ? 0 : image->id();
    MemorySlot slot = take_idle(pages, id);
    const bool other_image = slot.image != id;
    if (other_image)
        hide_image(slot);
    set_pages(slot, pages);
    if (other_image && image != nullptr)
        show_image(slot, *image);
    return slot;
}

void MemoryPool::give(MemorySlot slot, const MemoryImage* image)
{
    if (!restore_written(slot, image == nullptr ? std::span<const u8>{} : image->bytes()))
        slot.space.discard(0, slot.pages * wasm_page_bytes);
    const std::scoped_lock lock{mutex_};
    if (idle_.size() < max_idle_)
        idle_.push_back(std::move(slot));
}

Memory::Memory(MemoryPool& pool, const MemoryType& type, u64 max_pages, const MemoryImage* image)
    : pool_{pool},
      image_{image},
      slot_{pool.take(type.limits.min, image)},
      view_{slot_.space.data(), slot_.pages * wasm_page_bytes},
      type_{type},
      max_pages_{max_pages}
{
    PAWL_CHECK(max_pages_ >= slot_.pages && max_pages_ <= 65536,
               "a validated memory is within the profile's limit");
}

Memory::~Memory()
{
    pool_.give(std::move(slot_), image_);
}

void Memory::grow(u64 delta)
{
    PAWL_CHECK(can_grow(delta), "growth was tested");
    set_pages(slot_, slot_.pages + delta);
    view_.bytes = slot_.pages * wasm_page_bytes;
}
} // namespace pawl
