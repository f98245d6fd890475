// The one counter of an execution.
#pragma once

#include "base/integers.hpp"

#include <atomic>

namespace pawl
{
/// The largest gas limit.
// Consensus: changing this forks the network.
inline constexpr u64 max_gas_limit = u64{1} << 61;

/// Counts gas up to a limit, shared by all instances and frames of one execution. Gas only grows.
/// The fast counter holds a slice of what is left; fetching the next slice is where cancellation
/// is noticed, so a run that is cancelled stops within `slice` gas.
class GasMeter
{
public:
    /// Why a charge failed.
    enum class Stop : u8
    {
        none,
        out_of_gas,
        cancelled
    };

    /// How far a run may go on after it was cancelled.
    static constexpr u64 slice = u64{1} << 20;

    /// Requires: limit <= max_gas_limit. `cancelled`, where given, outlives the meter.
    explicit GasMeter(u64 limit, const std::atomic<bool>* cancelled = nullptr) noexcept;

    /// Takes `amount`; false where it does not fit, and then used() is the limit, or where the run
    /// was cancelled. Requires: amount <= highest_charge.
    [[nodiscard]] bool charge(u64 amount) noexcept
    {
        if (amount > slice_) [[unlikely]]
            return refill(amount);
        slice_ -= amount;
        return true;
    }

    /// What compiled code may use before it asks again. It keeps count itself and tells by
    /// `settle`; meanwhile the meter is not to be asked.
    [[nodiscard]] i64 hand_out() const noexcept { return static_cast<i64>(slice_); }
    /// Takes back what was handed out, with what compiled code left of it. It may have used more;
    /// false where that does not fit, as by `charge`.
    [[nodiscard]] bool settle(i64 left) noexcept
    {
        slice_ = left < 0 ? 0 : static_cast<u64>(left);
        return left >= 0 || charge(static_cast<u64>(-left));
    }

    [[nodiscard]] u64 used() const noexcept { return granted_ - slice_; }
    /// The innermost limit in force, on the same scale as used().
    [[nodiscard]] u64 limit() const noexcept { return limit_; }
    [[nodiscard]] u64 remaining() const noexcept { return limit_ - used(); }
    /// Why the last charge failed.
    [[nodiscard]] Stop stop() const noexcept { return stop_; }
    /// What the last charge that did not fit would have brought used() to. A diagnostic.
    [[nodiscard]] u64 wanted() const noexcept { return wanted_; }

    /// A cap on a part of the execution: what `enter` gave and `leave` takes back.
    struct Allowance
    {
        u64 outer_limit = 0;
        bool binds = false; ///< whether exhausting it is the callee's failure, not the whole run's
    };

    /// Caps what follows at `cap` more gas. Binds where cap is at most what remains.
    [[nodiscard]] Allowance enter(u64 cap) noexcept;

    /// Ends the cap. Where it bound, an exhaustion of it is forgiven; its gas stays used.
    void leave(const Allowance& allowance) noexcept;

private:
    bool refill(u64 amount) noexcept;

    u64 limit_;
    u64 granted_ = 0; ///< Invariant: slice_ <= granted_ <= limit_
    u64 slice_ = 0;
    const std::atomic<bool>* cancelled_;
    Stop stop_ = Stop::none;
    u64 wanted_ = 0;
};
} // namespace pawl
