// Instructions that the runtime does for every tier: growing, filling, copying and initialising
// memories and tables. Checks come first, then the charge for work that depends on an operand,
// then the effect. Spec: 4.4.6 and 4.4.7.
#pragma once

#include "engine/runtime/execution.hpp"
#include "engine/runtime/instance.hpp"

namespace pawl
{
/// How such an instruction ended.
struct BulkResult
{
    Completion completion = Completion::returned;
    Trap trap = Trap::none;
    u64 value = 0; ///< what it gives, if anything

    [[nodiscard]] static constexpr BulkResult gives(u64 value) noexcept { return {.value = value}; }
    [[nodiscard]] static constexpr BulkResult trapped(Trap trap) noexcept
    {
        return {Completion::trapped, trap};
    }
    /// After a charge that failed.
    [[nodiscard]] static BulkResult stopped(const GasMeter& gas) noexcept
    {
        return {.completion = completion_of(gas)};
    }
    [[nodiscard]] bool returned() const noexcept { return completion == Completion::returned; }
};

/// A number as the type of addresses has it: of one that has no place in 32 bits, the low ones.
[[nodiscard]] constexpr u64 as_address(const Limits& limits, u64 number) noexcept
{
    return limits.address == ValueType::i64 ? number : static_cast<u32>(number);
}

/// Pays for dynamic work: the price per unit of the class, `units` times.
[[nodiscard]] bool charge_dynamic(Execution& execution, CostClass cost, u64 units) noexcept;

/// Gives the pages before, or -1.
[[nodiscard]] BulkResult memory_grow(Execution& execution, Memory& memory, u64 delta);
[[nodiscard]] BulkResult memory_fill(Execution& execution, const Memory& memory, u64 at, u8 value,
                                     u64 length);
[[nodiscard]] BulkResult memory_copy(Execution& execution, const Memory& target, u64 to,
                                     const Memory& source, u64 from, u64 length);
/// `segment` is an index of the instance.
[[nodiscard]] BulkResult memory_init(Execution& execution, const Instance& instance, u32 segment,
                                     const Memory& target, u64 to, u32 from, u32 length);
void data_drop(Instance& instance, u32 segment) noexcept;

/// Gives the entry.
[[nodiscard]] BulkResult table_get(Table& table, u64 index) noexcept;
[[nodiscard]] BulkResult table_set(Table& table, u64 index, u64 value) noexcept;
/// Gives the entries before, or -1.
[[nodiscard]] BulkResult table_grow(Execution& execution, Table& table, u64 value, u64 delta);
[[nodiscard]] BulkResult table_fill(Execution& execution, Table& table, u64 at, u64 value,
                                    u64 length);
[[nodiscard]] BulkResult table_copy(Execution& execution, Table& target, u64 to, Table& source,
                                    u64 from, u64 length);
/// `segment` is an index of the instance.
[[nodiscard]] BulkResult table_init(Execution& execution, const Instance& instance, u32 segment,
                                    Table& target, u64 to, u32 from, u32 length);
void element_drop(Instance& instance, u32 segment) noexcept;
} // namespace pawl
