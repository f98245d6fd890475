#include "base/sha256.hpp"
#include "metering/schedule.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pawl
{
namespace
{
/// The default schedule with one line replaced, or removed where `line` is empty.
std::string with_line(std::string_view prefix, std::string_view line)
{
    std::string file{default_schedule_file()};
    const auto start = file.find("\n" + std::string{prefix}) + 1;
    const auto end = file.find('\n', start) + 1;
    file.replace(start, end - start, line.empty() ? "" : std::string{line} + "\n");
    return file;
}

Code refusal(const std::string& file)
{
    const auto parsed = parse_schedule(file);
    return parsed ? Code{} : parsed.error().code;
}

TEST(schedule, the_default_is_identified_by_its_bytes)
{
    EXPECT_EQ(default_schedule().id, sha256(as_bytes(default_schedule_file())));
    EXPECT_EQ(default_schedule().name, "pawl-1");
}

TEST(schedule, every_class_but_the_free_one_has_a_price_in_range)
{
    EXPECT_EQ(default_schedule()[CostClass::free], 0);
    for (std::size_t i = 1; i < cost_class_count; ++i)
    {
        const auto cost = static_cast<CostClass>(i);
        EXPECT_GE(default_schedule()[cost], 1) << name(cost);
        EXPECT_LE(default_schedule()[cost], 2047) << name(cost);
        EXPECT_TRUE(is_dynamic(cost) || default_schedule().unit_price(cost) == 0) << name(cost);
    }
}

TEST(schedule, prices_are_read_where_they_stand)
{
    const auto parsed =
        parse_schedule(with_line("instruction.memory_fill", "instruction.memory_fill = 7 + 3"));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ((*parsed)[CostClass::memory_fill], 7);
    EXPECT_EQ(parsed->unit_price(CostClass::memory_fill), 3U);
    EXPECT_EQ((*parsed)[CostClass::memory_copy], default_schedule()[CostClass::memory_copy]);
    EXPECT_NE(parsed->id, default_schedule().id);
}

TEST(schedule, operations_are_found_by_name)
{
    const auto parsed = parse_schedule(std::string{default_schedule_file()} +
                                       "operation.mine = 12 + 34\noperation.other = 5\n");
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->operation("mine"), (Price{12, 34}));
    EXPECT_EQ(parsed->operation("other"), (Price{5, 0}));
    EXPECT_EQ(parsed->find_operation("nobodys"), nullptr);
    EXPECT_EQ(parsed->operations.size(), default_schedule().operations.size() + 2);
}

TEST(schedule, a_class_without_price_is_refused)
{
    EXPECT_EQ(refusal(with_line("instruction.alu32", "")), Code::missing_name);
    EXPECT_EQ(refusal(with_line("operation.instantiate_table", "")), Code::missing_name);
    EXPECT_EQ(refusal(with_line("static_unit", "")), Code::missing_name);
}

TEST(schedule, a_price_out_of_range_is_refused)
{
    EXPECT_EQ(refusal(with_line("instruction.alu32", "instruction.alu32 = 0")), Code::bad_number);
    EXPECT_EQ(refusal(with_line("instruction.alu32", "instruction.alu32 = 2048")),
              Code::bad_number);
    EXPECT_EQ(refusal(with_line("static_unit", "static_unit = 2048")), Code::bad_number);
    EXPECT_EQ(refusal(with_line("static_unit", "static_unit = 2047")), Code{});
    EXPECT_EQ(refusal(with_line("static_unit", "static_unit = 0")), Code{});
    EXPECT_EQ(refusal(with_line("operation.tx_base", "operation.tx_base = 1 + 4294967296")),
              Code::bad_number);
}

TEST(schedule, only_dynamic_classes_have_a_unit_price_and_all_of_them_do)
{
    EXPECT_EQ(refusal(with_line("instruction.alu32", "instruction.alu32 = 1 + 1")), Code::bad_text);
    EXPECT_EQ(refusal(with_line("instruction.memory_fill", "instruction.memory_fill = 1")),
              Code::bad_text);
}

TEST(schedule, charges_saturate_far_above_every_limit)
{
    EXPECT_EQ(charge({7, 3}, 0), 7U);
    EXPECT_EQ(charge({7, 3}, 5), 22U);
    EXPECT_EQ(charge({7, 0}, ~u64{0}), 7U);
    EXPECT_EQ(charge({0, 1}, highest_charge - 1), highest_charge - 1);
    EXPECT_EQ(charge({1, 1}, highest_charge - 1), highest_charge);
    EXPECT_EQ(charge({0, 0xFFFFFFFF}, ~u64{0}), highest_charge);
    EXPECT_EQ(saturating_charge(highest_charge, highest_charge), highest_charge);
    EXPECT_EQ(saturating_charge(1, 2), 3U);
}

TEST(schedule, an_unknown_name_is_refused_where_it_stands)
{
    const std::string file = std::string{default_schedule_file()} + "instruction.teleport = 1\n";
    const auto parsed = parse_schedule(file);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error(), (Rejection{Code::unknown_name, default_schedule_file().size()}));
}
} // namespace
} // namespace pawl
