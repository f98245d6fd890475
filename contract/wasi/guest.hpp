// What the functions of WASI are written in: the program, its memory, its gas, its answers.
#pragma once

#include "contract/wasi/process.hpp"
#include "contract/wasi/types.hpp"
#include "engine/runtime/host.hpp"

namespace pawl::contract::wasi
{
/// A range of the program's memory.
using Range = std::optional<std::span<u8>>;

/// One call of a function of the set.
class Guest
{
public:
    explicit Guest(HostCall& call) noexcept : call_{call} {}

    [[nodiscard]] Process& process() const noexcept { return call_.state<Process>(); }
    [[nodiscard]] u32 i32(std::size_t argument) const noexcept
    {
        return call_.argument_i32(argument);
    }

    /// The bytes [at, at + length) of the memory, if they lie inside it.
    [[nodiscard]] Range range(u32 at, u32 length) const noexcept
    {
        return call_.memory(at, length);
    }
    /// The bytes of a record that an argument points to.
    template <typename Record>
    [[nodiscard]] Range record(std::size_t argument) const noexcept
    {
        return range(i32(argument), sizeof(Record));
    }
    /// The descriptor that an argument names; nullptr where it is not open.
    [[nodiscard]] Descriptor* descriptor(std::size_t argument) const noexcept;

    /// Takes the function's base price.
    [[nodiscard]] bool charge_call() { return call_.charge(price().base); }
    /// Takes its price for bytes.
    [[nodiscard]] bool charge_bytes(u64 bytes)
    {
        return call_.charge(charge({0, price().per_unit}, bytes));
    }
    /// The end of the run after a charge that failed.
    [[nodiscard]] HostStatus stopped() const noexcept { return HostStatus::stopped(call_.gas()); }

    /// Back to the program.
    [[nodiscard]] HostStatus answer(Errno error) noexcept
    {
        call_.result_i32(static_cast<u32>(error));
        return HostStatus::ok();
    }
    /// Writes a record where an argument points to, and answers how that went.
    template <typename Record>
    [[nodiscard]] HostStatus give(std::size_t argument, const Record& value) noexcept
    {
        const Range out = record<Record>(argument);
        if (!out)
            return answer(Errno::fault);
        store(*out, value);
        return answer(Errno::success);
    }

private:
    [[nodiscard]] const Price& price() const
    {
        return call_.execution().schedule->operation(call_.function().price);
    }

    HostCall& call_;
};
} // namespace pawl::contract::wasi
