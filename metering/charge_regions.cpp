#include "metering/charge_regions.hpp"

namespace pawl
{
ChargeRegions::ChargeRegions(const Schedule& schedule) : static_unit_{schedule.static_unit}
{
    for (std::size_t i = 0; i < op_count; ++i)
        prices_by_op_[i] = schedule[op_table[i].cost];
}
} // namespace pawl
