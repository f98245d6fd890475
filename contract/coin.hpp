// Amounts of denominations. Format: docs/formats/transaction.md.
#pragma once

#include "base/codec.hpp"

#include <vector>

namespace pawl::contract
{
/// An amount of one denomination.
struct Coin
{
    Bytes denomination; ///< not empty
    U256 amount;        ///< not zero
    bool operator==(const Coin&) const = default;
};

/// Coins in ascending order of their denominations, each at most once.
using Coins = std::vector<Coin>;

/// How many coins there may be and how long their names: from the profile.
struct CoinLimits
{
    u32 coins = 0;
    u32 denomination_bytes = 0;
};

/// Appends the canonical list.
void encode(Encoder& out, const Coins& coins);

/// Reads a canonical list; a failure is the decoder's.
[[nodiscard]] Coins decode_coins(Decoder& in, const CoinLimits& limits);
} // namespace pawl::contract
