#include "engine/runtime/code_arena.hpp"

#include "base/check.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace pawl
{
CodeBlock::CodeBlock(CodeBlock&& other) noexcept
    : data_{std::exchange(other.data_, nullptr)}, size_{std::exchange(other.size_, 0)}
{
}

CodeBlock& CodeBlock::operator=(CodeBlock&& other) noexcept
{
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

CodeBlock::~CodeBlock()
{
    if (data_ != nullptr)
        CodeArena::instance().give(*this);
}

CodeArena& CodeArena::instance()
{
    // Never destroyed: code may run, and fault, up to the very end of the process.
    static CodeArena& arena = *new CodeArena;
    return arena;
}

CodeArena::CodeArena() : file_{memfd_create("pawl-code", MFD_CLOEXEC)}
{
    if (file_ < 0 || ftruncate(file_, arena_bytes) != 0)
        machine_failed("the system refuses memory for compiled code (memfd_create): allow it, or "
                       "run the interpreter");
    void* const view =
        mmap(nullptr, arena_bytes, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_NORESERVE, file_, 0);
    if (view == MAP_FAILED)
        machine_failed("the system refuses executable memory (mmap): allow it, or run the "
                       "interpreter");
    base_ = static_cast<const u8*>(view);
    owners_.open(0, owners_.size());
    gaps_.push_back({0, page_count});
}

std::size_t CodeArena::take(std::size_t pages)
{
    const std::scoped_lock lock{mutex_};
    const auto gap =
        std::ranges::find_if(gaps_, [pages](const Gap& gap) { return gap.pages >= pages; });
    PAWL_CHECK(gap != gaps_.end(), "compiled code fits its arena: budgets are far below");
    const std::size_t first = gap->first;
    gap->first += pages;
    gap->pages -= pages;
    if (gap->pages == 0)
        gaps_.erase(gap);
    return first;
}

CodeBlock CodeArena::place(BytesView code)
{
    const std::size_t pages = std::max<std::size_t>(1, (code.size() + page_bytes - 1) / page_bytes);
    const std::size_t first = take(pages);
    std::size_t written = 0;
    while (written < code.size())
    {
        const ssize_t more = pwrite(file_, code.data() + written, code.size() - written,
                                    static_cast<off_t>(first * page_bytes + written));
        if (more <= 0)
            machine_failed("the system is out of memory for compiled code: free some");
        written += static_cast<std::size_t>(more);
    }
    CodeBlock block{base_ + first * page_bytes, pages * page_bytes};
    // Faults every page in at once; where the kernel is too old for that, they come one by one.
    static_cast<void>(madvise(const_cast<u8*>(block.data()), block.size(), MADV_POPULATE_READ));
    return block;
}

void CodeArena::publish(const CodeBlock& block, const NativeCode* owner) noexcept
{
    const std::size_t first = page_of(block.data());
    for (std::size_t i = 0; i < block.size() / page_bytes; ++i)
        this->owner(first + i).store(owner, std::memory_order_release);
}

void CodeArena::give(const CodeBlock& block) noexcept
{
    publish(block, nullptr);
    const Gap freed{page_of(block.data()), block.size() / page_bytes};
    const int punched =
        fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                  static_cast<off_t>(freed.first * page_bytes), static_cast<off_t>(block.size()));
    PAWL_CHECK(punched == 0, "the system takes memory back");
    const std::scoped_lock lock{mutex_};
    auto after = std::ranges::lower_bound(gaps_, freed.first, {}, &Gap::first);
    after = gaps_.insert(after, freed);
    if (const auto next = after + 1;
        next != gaps_.end() && after->first + after->pages == next->first)
    {
        after->pages += next->pages;
        gaps_.erase(next);
    }
    if (after == gaps_.begin())
        return;
    if (const auto before = after - 1; before->first + before->pages == after->first)
    {
        before->pages += after->pages;
        gaps_.erase(after);
    }
}

const NativeCode* CodeArena::find(const void* address) const noexcept
{
    // As numbers, because the address may be anything.
    const auto offset = reinterpret_cast<u64>(address) - reinterpret_cast<u64>(base_);
    if (offset >= arena_bytes)
        return nullptr;
    return owner(offset / page_bytes).load(std::memory_order_acquire);
}
} // namespace pawl
