// The chain that is killed while it grows.
#pragma once

#include "tests/chain/fixture.hpp"

namespace pawl::chain
{
inline constexpr u64 crash_block_transactions = 50;

/// The transactions of the block at a height, which is above 0.
[[nodiscard]] inline std::vector<Bytes> crash_block(u64 height)
{
    std::vector<Bytes> out;
    for (u64 i = 0; i < crash_block_transactions; ++i)
        out.push_back(transfer(1, (height - 1) * crash_block_transactions + i, 2, 1 + i % 7));
    return out;
}

/// Where it is kept.
[[nodiscard]] inline Place crash_place(const std::filesystem::path& folder)
{
    return {.folder = folder, .cache_bytes = 8 << 20};
}
} // namespace pawl::chain
