// What the functions of the pawl ABI are written in: the caller's buffers, its frame, its gas.
#pragma once

#include "contract/frame.hpp"
#include "engine/runtime/host.hpp"

namespace pawl::contract::pawl_set
{
/// A buffer in the guest's memory. Not to be kept over a suspension.
using Buffer = std::optional<std::span<u8>>;

/// One call of a function of the set, with the checks and charges that the ABI orders.
class Guest
{
public:
    explicit Guest(HostCall& call) noexcept : call_{call} {}

    [[nodiscard]] Frame& frame() const noexcept { return call_.state<Frame>(); }
    [[nodiscard]] TransactionState& state() const noexcept { return frame().state; }
    [[nodiscard]] Journal& journal() const noexcept { return state().journal; }
    [[nodiscard]] const Profile& profile() const noexcept { return *state().block.profile; }

    [[nodiscard]] u32 i32(std::size_t argument) const noexcept
    {
        return call_.argument_i32(argument);
    }
    [[nodiscard]] u64 i64(std::size_t argument) const noexcept
    {
        return call_.argument_i64(argument);
    }

    /// The buffer whose pointer and length are the arguments `at` and `at + 1`.
    [[nodiscard]] Buffer buffer(std::size_t at) const noexcept
    {
        return call_.memory(i32(at), i32(at + 1));
    }
    /// The buffer of a fixed length whose pointer is the argument `at`.
    [[nodiscard]] Buffer fixed(std::size_t at, u32 length) const noexcept
    {
        return call_.memory(i32(at), length);
    }

    /// Takes the function's own price, for `units` of its work.
    [[nodiscard]] bool charge(Category category, u64 units = 0)
    {
        return pay(category, pawl::charge(price(), units));
    }
    /// Takes what `units` more cost, without the base.
    [[nodiscard]] bool charge_more(Category category, u64 units)
    {
        return pay(category, pawl::charge({0, price().per_unit}, units));
    }
    /// Takes the price of another entry of the schedule.
    [[nodiscard]] bool charge_operation(Category category, std::string_view operation, u64 units)
    {
        return pay(category, pawl::charge(state().block.schedule->operation(operation), units));
    }
    /// Takes what `units` of another entry cost, without the base.
    [[nodiscard]] bool charge_units(Category category, std::string_view operation, u64 units)
    {
        const u64 per_unit = state().block.schedule->operation(operation).per_unit;
        return pay(category, pawl::charge({0, per_unit}, units));
    }
    /// The same for functions whose gas counts as execution.
    [[nodiscard]] bool charge_execution(u64 units = 0)
    {
        return call_.charge(pawl::charge(price(), units));
    }

    /// Gives data of any length: copies as much as fits and answers the length. Charges nothing:
    /// the caller has.
    [[nodiscard]] HostStatus give(BytesView data, std::span<u8> out);

    [[nodiscard]] HostStatus answer_i32(u32 value) noexcept
    {
        call_.result_i32(value);
        return HostStatus::ok();
    }
    [[nodiscard]] HostStatus answer_i64(u64 value) noexcept
    {
        call_.result_i64(value);
        return HostStatus::ok();
    }

    /// The end of the run after a charge that failed.
    [[nodiscard]] HostStatus stopped() const noexcept
    {
        return HostStatus::stopped(*call_.execution().gas);
    }
    /// The end of the run after the store failed.
    [[nodiscard]] HostStatus fault(state::StoreError error) const
    {
        state().fault = std::move(error);
        return HostStatus::cancelled();
    }

    /// Hands a request to the executor and waits for its reply; false where the run was cancelled.
    [[nodiscard]] bool ask(Request request)
    {
        frame().request = std::move(request);
        return call_.suspend();
    }

private:
    [[nodiscard]] const Price& price() const
    {
        return state().block.schedule->operation(call_.function().price);
    }
    [[nodiscard]] bool pay(Category category, u64 gas) { return state().charge(category, gas); }

    HostCall& call_;
};

/// -1, as an i32: absent.
inline constexpr u32 absent = ~u32{0};

/// A range that is not inside the memory.
[[nodiscard]] inline HostStatus out_of_bounds() noexcept
{
    return HostStatus::trapped(Trap::memory_out_of_bounds);
}
[[nodiscard]] inline HostStatus bad_argument() noexcept
{
    return HostStatus::trapped(Trap::bad_argument);
}
[[nodiscard]] inline HostStatus read_only() noexcept
{
    return HostStatus::trapped(Trap::read_only);
}

/// The 32 bytes of a buffer that has as many.
[[nodiscard]] Bytes32 read32(std::span<const u8> buffer) noexcept;
/// Copies `data` to the buffer's begin. Requires: it fits.
void write(std::span<u8> buffer, BytesView data) noexcept;
} // namespace pawl::contract::pawl_set
