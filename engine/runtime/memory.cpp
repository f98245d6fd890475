#include "engine/runtime/memory.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
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

// Forgets what is known of pages that will not be the same, or not serve the same module.
void forget_written(MemorySlot& slot)
{
    slot.watch.end();
    slot.written.clear();
    slot.calm = 0;
    slot.patience = MemorySlot::least_patience;
}

// The pages that it is taken with.
void set_fresh_pages(MemorySlot& slot, u64 pages)
{
    if (pages != slot.fresh_pages)
        forget_written(slot);
    slot.fresh_pages = pages;
    set_pages(slot, pages);
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

void restore(const MemorySlot& slot, std::span<const u8> image, std::span<const PageRun> runs)
{
    for (const PageRun& run : runs)
        for (u64 page = run.first; page < u64{run.first} + run.count; ++page)
            restore_page(slot, image, page * page_bytes);
}

u64 count_pages(std::span<const PageRun> runs)
{
    u64 sum = 0;
    for (const PageRun& run : runs)
        sum += run.count;
    return sum;
}

void add_page(std::vector<PageRun>& runs, u32 page)
{
    if (!runs.empty() && runs.back().first + runs.back().count == page)
        ++runs.back().count;
    else
        runs.push_back({page, 1});
}

// Looks which of some Wasm pages were written since they were mapped; nothing where the system does
// not tell. Numbers are those of the system's pages.
std::optional<std::vector<PageRun>> find_written(const MemorySlot& slot, u64 from, u64 to)
{
    constexpr u64 per_wasm_page = wasm_page_bytes / page_bytes;
    std::vector<PageRun> written;
    std::array<u64, 512> map{};
    for (u64 first = from * per_wasm_page; first < to * per_wasm_page; first += map.size())
    {
        const std::span part =
            std::span{map}.first(std::min<u64>(map.size(), to * per_wasm_page - first));
        if (!read_page_map(slot.space.data() + first * page_bytes, part))
            return std::nullopt;
        for (u64 i = 0; i < part.size(); ++i)
            if (was_written(part[i]))
                add_page(written, static_cast<u32>(first + i));
    }
    return written;
}

// Begins to watch the pages that were not written, if for some time no others were than `before`.
// A watch that a write ended costs two faults, so each next one wants more patience.
void watch_others(MemorySlot& slot, u64 before)
{
    constexpr u32 most_patience = 4096;
    slot.calm = count_pages(slot.written) == before ? slot.calm + 1 : 0;
    if (slot.calm < slot.patience)
        return;
    slot.calm = 0;
    slot.watch.begin(slot.space.data(), slot.fresh_pages * wasm_page_bytes, slot.written);
    if (slot.watch.is_untouched())
        slot.patience = std::min(4 * slot.patience, most_patience);
}

// Restores what was written of the pages that were there when it was taken; whether that did it.
bool restore_fresh(MemorySlot& slot, std::span<const u8> image)
{
    if (!slot.watch.is_untouched())
    {
        slot.watch.end();
        auto written = find_written(slot, 0, slot.fresh_pages);
        if (!written || count_pages(*written) * page_bytes > most_restored_bytes)
            return false;
        const u64 before = count_pages(slot.written);
        slot.written = std::move(*written);
        watch_others(slot, before);
    }
    restore(slot, image, slot.written);
    return true;
}

// The same of those that it grew by.
bool restore_grown(const MemorySlot& slot)
{
    const u64 begin = slot.fresh_pages * wasm_page_bytes;
    const u64 bytes = slot.pages * wasm_page_bytes - begin;
    if (bytes <= most_blindly_restored_bytes)
    {
        std::memset(slot.space.data() + begin, 0, bytes);
        return true;
    }
    const auto written = find_written(slot, slot.fresh_pages, slot.pages);
    if (!written || count_pages(*written) * page_bytes > most_restored_bytes)
        return false;
    restore(slot, {}, *written);
    return true;
}

// Restores the pages that were written, while those are few; whether that did it.
bool restore_written(MemorySlot& slot, std::span<const u8> image)
{
    const u64 bytes = slot.pages * wasm_page_bytes;
    if (bytes > most_scanned_bytes)
        return false;
    if (bytes > most_blindly_restored_bytes || slot.watch.is_untouched())
        return restore_fresh(slot, image) && restore_grown(slot);
    for (u64 at = 0; at < bytes; at += page_bytes)
        restore_page(slot, image, at);
    return true;
}

// Gives all pages back to the system, so that they are as they were when they were mapped.
void discard(MemorySlot& slot)
{
    forget_written(slot);
    slot.space.discard(0, slot.pages * wasm_page_bytes);
}

// Pages that show an image become pages that hold zero.
void hide_image(MemorySlot& slot)
{
    forget_written(slot);
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
    set_fresh_pages(slot, pages);
    if (other_image && image != nullptr)
        show_image(slot, *image);
    return slot;
}

void MemoryPool::give(MemorySlot slot, const MemoryImage* image)
{
    if (!restore_written(slot, image == nullptr ? std::span<const u8>{} : image->bytes()))
        discard(slot);
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
