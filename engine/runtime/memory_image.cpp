#include "engine/runtime/memory_image.hpp"

#include <atomic>

namespace pawl
{
namespace
{
// Address space for all of them, far more than they may take.
constexpr std::size_t file_bytes = std::size_t{16} << 30;

PageFile& file()
{
    // Never destroyed, as its pages may be mapped up to the end of the process.
    static PageFile& images = *new PageFile{"pawl-images", file_bytes, PageFile::View::readable};
    return images;
}

u64 next_id() noexcept
{
    static std::atomic<u64> last{0};
    return ++last;
}
} // namespace

MemoryImage::MemoryImage(BytesView bytes) : id_{next_id()}, range_{file().place(bytes)} {}

MemoryImage::~MemoryImage()
{
    file().give(range_);
}

void MemoryImage::map_at(u8* at) const
{
    file().map_privately(range_, at);
}
} // namespace pawl
