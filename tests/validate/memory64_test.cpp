// Memories and tables with 64-bit addresses: what their instructions take and give.
#include "engine/module/writer.hpp"
#include "engine/plan/analyse.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
using enum ValueType;

constexpr u32 narrow_table = 0, wide_table = 1;

/// Why a function with these results is refused in a module with a 64-bit memory, a table of each
/// kind and a passive segment of each kind.
Code refusal(const CodeWriter& code, const std::vector<ValueType>& results = {})
{
    ModuleWriter out;
    out.function(out.type({}, results), {}, code);
    out.memory({.min = 1, .max = {}, .address = i64});
    out.table({funcref, {.min = 1, .max = {}}});
    out.table({funcref, {.min = 1, .max = {}, .address = i64}});
    out.passive_elements({0});
    out.data_count(true);
    out.passive_data(as_bytes("data"));
    const auto analysed = analyse(out.bytes(), default_profile(), default_schedule());
    return analysed ? Code{} : analysed.error().code;
}

CodeWriter code()
{
    return {};
}

TEST(memory64, accesses_take_addresses_and_offsets_of_64_bits)
{
    constexpr u64 far = u64{1} << 40;
    EXPECT_EQ(refusal(code().i64_const(0).op(Op::i32_load, {2, far}), {i32}), Code{});
    EXPECT_EQ(refusal(code().i64_const(0).op(Op::i32_load, {2, 0}), {i32}), Code{});
    EXPECT_EQ(refusal(code().i32_const(0).op(Op::i32_load, {2, 0}), {i32}), Code::type_mismatch);
    EXPECT_EQ(refusal(code().i64_const(0).i32_const(0).op(Op::i32_store, {2, far})), Code{});
    EXPECT_EQ(refusal(code().i32_const(0).i32_const(0).op(Op::i32_store, {2, 0})),
              Code::type_mismatch);
    // In dead code operands may be of any type.
    EXPECT_EQ(refusal(code().op(Op::unreachable).op(Op::i64_load, {3, 0}), {i64}), Code{});
}

TEST(memory64, sizes_and_growth_are_of_64_bits)
{
    EXPECT_EQ(refusal(code().op(Op::memory_size, {0}), {i64}), Code{});
    EXPECT_EQ(refusal(code().op(Op::memory_size, {0}), {i32}), Code::type_mismatch);
    EXPECT_EQ(refusal(code().i64_const(1).op(Op::memory_grow, {0}), {i64}), Code{});
    EXPECT_EQ(refusal(code().i32_const(1).op(Op::memory_grow, {0}), {i64}), Code::type_mismatch);
    EXPECT_EQ(refusal(code().op(Op::table_size, {wide_table}), {i64}), Code{});
    EXPECT_EQ(refusal(code().op(Op::table_size, {narrow_table}), {i32}), Code{});
    const CodeWriter null = code().ref_null(funcref);
    EXPECT_EQ(refusal(code().code(null).i64_const(1).op(Op::table_grow, {wide_table}), {i64}),
              Code{});
    EXPECT_EQ(refusal(code().code(null).i32_const(1).op(Op::table_grow, {wide_table}), {i64}),
              Code::type_mismatch);
}

TEST(memory64, bulk_operations_take_what_their_ends_are_addressed_by)
{
    const CodeWriter wide = code().i64_const(0);
    const CodeWriter narrow = code().i32_const(0);
    const auto three = [](const CodeWriter& a, const CodeWriter& b, const CodeWriter& c)
    { return code().code(a).code(b).code(c); };
    EXPECT_EQ(refusal(three(wide, narrow, wide).op(Op::memory_fill, {0})), Code{});
    EXPECT_EQ(refusal(three(wide, narrow, narrow).op(Op::memory_fill, {0})), Code::type_mismatch);
    EXPECT_EQ(refusal(three(wide, wide, wide).op(Op::memory_copy, {0, 0})), Code{});
    EXPECT_EQ(refusal(three(wide, wide, narrow).op(Op::memory_copy, {0, 0})), Code::type_mismatch);
    EXPECT_EQ(refusal(three(wide, narrow, narrow).op(Op::memory_init, {0, 0})), Code{});
    EXPECT_EQ(refusal(three(wide, wide, wide).op(Op::memory_init, {0, 0})), Code::type_mismatch);
    EXPECT_EQ(refusal(three(wide, narrow, narrow).op(Op::table_init, {0, wide_table})), Code{});
    // The length of a copy is of the narrower type.
    const auto copy = [](const CodeWriter& operands, u32 to, u32 from)
    { return refusal(code().code(operands).op(Op::table_copy, {to, from})); };
    EXPECT_EQ(copy(three(wide, wide, wide), wide_table, wide_table), Code{});
    EXPECT_EQ(copy(three(wide, narrow, narrow), wide_table, narrow_table), Code{});
    EXPECT_EQ(copy(three(narrow, wide, narrow), narrow_table, wide_table), Code{});
    EXPECT_EQ(copy(three(narrow, wide, wide), narrow_table, wide_table), Code::type_mismatch);
}

TEST(memory64, tables_are_indexed_by_64_bits)
{
    const CodeWriter wide = code().i64_const(0);
    EXPECT_EQ(refusal(code().code(wide).op(Op::table_get, {wide_table}), {funcref}), Code{});
    EXPECT_EQ(refusal(code().code(wide).op(Op::table_get, {narrow_table}), {funcref}),
              Code::type_mismatch);
    const CodeWriter set = code().code(wide).ref_null(funcref);
    EXPECT_EQ(refusal(code().code(set).op(Op::table_set, {wide_table})), Code{});
    EXPECT_EQ(refusal(code().code(set).code(wide).op(Op::table_fill, {wide_table})), Code{});
    EXPECT_EQ(refusal(code().code(wide).op(Op::call_indirect, {0, wide_table})), Code{});
    EXPECT_EQ(refusal(code().code(wide).op(Op::call_indirect, {0, narrow_table})),
              Code::type_mismatch);
}
} // namespace
} // namespace pawl
