// Memory that compiled code runs in. No byte of it is ever writable where it can be executed: code
// is written through a file that has no other name, and executed through a mapping of it.
#pragma once

#include "base/bytes.hpp"
#include "engine/runtime/page_file.hpp"
#include "engine/runtime/pages.hpp"

#include <atomic>

namespace pawl
{
class NativeCode;

/// Bytes of the arena: where code runs, from its first byte to its last. Given back when destroyed,
/// and its pages with it.
class CodeBlock
{
public:
    CodeBlock() noexcept = default;
    CodeBlock(CodeBlock&& other) noexcept;
    CodeBlock& operator=(CodeBlock&& other) noexcept;
    CodeBlock(const CodeBlock&) = delete;
    CodeBlock& operator=(const CodeBlock&) = delete;
    ~CodeBlock();

    [[nodiscard]] const u8* data() const noexcept { return range_.data(); }
    /// What it takes: whole pages.
    [[nodiscard]] std::size_t size() const noexcept { return range_.size(); }

private:
    friend class CodeArena;
    explicit CodeBlock(std::span<const u8> range) noexcept : range_{range} {}

    std::span<const u8> range_;
};

/// The one range of address space for all compiled code of the process. Thread-safe.
class CodeArena
{
public:
    /// Address space reserved; code takes memory only where it is.
    static constexpr std::size_t arena_bytes = std::size_t{4} << 30;
    static constexpr std::size_t page_bytes = PageFile::page_bytes;

    /// Created when it is first asked for. Stops the node where the system gives no such memory.
    [[nodiscard]] static CodeArena& instance();

    /// Puts code into a new block, ready to run. Stops the node where the arena is full.
    /// `owner` is what `find` gives for addresses within, from `publish` on.
    [[nodiscard]] CodeBlock place(BytesView code);
    /// Says whose a block is, until it is destroyed.
    void publish(const CodeBlock& block, const NativeCode* owner) noexcept;

    /// The code that an address belongs to; nullptr where it belongs to none. Takes no lock and may
    /// be called by a signal handler.
    [[nodiscard]] const NativeCode* find(const void* address) const noexcept;

private:
    friend class CodeBlock;
    CodeArena();
    void give(const CodeBlock& block) noexcept;
    using Owner = std::atomic_ref<const NativeCode*>;
    [[nodiscard]] Owner owner(std::size_t page) const noexcept
    {
        return Owner{reinterpret_cast<const NativeCode**>(owners_.data())[page]};
    }
    [[nodiscard]] std::size_t page_of(const void* address) const noexcept
    {
        return static_cast<std::size_t>(static_cast<const u8*>(address) - file_.base()) /
               page_bytes;
    }

    static constexpr std::size_t page_count = arena_bytes / page_bytes;

    PageFile& file_;
    /// A pointer per page; takes memory only where blocks are.
    Reservation owners_{page_count * sizeof(const NativeCode*)};
};
} // namespace pawl
