// Code that is made to become as much machine code as it can: no module may become more than the
// bound, and none outgrows the space that is reserved for it.
#include "engine/module/writer.hpp"
#include "singlepass/target.hpp"
#include "tests/corpus/work.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace pawl::test
{
namespace
{
using enum Op;
using enum ValueType;

CodeWriter repeat(u32 times, const CodeWriter& code)
{
    CodeWriter out;
    for (u32 i = 0; i < times; ++i)
        out.code(code);
    return out;
}

CodeWriter zero(ValueType type)
{
    switch (type)
    {
    case i32:
        return CodeWriter{}.i32_const(0);
    case i64:
        return CodeWriter{}.i64_const(0);
    case f32:
        return CodeWriter{}.f32_const(0);
    default:
        return CodeWriter{}.f64_const(0);
    }
}

/// A sum that may be a NaN.
CodeWriter sum(ValueType type)
{
    CodeWriter out;
    out.code(zero(type)).code(zero(type));
    switch (type)
    {
    case i32:
        return out.op(i32_add);
    case i64:
        return out.op(i64_add);
    case f32:
        return out.op(f32_add);
    default:
        return out.op(f64_add);
    }
}

constexpr std::array number_types{i32, i64, f32, f64};

class bound : public testing::Test
{
protected:
    void SetUp() override
    {
        target_ = singlepass::native_target();
        if (target_ == nullptr || !target_->missing().empty())
            GTEST_SKIP() << "no compiler for this machine";
    }
    void expect_within(const Bytes& bytes) const
    {
        const auto analysed = analyse(bytes, permissive_profile(), default_schedule());
        ASSERT_TRUE(analysed.has_value());
        EXPECT_LE(target_->compile(*analysed, 1).code.size(),
                  corpus::work_of(*analysed).most_machine_bytes());
    }

    const singlepass::Target* target_ = nullptr;
};
} // namespace

TEST_F(bound, holds_for_calls_that_take_and_give_many_values)
{
    constexpr u32 values = 64, calls = 200;
    for (const ValueType type : number_types)
    {
        ModuleWriter module;
        const std::vector many(values, type);
        const u32 giver = module.function(module.type({}, many), {}, repeat(values, zero(type)));
        const u32 taker = module.function(module.type(many, {}), {}, {});
        const u32 none = module.type({}, {});
        const auto calling = [&](const CodeWriter& arguments)
        { return repeat(calls, CodeWriter{}.code(arguments).op(call, {taker})); };
        module.function(none, {}, calling(CodeWriter{}.op(call, {giver})));
        module.function(none, {}, calling(repeat(values, zero(type))));
        module.function(none, {}, calling(repeat(values, sum(type))));
        module.function(none, {type}, calling(repeat(values, CodeWriter{}.op(local_get, {0}))));
        expect_within(module.bytes());
    }
}

TEST_F(bound, holds_for_tables_that_name_one_frame_often)
{
    for (const u32 values : {1U, 2U, 8U, 9U, 40U})
        for (const u32 targets : {1U, 5U, 1000U})
        {
            ModuleWriter module;
            CodeWriter code;
            code.block_of_type(block, module.type({}, std::vector(values, i64))).i64_const(7);
            code.code(repeat(values, zero(i64))).op(local_get, {0});
            code.br_table(std::vector<u32>(targets, 0), 0).end();
            code.code(repeat(values, CodeWriter{}.op(drop)));
            module.function(module.type({i32}, {}), {}, repeat(40, code));
            expect_within(module.bytes());
        }
}

TEST_F(bound, holds_for_tables_that_name_many_frames)
{
    constexpr u32 frames = 200;
    for (const u32 values : {1U, 2U, 3U, 8U, 9U})
    {
        ModuleWriter module;
        const u32 type = module.type({}, std::vector(values, i64));
        const CodeWriter give = repeat(values, zero(i64)),
                         take = repeat(values, CodeWriter{}.op(drop));
        std::vector<u32> depths(frames);
        std::iota(depths.begin(), depths.end(), 0U);
        // Every frame but the innermost two has another frame's value below its own.
        CodeWriter code;
        for (u32 i = 0; i < frames; ++i)
            code.block_of_type(block, type).i64_const(7);
        code.code(repeat(20, CodeWriter{}
                                 .block_of_type(block, type)
                                 .code(give)
                                 .op(local_get, {0})
                                 .br_table(depths, 0)
                                 .end()
                                 .code(take)));
        for (u32 i = 0; i < frames; ++i)
            code.op(drop).code(give).end().code(i + 1 < frames ? take : CodeWriter{});
        code.code(take);
        module.function(module.type({i32}, {}), {}, code);
        expect_within(module.bytes());
    }
}

TEST_F(bound, holds_for_branches_that_carry_values_elsewhere)
{
    for (const u32 values : {1U, 2U, 8U, 9U, 40U})
    {
        ModuleWriter module;
        CodeWriter code;
        code.block_of_type(block, module.type({}, std::vector(values, f32))).i64_const(7);
        code.code(repeat(values, sum(f32)));
        code.code(repeat(300, CodeWriter{}.op(local_get, {0}).op(br_if, {0})));
        code.op(return_).end().code(repeat(values, CodeWriter{}.op(drop)));
        module.function(module.type({i32}, {}), {}, code);
        expect_within(module.bytes());
    }
}

// All homes are lost in the call, and wanted where the loop begins and where it begins anew.
TEST_F(bound, holds_for_loops_that_load_all_homes)
{
    constexpr u32 integers = 9, all = 19, uses = 20;
    std::vector<ValueType> locals(all, f64);
    std::fill_n(locals.begin(), integers, i64);
    CodeWriter use, written;
    for (u32 local = 0; local < all; ++local)
    {
        use.op(local_get, {local}).op(drop);
        const u32 first = local < integers ? 0 : integers;
        written.op(local_get, {first}).op(local_set, {local == first ? first + 1 : local});
    }
    for (const bool writes : {false, true})
    {
        ModuleWriter module;
        const u32 none = module.type({}, {});
        const u32 other = module.function(none, {}, {});
        CodeWriter code;
        code.code(repeat(uses, CodeWriter{}.block(loop).code(use).end()));
        code.block(loop);
        const CodeWriter back = CodeWriter{}.op(call, {other}).i32_const(0).op(br_if, {0});
        code.code(repeat(300, writes ? CodeWriter{}.code(written).code(back) : back));
        code.code(repeat(300, CodeWriter{}.op(call, {other}).block(loop).end())).end();
        module.function(none, locals, code);
        expect_within(module.bytes());
    }
}

// Where every operand is settled at once, that is one instruction's code.
TEST_F(bound, holds_where_thousands_of_operands_settle_at_once)
{
    for (const ValueType type : number_types)
    {
        ModuleWriter module;
        constexpr u32 operands = 3000;
        CodeWriter code;
        for (const CodeWriter& one : {CodeWriter{}.op(local_get, {0}), sum(type)})
        {
            code.code(repeat(operands, one)).block(block).end();
            code.code(repeat(operands, CodeWriter{}.op(drop)));
        }
        module.function(module.type({}, {}), {type}, code);
        expect_within(module.bytes());
    }
}

TEST_F(bound, holds_for_accesses_that_no_guard_catches)
{
    for (const u64 offset : {u64{0}, u64{0x7FFF'FFF0}, u64{0xFFFF'FFFF'0000}})
    {
        ModuleWriter module;
        module.memory({.min = 1, .max = {}, .address = i64});
        CodeWriter loads;
        loads.i64_const(0).code(repeat(500, CodeWriter{}.op(i64_load, {0, offset}))).op(drop);
        loads.code(repeat(500, CodeWriter{}.op(memory_size, {0}).op(drop)));
        module.function(module.type({}, {}), {}, loads);
        expect_within(module.bytes());
    }
}
} // namespace pawl::test
