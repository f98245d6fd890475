#include "contract/coin.hpp"

namespace pawl::contract
{
namespace
{
// A length, one byte of denomination, an amount.
constexpr std::size_t least_coin_bytes = 4 + 1 + 32;

Coin decode_coin(Decoder& in, const CoinLimits& limits)
{
    Coin coin;
    coin.denomination = to_bytes(in.bytes(limits.denomination_bytes));
    coin.amount = in.u256();
    if (!in.failed() && coin.denomination.empty())
        in.fail(Code::bad_length);
    if (!in.failed() && coin.amount.is_zero())
        in.fail(Code::bad_number);
    return coin;
}
} // namespace

void encode(Encoder& out, const Coins& coins)
{
    out.u32(static_cast<u32>(coins.size()));
    for (const Coin& coin : coins)
        out.bytes(coin.denomination).u256(coin.amount);
}

Coins decode_coins(Decoder& in, const CoinLimits& limits)
{
    const u32 count = in.count(least_coin_bytes);
    if (!in.failed() && count > limits.coins)
        in.fail(Code::bad_length);
    Coins coins;
    for (u32 i = 0; i < count && !in.failed(); ++i)
    {
        Coin coin = decode_coin(in, limits);
        if (!in.failed() && !coins.empty() &&
            compare(coins.back().denomination, coin.denomination) >= 0)
            in.fail(Code::bad_order);
        coins.push_back(std::move(coin));
    }
    return coins;
}
} // namespace pawl::contract
