#include "engine/runtime/memory.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace pawl
{
namespace
{
// Below this, clearing pages that are in the cache is cheaper than faulting fresh ones in.
constexpr u64 clear_by_hand_bytes = 256 * 1024;

void set_pages(MemorySlot& slot, u64 pages)
{
    if (pages > slot.pages)
        slot.space.open(slot.pages * wasm_page_bytes, (pages - slot.pages) * wasm_page_bytes);
    if (pages < slot.pages)
        slot.space.close(pages * wasm_page_bytes, (slot.pages - pages) * wasm_page_bytes);
    slot.pages = pages;
}

void zero(MemorySlot& slot)
{
    const u64 bytes = slot.pages * wasm_page_bytes;
    if (bytes <= clear_by_hand_bytes)
        std::memset(slot.space.data(), 0, bytes);
    else
        slot.space.discard(0, bytes);
}
} // namespace

MemorySlot MemoryPool::take(u64 pages)
{
    MemorySlot slot;
    {
        const std::scoped_lock lock{mutex_};
        if (!idle_.empty())
        {
            // One of the right size needs no system call.
            const auto fits = std::ranges::find(idle_, pages, &MemorySlot::pages);
            auto& chosen = fits != idle_.end() ? *fits : idle_.back();
            std::swap(chosen, idle_.back());
            slot = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (slot.space.data() == nullptr)
        slot.space = Reservation{memory_slot_bytes};
    set_pages(slot, pages);
    return slot;
}

void MemoryPool::give(MemorySlot slot)
{
    zero(slot);
    const std::scoped_lock lock{mutex_};
    if (idle_.size() < max_idle_)
        idle_.push_back(std::move(slot));
}

Memory::Memory(MemoryPool& pool, const MemoryType& type, u64 max_pages)
    : pool_{pool},
      slot_{pool.take(type.limits.min)},
      view_{slot_.space.data(), slot_.pages * wasm_page_bytes},
      type_{type},
      max_pages_{max_pages}
{
    PAWL_CHECK(max_pages_ >= slot_.pages && max_pages_ <= 65536,
               "a validated memory is within the profile's limit");
}

Memory::~Memory()
{
    pool_.give(std::move(slot_));
}

void Memory::grow(u64 delta)
{
    PAWL_CHECK(can_grow(delta), "growth was tested");
    set_pages(slot_, slot_.pages + delta);
    view_.bytes = slot_.pages * wasm_page_bytes;
}
} // namespace pawl
