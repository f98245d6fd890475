#include "engine/runtime/gas_meter.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace pawl
{
GasMeter::GasMeter(u64 limit, const std::atomic<bool>* cancelled) noexcept
    : limit_{limit}, cancelled_{cancelled}
{
    PAWL_CHECK(limit <= max_gas_limit, "a gas limit fits 61 bits");
}

bool GasMeter::refill(u64 amount) noexcept
{
    const u64 used_now = used();
    if (amount > limit_ - used_now)
    {
        wanted_ = used_now + amount;
        granted_ = limit_;
        slice_ = 0;
        stop_ = Stop::out_of_gas;
        return false;
    }
    if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed))
    {
        stop_ = Stop::cancelled;
        return false;
    }
    const u64 after = used_now + amount;
    granted_ = after + std::min(slice, limit_ - after);
    slice_ = granted_ - after;
    return true;
}

GasMeter::Allowance GasMeter::enter(u64 cap) noexcept
{
    const Allowance allowance{.outer_limit = limit_, .binds = cap <= remaining()};
    if (allowance.binds)
    {
        const u64 used_now = used();
        limit_ = used_now + cap;
        granted_ = std::min(granted_, limit_);
        slice_ = granted_ - used_now;
    }
    return allowance;
}

void GasMeter::leave(const Allowance& allowance) noexcept
{
    limit_ = allowance.outer_limit;
    if (allowance.binds && stop_ == Stop::out_of_gas)
        stop_ = Stop::none;
}
} // namespace pawl
