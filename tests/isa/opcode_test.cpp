#include "engine/isa/opcode.hpp"
#include "engine/isa/trap.hpp"
#include "engine/isa/value_type.hpp"
#include "tests/isa/instruction_list.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace pawl
{
namespace
{
TEST(instruction_table, every_instruction_is_found_by_its_bytes)
{
    for (std::size_t i = 0; i < op_count; ++i)
    {
        const OpInfo& row = op_table[i];
        EXPECT_EQ(find_op(row.prefix(), row.number()), static_cast<Op>(i)) << row.text;
    }
}

TEST(instruction_table, what_is_not_in_it_is_not_found)
{
    u32 found = 0;
    for (const u32 prefix : {0x00, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF})
        for (u32 number = 0; number < 0x10000; ++number)
            found += find_op(static_cast<u8>(prefix), number) ? 1 : 0;
    EXPECT_EQ(found, op_count);
    EXPECT_EQ(find_op(0xFC, 0x10000), std::nullopt);
    EXPECT_EQ(find_op(0xFD, 0xFFFFFFFF), std::nullopt);
}

struct Echo
{
    template <Op op>
    Op on(int& calls) const
    {
        ++calls;
        return op;
    }
};

TEST(instruction_table, dispatch_calls_the_one_of_its_number)
{
    int calls = 0;
    for (std::size_t i = 0; i < op_count; ++i)
        EXPECT_EQ(dispatch(static_cast<Op>(i), Echo{}, calls), static_cast<Op>(i));
    EXPECT_EQ(calls, static_cast<int>(op_count));
}

TEST(instruction_table, rows_hold_what_the_specification_says)
{
    EXPECT_EQ(info(Op::i32_add).bytes, 0x6AU);
    EXPECT_EQ(info(Op::i32_add).operands, "ii");
    EXPECT_EQ(info(Op::i64_store).width, 8);
    EXPECT_TRUE(info(Op::i32_div_s).traps);
    EXPECT_FALSE(info(Op::i32_add).traps);
    EXPECT_EQ(info(Op::f64_sqrt).float_class, FloatClass::nan_f64);
    EXPECT_EQ(info(Op::f64_neg).float_class, FloatClass::bits);
    EXPECT_EQ(info(Op::memory_copy).prefix(), 0xFC);
    EXPECT_EQ(info(Op::memory_copy).number(), 10U);
    EXPECT_EQ(info(Op::v128_load).feature, Feature::simd);
    EXPECT_TRUE(info(Op::call).special());
    EXPECT_EQ(name(info(Op::br_if).cost), "branch_if");
}

TEST(instruction_table, texts_name_one_instruction_each_but_select)
{
    std::multiset<std::string_view> texts;
    for (const OpInfo& row : op_table)
        texts.insert(row.text);
    for (const OpInfo& row : op_table)
        EXPECT_EQ(texts.count(row.text), row.text == "select" ? 2U : 1U) << row.text;
}

TEST(instruction_table, the_document_is_current)
{
    std::ifstream in{PAWL_SOURCE "/docs/instructions.md"};
    const std::string document{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_TRUE(document == instruction_list())
        << "run build/tests/list_instructions > docs/instructions.md";
}

TEST(features, have_names_of_their_own)
{
    std::set<std::string_view> names(feature_names.begin(), feature_names.end());
    EXPECT_EQ(names.size(), feature_count);
    EXPECT_EQ(name(Feature::wide_arithmetic), "wide_arithmetic");
}

TEST(traps, have_frozen_numbers_and_names)
{
    EXPECT_EQ(static_cast<u16>(Trap::unreachable), 1);
    EXPECT_EQ(static_cast<u16>(Trap::stack_exhausted), 10);
    EXPECT_EQ(static_cast<u16>(Trap::unaligned_atomic), 17);
    EXPECT_EQ(static_cast<u16>(Trap::read_only), 32);
    EXPECT_EQ(name(Trap::integer_divide_by_zero), "integer_divide_by_zero");
    EXPECT_EQ(message(Trap::unreachable), "unreachable executed");
    EXPECT_EQ(name(static_cast<Trap>(999)), "unknown");
}

TEST(value_types, are_known_by_their_bytes)
{
    std::set<std::string_view> names;
    for (u32 byte = 0; byte < 256; ++byte)
        if (is_value_type(static_cast<u8>(byte)))
            names.insert(name(static_cast<ValueType>(byte)));
    EXPECT_EQ(names, (std::set<std::string_view>{"i32", "i64", "f32", "f64", "v128", "funcref",
                                                 "externref"}));
    EXPECT_EQ(slots(ValueType::v128), 2U);
    EXPECT_TRUE(is_float(ValueType::f32) && !is_float(ValueType::v128));
}
} // namespace
} // namespace pawl
