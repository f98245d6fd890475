// Splits bodies into charge regions and sums their prices.
#pragma once

#include "engine/validate/visitor.hpp"
#include "metering/schedule.hpp"

#include <algorithm>
#include <vector>

namespace pawl
{
/// The regions of one function after the other, gathered while it is validated. The rule is in
/// docs/semantics.md; its boundaries never depend on prices.
// Consensus: changing this forks the network.
class ChargeRegions
{
public:
    /// What a control frame remembers.
    struct Frame
    {
        u32 resume = 0;         ///< the region that was current when it opened
        u32 escape = no_escape; ///< the least height that live code inside branches to
    };

    /// `code_bytes` is the size of all bodies: a guess at how many regions there will be.
    ChargeRegions(const Schedule& schedule, u32 code_bytes);

    /// Starts a function, whose entry opens its first region.
    void enter(u32 offset)
    {
        units_ = 0;
        tally_ = 0;
        static_units_ = 0;
        current_ = none;
        open_region(offset);
    }

    /// Charges an instruction where it stands. Dead code counts, but is not priced.
    void instruction(Op op) noexcept { tally_ += one_of_[static_cast<std::size_t>(op)]; }

    /// Charges static units of the current instruction.
    void units(u64 count) noexcept { static_units_ += count; }

    void open(Frame& frame, FrameKind kind, u32 offset)
    {
        frame = {current_, no_escape};
        if (kind != FrameKind::block)
            open_region(offset);
    }

    void alternative(u32 offset) { open_region(offset); }

    void close(const Frame& closed, Frame& parent, u32 height, u32 offset)
    {
        parent.escape = std::min(parent.escape, closed.escape);
        if (closed.escape < height)
            open_region(offset);
        else
            resume(closed.resume);
    }

    static void branch(Frame& innermost, u32 height) noexcept
    {
        innermost.escape = std::min(innermost.escape, height);
    }

    void split(u32 offset) { open_region(offset); }

    void stop() noexcept { resume(none); }

    /// Ends a function. Instructions, dead ones too, and static units of live ones.
    [[nodiscard]] u64 leave() noexcept
    {
        resume(none);
        return units_;
    }

    [[nodiscard]] u32 count() const noexcept { return static_cast<u32>(offsets_.size()); }
    [[nodiscard]] std::vector<u32> take_offsets() noexcept { return std::move(offsets_); }
    [[nodiscard]] std::vector<u32> take_prices() noexcept { return std::move(prices_); }

private:
    static constexpr u32 none = 0xFFFFFFFF;
    static constexpr u32 no_escape = 0xFFFFFFFF;

    // Settles what was charged since the last change and goes on with another region, or none.
    void resume(u32 region) noexcept
    {
        if (current_ != none)
            prices_[current_] +=
                static_cast<u32>((tally_ & price_mask) + static_units_ * static_unit_);
        units_ += (tally_ >> price_bits) + static_units_;
        tally_ = 0;
        static_units_ = 0;
        current_ = region;
    }

    void open_region(u32 offset)
    {
        resume(count());
        offsets_.push_back(offset);
        prices_.push_back(0);
    }

    // Instructions since the last change: their number above, their prices below, in one word so
    // that the inner loop adds once. A body has fewer than 2^24 instructions, each of less than
    // 2^11.
    static constexpr u32 price_bits = 40;
    static constexpr u64 price_mask = (u64{1} << price_bits) - 1;

    std::array<u64, op_count> one_of_{};
    u64 static_unit_;
    u64 tally_ = 0;
    u64 static_units_ = 0; ///< since the last change
    u64 units_ = 0;        ///< of the function, before the last change
    u32 current_ = none;
    std::vector<u32> offsets_;
    std::vector<u32> prices_;
};
} // namespace pawl
