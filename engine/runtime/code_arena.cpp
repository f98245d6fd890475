#include "engine/runtime/code_arena.hpp"

#include <utility>

namespace pawl
{
CodeBlock::CodeBlock(CodeBlock&& other) noexcept : range_{std::exchange(other.range_, {})} {}

CodeBlock& CodeBlock::operator=(CodeBlock&& other) noexcept
{
    std::swap(range_, other.range_);
    return *this;
}

CodeBlock::~CodeBlock()
{
    if (!range_.empty())
        CodeArena::instance().give(*this);
}

CodeArena& CodeArena::instance()
{
    // Never destroyed: code may run, and fault, up to the very end of the process.
    static CodeArena& arena = *new CodeArena;
    return arena;
}

CodeArena::CodeArena() : file_{*new PageFile{"pawl-code", arena_bytes, PageFile::View::executable}}
{
    owners_.open(0, owners_.size());
}

CodeBlock CodeArena::place(BytesView code)
{
    return CodeBlock{file_.place(code)};
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
    file_.give(block.range_);
}

const NativeCode* CodeArena::find(const void* address) const noexcept
{
    // As numbers, because the address may be anything.
    const auto offset = reinterpret_cast<u64>(address) - reinterpret_cast<u64>(file_.base());
    if (offset >= arena_bytes)
        return nullptr;
    return owner(offset / page_bytes).load(std::memory_order_acquire);
}
} // namespace pawl
