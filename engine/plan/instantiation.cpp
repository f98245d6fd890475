#include "engine/plan/instantiation.hpp"

namespace pawl
{
// Consensus: changing this forks the network.
u64 instantiation_price(const Module& module, const Schedule& schedule)
{
    u64 sum = charge(schedule.operation("instantiate"), module.constant_instructions);
    const auto add = [&](std::string_view operation, u64 units)
    { sum = saturating_charge(sum, charge(schedule.operation(operation), units)); };
    for (std::size_t i = module.imported_memories; i < module.memories.size(); ++i)
        add("instantiate_memory", module.memories[i].limits.min);
    for (std::size_t i = module.imported_tables; i < module.tables.size(); ++i)
        add("instantiate_table", module.tables[i].limits.min);
    for (std::size_t i = module.imported_globals; i < module.globals.size(); ++i)
        add("instantiate_global", 0);
    for (const DataSegment& segment : module.data)
        if (segment.mode == SegmentMode::active)
            add("instantiate_data", segment.bytes.size());
    for (const ElementSegment& segment : module.elements)
        if (segment.mode == SegmentMode::active)
            add("instantiate_elements", segment.size());
    return sum;
}
} // namespace pawl
