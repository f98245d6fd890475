#include "metering/charge_regions.hpp"

namespace pawl
{
ChargeRegions::ChargeRegions(const Schedule& schedule, u32 code_bytes)
    : static_unit_{schedule.static_unit}
{
    constexpr u32 bytes_per_region = 24; // of compiled programs, from 20 to 200
    offsets_.reserve(code_bytes / bytes_per_region);
    prices_.reserve(code_bytes / bytes_per_region);
    for (std::size_t i = 0; i < op_count; ++i)
        one_of_[i] = (u64{1} << price_bits) + schedule[op_table[i].cost];
}
} // namespace pawl
