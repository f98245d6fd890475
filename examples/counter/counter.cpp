// Counts: the least contract that has state, an owner, an event and a query.
#include "pawl.hpp"

namespace
{
using namespace pawl::sdk;

constexpr Item<Address> owner{"owner"};
constexpr Item<u64> total{"total"};
constexpr Map<Address, u64> shares{"shares"};

void start(u64 first)
{
    owner.set(caller());
    total.set(first);
}

/// Adds to the total and to the caller's share of it.
u64 add(u64 by)
{
    const u64 before = total.get();
    require(before + by >= before, "the counter is full");
    total.set(before + by);
    shares.set(caller(), shares.get(caller()) + by);
    emit("added", "who", caller(), "by", by);
    return before + by;
}

void reset()
{
    require(caller() == owner.get(), "only the owner resets");
    total.set(0);
    emit("reset");
}

u64 count()
{
    return total.get();
}

u64 share_of(const Address& who)
{
    return shares.get(who);
}
} // namespace

PAWL_EXPORT(deploy)
{
    construct<start>();
}

PAWL_EXPORT(call)
{
    dispatch(method<add>("add"), method<reset>("reset"));
}

PAWL_EXPORT(query)
{
    dispatch(method<count>("count"), method<share_of>("share_of"));
}
