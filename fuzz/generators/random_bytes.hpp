// Bytes for generators, from a seed that a failing test prints.
#pragma once

#include "base/bytes.hpp"

#include <random>

namespace pawl::fuzz
{
/// `size` bytes that depend on the seed alone.
inline Bytes random_bytes(u64 seed, std::size_t size)
{
    std::mt19937_64 random{seed};
    Bytes bytes(size);
    for (u8& byte : bytes)
        byte = static_cast<u8>(random());
    return bytes;
}

/// As many as the choices of a program take, from very few to more than it can use.
inline Bytes choices_of(u64 seed)
{
    constexpr u64 most = 20'000, step = 2654435761; // coprime, so that every size comes
    return random_bytes(seed, seed * step % most);
}
} // namespace pawl::fuzz
