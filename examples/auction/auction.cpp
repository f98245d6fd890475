// An English auction: bids are paid in a token, whoever is outbid is paid back at once, and after
// the end anybody may settle it.
#include "pawl.hpp"

namespace
{
using namespace pawl::sdk;

/// What never changes.
struct Terms
{
    Address seller;
    Address token;
    Text lot;
    U256 reserve;
    u64 end = 0;
    static void fields(auto& codec, auto& self)
    {
        codec(self.seller, self.token, self.lot, self.reserve, self.end);
    }
};

/// The highest bid; the bidder is zero before the first.
struct Bid
{
    Address bidder;
    U256 amount;
    static void fields(auto& codec, auto& self) { codec(self.bidder, self.amount); }
};

constexpr Item<Terms> terms{"terms"};
constexpr Item<Bid> highest{"highest"};
constexpr Item<bool> settled{"settled"};

void start(const Address& token, Text lot, const U256& reserve, u64 end)
{
    require(end > block_time(), "the end is in the past");
    require(!reserve.is_zero(), "the reserve is zero");
    terms.set({caller(), token, lot, reserve, end});
    emit("opened", "lot", lot, "reserve", reserve, "end", end);
}

/// Takes `amount` of the token, which the bidder has approved before.
void bid(const U256& amount)
{
    const Terms fixed = terms.get();
    const Bid before = highest.get();
    require(block_time() < fixed.end, "the auction is over");
    require(amount >= fixed.reserve, "the bid is below the reserve");
    require(amount > before.amount, "the bid is not above the highest");

    // The bid stands before the token runs, which might call back.
    highest.set({caller(), amount});
    call<void>(fixed.token, "transfer_from", caller(), self(), amount);
    if (!before.bidder.is_zero())
        call<void>(fixed.token, "transfer", before.bidder, before.amount);
    emit("bid", "bidder", caller(), "amount", amount);
}

void settle()
{
    const Terms fixed = terms.get();
    const Bid best = highest.get();
    require(block_time() >= fixed.end, "the auction is not over");
    require(!settled.get(), "the auction is settled");

    settled.set(true);
    if (!best.bidder.is_zero())
        call<void>(fixed.token, "transfer", fixed.seller, best.amount);
    emit("settled", "lot", fixed.lot, "winner", best.bidder, "amount", best.amount);
}

Terms describe()
{
    return terms.get();
}

Bid highest_bid()
{
    return highest.get();
}

bool is_settled()
{
    return settled.get();
}
} // namespace

PAWL_EXPORT(deploy)
{
    construct<start>();
}

PAWL_EXPORT(call)
{
    dispatch(method<bid>("bid"), method<settle>("settle"));
}

PAWL_EXPORT(query)
{
    dispatch(method<describe>("describe"), method<highest_bid>("highest_bid"),
             method<is_settled>("is_settled"));
}
