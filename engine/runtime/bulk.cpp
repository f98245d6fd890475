#include "engine/runtime/bulk.hpp"

#include "engine/runtime/constant.hpp"

#include <algorithm>
#include <cstring>

namespace pawl
{
namespace
{
/// What growing gives where it is not possible.
constexpr u64 growth_failed = ~u64{0};

constexpr BulkResult out_of_memory_bounds = BulkResult::trapped(Trap::memory_out_of_bounds);
constexpr BulkResult out_of_table_bounds = BulkResult::trapped(Trap::table_out_of_bounds);

/// Whether the part [from, from + length) lies inside of what has this size.
constexpr bool holds(std::size_t size, u32 from, u32 length) noexcept
{
    return length <= size && from <= size - length;
}

/// The charge that stands between checks and effect; then the effect.
template <typename Effect>
BulkResult charged(Execution& execution, CostClass cost, u64 units, const Effect& effect)
{
    if (!charge_dynamic(execution, cost, units))
        return BulkResult::stopped(*execution.gas);
    effect();
    return {};
}
} // namespace

bool charge_dynamic(Execution& execution, CostClass cost, u64 units) noexcept
{
    const u64 gas = charge({0, execution.schedule->unit_price(cost)}, units);
    if (execution.naive_gas != nullptr)
        *execution.naive_gas += gas;
    return execution.gas->charge(gas);
}

BulkResult memory_grow(Execution& execution, Memory& memory, u64 delta)
{
    const Limits& limits = memory.type().limits;
    if (!memory.can_grow(delta))
        return BulkResult::gives(as_address(limits, growth_failed));
    if (!charge_dynamic(execution, CostClass::memory_grow, delta))
        return BulkResult::stopped(*execution.gas);
    const u64 before = memory.pages();
    memory.grow(delta);
    return BulkResult::gives(as_address(limits, before));
}

BulkResult memory_fill(Execution& execution, const Memory& memory, u64 at, u8 value, u64 length)
{
    const auto target = memory.range(at, length);
    if (!target)
        return out_of_memory_bounds;
    return charged(execution, CostClass::memory_fill, length,
                   [&] { std::ranges::fill(*target, value); });
}

BulkResult memory_copy(Execution& execution, const Memory& target, u64 to, const Memory& source,
                       u64 from, u64 length)
{
    const auto bytes = source.range(from, length);
    const auto place = target.range(to, length);
    if (!bytes || !place)
        return out_of_memory_bounds;
    return charged(execution, CostClass::memory_copy, length,
                   [&] { std::memmove(place->data(), bytes->data(), length); });
}

BulkResult memory_init(Execution& execution, const Instance& instance, u32 segment,
                       const Memory& target, u64 to, u32 from, u32 length)
{
    const BytesView bytes = instance.data[segment];
    const auto place = target.range(to, length);
    if (!place || !holds(bytes.size(), from, length))
        return out_of_memory_bounds;
    return charged(execution, CostClass::memory_init, length,
                   [&] { std::ranges::copy(bytes.subspan(from, length), place->begin()); });
}

void data_drop(Instance& instance, u32 segment) noexcept
{
    instance.data[segment] = {};
}

BulkResult table_get(Table& table, u64 index) noexcept
{
    if (index >= table.size())
        return out_of_table_bounds;
    return BulkResult::gives(table.entries()[index]);
}

BulkResult table_set(Table& table, u64 index, u64 value) noexcept
{
    if (index >= table.size())
        return out_of_table_bounds;
    table.entries()[index] = value;
    return {};
}

BulkResult table_grow(Execution& execution, Table& table, u64 value, u64 delta)
{
    const Limits& limits = table.type().limits;
    if (!table.can_grow(delta))
        return BulkResult::gives(as_address(limits, growth_failed));
    if (!charge_dynamic(execution, CostClass::table_grow, delta))
        return BulkResult::stopped(*execution.gas);
    const u64 before = table.size();
    table.grow(delta, value);
    return BulkResult::gives(as_address(limits, before));
}

BulkResult table_fill(Execution& execution, Table& table, u64 at, u64 value, u64 length)
{
    if (!table.holds(at, length))
        return out_of_table_bounds;
    return charged(execution, CostClass::table_fill, length,
                   [&] { std::ranges::fill(table.entries().subspan(at, length), value); });
}

BulkResult table_copy(Execution& execution, Table& target, u64 to, Table& source, u64 from,
                      u64 length)
{
    if (!source.holds(from, length) || !target.holds(to, length))
        return out_of_table_bounds;
    return charged(execution, CostClass::table_copy, length,
                   [&]
                   {
                       const auto entries = source.entries().subspan(from, length);
                       const auto place = target.entries().subspan(to, length);
                       // The ranges may overlap where both are of one table.
                       if (from >= to)
                           std::ranges::copy(entries, place.begin());
                       else
                           std::ranges::copy_backward(entries, place.end());
                   });
}

BulkResult table_init(Execution& execution, const Instance& instance, u32 segment, Table& target,
                      u64 to, u32 from, u32 length)
{
    const ElementSegment* const entries = instance.elements[segment];
    const u32 size = entries == nullptr ? 0 : entries->size();
    if (!target.holds(to, length) || !holds(size, from, length))
        return out_of_table_bounds;
    return charged(execution, CostClass::table_init, length,
                   [&]
                   {
                       for (u32 i = 0; i < length; ++i)
                           target.entries()[to + i] = element(instance, *entries, from + i);
                   });
}

void element_drop(Instance& instance, u32 segment) noexcept
{
    instance.elements[segment] = nullptr;
}
} // namespace pawl
