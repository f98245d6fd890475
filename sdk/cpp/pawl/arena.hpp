// The arena of a contract: from the end of its static data upwards, growing the memory on demand.
#pragma once

#include "pawl/bytes.hpp"

/// Where the linker says that the heap begins.
extern "C" unsigned char __heap_base;

/// The compiler may call it for chains of comparisons, and there is no library to supply it.
extern "C" [[gnu::weak, clang::no_builtin]] inline int memcmp(const void* a, const void* b,
                                                              decltype(sizeof 0) size)
{
    const auto* left = static_cast<const unsigned char*>(a);
    const auto* right = static_cast<const unsigned char*>(b);
    for (; size > 0; --size, ++left, ++right)
        if (*left != *right)
            return *left - *right;
    return 0;
}

namespace pawl::sdk
{
/// The first byte that is not handed out yet.
inline constinit u8* arena_top = &__heap_base;

/// Makes the memory at least `bytes` long; a contract that cannot have that much traps.
inline void reserve(u64 bytes)
{
    constexpr u64 page = 65536;
    const u64 have = __builtin_wasm_memory_size(0) * page;
    if (bytes > have &&
        __builtin_wasm_memory_grow(0, static_cast<u32>((bytes - have + page - 1) / page)) ==
            static_cast<decltype(sizeof 0)>(-1))
        __builtin_trap();
}

[[gnu::noinline]] inline u8* allocate(u32 size)
{
    const u64 at = (reinterpret_cast<u32>(arena_top) + 7ull) & ~7ull;
    reserve(at + size);
    arena_top = reinterpret_cast<u8*>(static_cast<u32>(at + size));
    return reinterpret_cast<u8*>(static_cast<u32>(at));
}
} // namespace pawl::sdk
