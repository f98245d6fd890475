#include "metering/schedule.hpp"

#include "base/check.hpp"
#include "base/settings.hpp"
#include "base/sha256.hpp"

#include <algorithm>

namespace pawl
{
namespace data
{
extern const std::string_view default_schedule;
}

namespace
{
// Consensus: changing these forks the network. Native code holds a region's price in 32 bits, and a
// function of 2^20 units must stay below 2^31.
constexpr u64 highest_class_price = 2047;
constexpr u64 highest_static_unit = 2047;

// So that one product with a 32-bit length cannot overflow 64 bits before it saturates.
constexpr u64 highest_price = u64{1} << 40;
constexpr u64 highest_unit_price = (u64{1} << 32) - 1;

constexpr std::string_view instruction_prefix = "instruction.";
constexpr std::string_view operation_prefix = "operation.";

void read_class(Settings& in, CostClass cost, Schedule& out)
{
    const auto number = static_cast<std::size_t>(cost);
    const std::string setting = std::string{instruction_prefix}.append(name(cost));
    const SettingPrice price = in.price(setting, 1, highest_class_price, highest_unit_price);
    if (!in.failed() && price.per_unit.has_value() != is_dynamic(cost))
        in.fail(Code::bad_text);
    out.classes[number] = static_cast<u16>(price.base);
    out.per_unit[number] = price.per_unit.value_or(0);
}

void read_operation(Settings& in, std::string_view operation, Schedule& out)
{
    const std::string setting = std::string{operation_prefix}.append(operation);
    const SettingPrice price = in.price(setting, 0, highest_price, highest_unit_price);
    out.operations.emplace(operation, Price{price.base, price.per_unit.value_or(0)});
}
} // namespace

bool is_dynamic(CostClass cost) noexcept
{
    switch (cost)
    {
    case CostClass::table_grow:
    case CostClass::table_fill:
    case CostClass::table_copy:
    case CostClass::table_init:
    case CostClass::memory_grow:
    case CostClass::memory_fill:
    case CostClass::memory_copy:
    case CostClass::memory_init:
    case CostClass::struct_new:
    case CostClass::array_new:
    case CostClass::array_fill:
    case CostClass::array_copy:
    case CostClass::array_init:
        return true;
    default:
        return false;
    }
}

const Price* Schedule::find_operation(std::string_view operation) const noexcept
{
    const auto found = operations.find(operation);
    return found == operations.end() ? nullptr : &found->second;
}

const Price& Schedule::operation(std::string_view operation) const
{
    const Price* price = find_operation(operation);
    PAWL_CHECK(price != nullptr, "the schedule prices every operation of the host sets");
    return *price;
}

Expected<Schedule> parse_schedule(std::string_view file)
{
    Settings in{file};
    Schedule out;
    out.id = sha256(as_bytes(file));
    out.name = in.text("name");
    out.static_unit = static_cast<u16>(in.number("static_unit", 0, highest_static_unit));
    for (std::size_t i = 0; i < cost_class_count; ++i)
    {
        const auto cost = static_cast<CostClass>(i);
        if (cost != CostClass::free)
            read_class(in, cost, out);
    }
    for (const std::string_view operation : engine_operations)
        read_operation(in, operation, out);
    while (const auto setting = in.next(operation_prefix))
        read_operation(in, setting->substr(operation_prefix.size()), out);
    if (const auto finished = in.finish(); !finished)
        return std::unexpected{finished.error()};
    return out;
}

std::string_view default_schedule_file() noexcept
{
    return data::default_schedule;
}

const Schedule& default_schedule()
{
    static const Schedule schedule = []
    {
        auto parsed = parse_schedule(default_schedule_file());
        PAWL_CHECK(parsed.has_value(), "the schedule of this build is well formed");
        return std::move(*parsed);
    }();
    return schedule;
}
} // namespace pawl
