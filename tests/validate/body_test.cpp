// What bodies are refused for, and where.
#include "engine/module/writer.hpp"
#include "engine/plan/analyse.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pawl
{
namespace
{
using enum ValueType;

/// Function 0 has the body under test. Beside it: function 1 (i32, i64) -> f32; function 2, which
/// nothing declares; type 3 is (i32) -> (i32, i32); a memory; tables of funcref and externref;
/// globals i32 and mutable i64; a passive segment of each kind.
class Body
{
public:
    explicit Body(const CodeWriter& code, const std::vector<ValueType>& params = {},
                  const std::vector<ValueType>& results = {})
    {
        ModuleWriter out;
        const u32 own = out.type(params, results);
        const u32 mixed = out.type({i32, i64}, {f32});
        const u32 empty = out.type({}, {});
        out.type({i32}, {i32, i32});
        out.function(own, {i32, externref}, code);
        out.function(mixed, {}, CodeWriter{}.f32_const(0));
        out.function(empty, {}, {});
        out.memory({1, std::nullopt});
        out.table({funcref, {1, std::nullopt}});
        out.table({externref, {1, std::nullopt}});
        out.global({i32, false}, CodeWriter{}.i32_const(0));
        out.global({i64, true}, CodeWriter{}.i64_const(0));
        out.passive_elements({1});
        out.data_count(true);
        out.passive_data(as_bytes("data"));
        bytes_ = out.bytes();
        start_ = analysed_start();
    }

    /// Why the module is refused, with the offset within the code; Code{} where it is not.
    [[nodiscard]] Rejection refusal(const Profile& profile = default_profile()) const
    {
        const auto analysed = analyse(bytes_, profile, default_schedule());
        if (analysed)
            return {};
        return {analysed.error().code, analysed.error().offset - start_};
    }

private:
    // Where the code of function 0 starts: behind its size and its declarations of locals.
    [[nodiscard]] u64 analysed_start() const
    {
        constexpr std::array<u8, 5> locals{2, 1, 0x7F, 1, 0x6F};
        const auto found = std::ranges::search(bytes_, locals);
        return static_cast<u64>(found.begin() - bytes_.begin()) + locals.size();
    }

    Bytes bytes_;
    u64 start_ = 0;
};

Code code_of(const CodeWriter& code, const std::vector<ValueType>& params = {},
             const std::vector<ValueType>& results = {})
{
    return Body{code, params, results}.refusal().code;
}

Rejection refusal(const CodeWriter& code)
{
    return Body{code}.refusal();
}

CodeWriter code()
{
    return {};
}

TEST(body, rejections_name_the_instruction)
{
    EXPECT_EQ(refusal(code().op(Op::nop).op(Op::i32_add)), (Rejection{Code::stack_underflow, 1}));
    EXPECT_EQ(refusal(code().i32_const(1).i64_const(1).op(Op::i32_add)),
              (Rejection{Code::type_mismatch, 4}));
    EXPECT_EQ(refusal(code().op(Op::nop).op(Op::local_get, {2})),
              (Rejection{Code::unknown_local, 1}));
    EXPECT_EQ(refusal(code().i32_const(1)), (Rejection{Code::stack_not_empty, 2}));
}

TEST(body, a_heap_type_has_one_byte)
{
    EXPECT_EQ(code_of(code().op(Op::ref_null, {0x70}).op(Op::drop)), Code{});
    // The same number in two bytes, as unsigned_leb writes 0x3FF0.
    EXPECT_EQ(code_of(code().op(Op::ref_null, {0x3FF0}).op(Op::drop)), Code::bad_reference_type);
}

TEST(body, operands_have_their_types)
{
    EXPECT_EQ(code_of(code().f32_const(0).f32_const(0).op(Op::f32_mul), {}, {f32}), Code{});
    EXPECT_EQ(code_of(code().f32_const(0).f64_const(0).op(Op::f32_mul), {}, {f32}),
              Code::type_mismatch);
    EXPECT_EQ(code_of(code().i32_const(0), {}, {i64}), Code::type_mismatch);
    EXPECT_EQ(code_of(code(), {}, {i64}), Code::stack_underflow);
    EXPECT_EQ(code_of(code().op(Op::drop)), Code::stack_underflow);
}

TEST(body, blocks_keep_their_hands_off_what_is_outside)
{
    EXPECT_EQ(code_of(code().i32_const(1).block(Op::block).op(Op::drop).end()),
              Code::stack_underflow);
    EXPECT_EQ(code_of(code().block(Op::block, i32).end().op(Op::drop)), Code::stack_underflow);
    EXPECT_EQ(code_of(code().block(Op::block).i32_const(1).end()), Code::stack_not_empty);
    EXPECT_EQ(code_of(code()
                          .i32_const(7)
                          .block_of_type(Op::block, 3)
                          .op(Op::local_get, {0})
                          .end()
                          .op(Op::drop)
                          .op(Op::drop)),
              Code{});
    EXPECT_EQ(code_of(code().block_of_type(Op::block, 9)), Code::unknown_type);
}

TEST(body, labels_take_what_they_say)
{
    EXPECT_EQ(code_of(code().block(Op::block, i32).op(Op::br, {0}).end().op(Op::drop)),
              Code::stack_underflow);
    EXPECT_EQ(code_of(code().block(Op::block, i32).i32_const(1).op(Op::br, {0}).end().op(Op::drop)),
              Code{});
    EXPECT_EQ(code_of(code().block(Op::loop, i32).op(Op::br, {0}).end().op(Op::drop)), Code{});
    EXPECT_EQ(code_of(code().op(Op::br, {1})), Code::unknown_label);
    EXPECT_EQ(code_of(code().op(Op::br, {0})), Code{});
    EXPECT_EQ(code_of(code().op(Op::br_if, {0})), Code::stack_underflow);
}

TEST(body, a_branch_table_is_of_one_arity)
{
    const auto table = [](std::optional<ValueType> outer, std::optional<ValueType> inner)
    {
        CodeWriter out;
        out.block(Op::block, outer).block(Op::block, inner);
        out.i32_const(0).i32_const(0).br_table({0}, 1).end();
        if (inner && !outer)
            out.op(Op::drop);
        if (outer && !inner)
            out.i32_const(0);
        out.end();
        if (outer)
            out.op(Op::drop);
        return code_of(out);
    };
    EXPECT_EQ(table(i32, i32), Code{});
    EXPECT_EQ(table(i32, std::nullopt), Code::br_table_arity);
    EXPECT_EQ(table(std::nullopt, i32), Code::br_table_arity);
    EXPECT_EQ(table(i32, i64), Code::type_mismatch);
}

TEST(body, an_if_without_else_gives_what_it_took)
{
    EXPECT_EQ(code_of(code().i32_const(1).block(Op::if_, i32).i32_const(1).end().op(Op::drop)),
              Code::if_without_else);
    EXPECT_EQ(code_of(code().op(Op::else_)), Code::else_without_if);
    EXPECT_EQ(code_of(code().i32_const(1).block(Op::if_).op(Op::else_).op(Op::else_)),
              Code::else_without_if);
}

TEST(body, what_cannot_be_reached_is_typed_all_the_same)
{
    EXPECT_EQ(code_of(code().op(Op::unreachable).op(Op::i32_add).op(Op::drop)), Code{});
    EXPECT_EQ(code_of(code().op(Op::unreachable).i64_const(0).op(Op::i32_add).op(Op::drop)),
              Code::type_mismatch);
    EXPECT_EQ(code_of(code().op(Op::unreachable).op(Op::select).op(Op::i32_eqz).op(Op::drop)),
              Code{});
    EXPECT_EQ(code_of(code().op(Op::return_).block(Op::block).op(Op::drop).end()),
              Code::stack_underflow);
    EXPECT_EQ(code_of(code().op(Op::unreachable).i32_const(0), {}, {i64}), Code::type_mismatch);
    EXPECT_EQ(code_of(code().op(Op::unreachable), {}, {i64}), Code{});
    EXPECT_EQ(code_of(code().op(Op::unreachable).i32_const(0)), Code::stack_not_empty);
}

TEST(body, select_needs_a_type_for_references)
{
    const auto selects = [](const CodeWriter& operands, Op op, std::initializer_list<u64> types)
    {
        CodeWriter out = operands;
        return code_of(out.i32_const(1).op(op, types).op(Op::drop));
    };
    const auto nulls = code().ref_null(funcref).ref_null(funcref);
    EXPECT_EQ(selects(code().i32_const(1).i32_const(2), Op::select, {}), Code{});
    EXPECT_EQ(selects(code().i32_const(1).i64_const(2), Op::select, {}), Code::type_mismatch);
    EXPECT_EQ(selects(nulls, Op::select, {}), Code::select_type);
    EXPECT_EQ(selects(nulls, Op::select_t, {1, 0x70}), Code{});
    EXPECT_EQ(selects(nulls, Op::select_t, {1, 0x6F}), Code::type_mismatch);
    EXPECT_EQ(selects(nulls, Op::select_t, {2, 0x70, 0x70}), Code::wrong_arity);
    EXPECT_EQ(selects(nulls, Op::select_t, {0}), Code::wrong_arity);
}

TEST(body, calls_take_parameters_and_give_results)
{
    EXPECT_EQ(code_of(code().i32_const(1).i64_const(2).op(Op::call, {1}), {}, {f32}), Code{});
    EXPECT_EQ(code_of(code().i64_const(1).i32_const(2).op(Op::call, {1}), {}, {f32}),
              Code::type_mismatch);
    EXPECT_EQ(code_of(code().op(Op::call, {3})), Code::unknown_function);
    EXPECT_EQ(code_of(code().i32_const(0).op(Op::call_indirect, {2, 0})), Code{});
    EXPECT_EQ(code_of(code().i32_const(0).op(Op::call_indirect, {2, 1})), Code::type_mismatch);
    EXPECT_EQ(code_of(code().i32_const(0).op(Op::call_indirect, {2, 2})), Code::unknown_table);
    EXPECT_EQ(code_of(code().i32_const(0).op(Op::call_indirect, {4, 0})), Code::unknown_type);
}

TEST(body, globals_and_locals_keep_their_types)
{
    EXPECT_EQ(code_of(code().i64_const(1).op(Op::global_set, {1})), Code{});
    EXPECT_EQ(code_of(code().i32_const(1).op(Op::global_set, {0})), Code::immutable_global);
    EXPECT_EQ(code_of(code().i32_const(1).op(Op::global_set, {1})), Code::type_mismatch);
    EXPECT_EQ(code_of(code().op(Op::global_get, {2})), Code::unknown_global);
    EXPECT_EQ(code_of(code().i64_const(1).op(Op::local_set, {0})), Code::type_mismatch);
    EXPECT_EQ(code_of(code().ref_null(externref).op(Op::local_tee, {1}).op(Op::drop)), Code{});
}

TEST(body, memory_accesses_are_aligned_and_have_a_memory)
{
    const auto load = [](u64 alignment, u64 offset)
    { return code_of(code().i32_const(0).op(Op::i32_load, {alignment, offset}).op(Op::drop)); };
    EXPECT_EQ(load(2, 0xFFFFFFFF), Code{});
    EXPECT_EQ(load(3, 0), Code::alignment_too_large);
    EXPECT_EQ(load(128, 0), Code::bad_memarg);
    EXPECT_EQ(load(64, 0), Code::off_multi_memory);
    EXPECT_EQ(load(2, 0x100000000), Code::leb_too_large);
    EXPECT_EQ(code_of(code().op(Op::memory_size, {1}).op(Op::drop)), Code::unknown_memory);
    EXPECT_EQ(code_of(code().i32_const(0).op(Op::memory_grow, {0}).op(Op::drop)), Code{});
}

TEST(body, bulk_operations_name_what_there_is)
{
    const auto three = code().i32_const(0).i32_const(0).i32_const(0);
    const auto with = [&](Op op, std::initializer_list<u64> immediates)
    { return code_of(CodeWriter{three}.op(op, immediates)); };
    EXPECT_EQ(with(Op::memory_fill, {0}), Code{});
    EXPECT_EQ(with(Op::memory_copy, {0, 0}), Code{});
    EXPECT_EQ(with(Op::memory_copy, {0, 1}), Code::unknown_memory);
    EXPECT_EQ(with(Op::memory_init, {0, 0}), Code{});
    EXPECT_EQ(with(Op::memory_init, {1, 0}), Code::unknown_data);
    EXPECT_EQ(with(Op::table_init, {0, 0}), Code{});
    EXPECT_EQ(with(Op::table_init, {0, 1}), Code::type_mismatch);
    EXPECT_EQ(with(Op::table_init, {1, 0}), Code::unknown_element);
    EXPECT_EQ(with(Op::table_copy, {0, 0}), Code{});
    EXPECT_EQ(with(Op::table_copy, {0, 1}), Code::type_mismatch);
    EXPECT_EQ(with(Op::table_copy, {0, 2}), Code::unknown_table);
    EXPECT_EQ(code_of(code().op(Op::data_drop, {0}).op(Op::elem_drop, {0})), Code{});
    EXPECT_EQ(code_of(code().op(Op::data_drop, {1})), Code::unknown_data);
    EXPECT_EQ(code_of(code().op(Op::elem_drop, {1})), Code::unknown_element);
}

TEST(body, tables_are_typed)
{
    EXPECT_EQ(code_of(code().i32_const(0).op(Op::table_get, {1}).op(Op::ref_is_null).op(Op::drop)),
              Code{});
    EXPECT_EQ(code_of(code().i32_const(0).ref_null(funcref).op(Op::table_set, {0})), Code{});
    EXPECT_EQ(code_of(code().i32_const(0).ref_null(funcref).op(Op::table_set, {1})),
              Code::type_mismatch);
    EXPECT_EQ(code_of(code().ref_null(funcref).i32_const(1).op(Op::table_grow, {0}).op(Op::drop)),
              Code{});
    EXPECT_EQ(code_of(code().i32_const(0).ref_null(externref).i32_const(1).op(Op::table_fill, {1})),
              Code{});
    EXPECT_EQ(code_of(code().op(Op::table_size, {2}).op(Op::drop)), Code::unknown_table);
}

TEST(body, references_are_to_declared_functions)
{
    EXPECT_EQ(code_of(code().op(Op::ref_func, {1}).op(Op::drop)), Code{});
    EXPECT_EQ(code_of(code().op(Op::ref_func, {2}).op(Op::drop)), Code::undeclared_reference);
    EXPECT_EQ(code_of(code().op(Op::ref_func, {3}).op(Op::drop)), Code::unknown_function);
    EXPECT_EQ(code_of(code().i32_const(0).op(Op::ref_is_null).op(Op::drop)), Code::type_mismatch);
}

TEST(body, ends_where_it_ends)
{
    EXPECT_EQ(refusal(code().block(Op::block)), (Rejection{Code::missing_end, 3}));
    EXPECT_EQ(refusal(code().end().op(Op::nop)), (Rejection{Code::body_size_mismatch, 1}));
    EXPECT_EQ(refusal(code().op(Op::f64_const)).code, Code::truncated);
}

TEST(body, later_features_are_decoded_and_refused)
{
    EXPECT_EQ(refusal(code().op(Op::nop).op(Op::return_call, {0})),
              (Rejection{Code::off_tail_calls, 1}));
    EXPECT_EQ(code_of(code().op(Op::v128_load, {0, 0})), Code::off_simd);
    EXPECT_EQ(code_of(code().op(Op::i32x4_relaxed_trunc_f32x4_s)), Code::off_relaxed_simd);
    EXPECT_EQ(code_of(code().op(Op::struct_new, {0})), Code::off_gc);
    EXPECT_EQ(code_of(code().op(Op::call_ref, {0})), Code::off_typed_references);
    EXPECT_EQ(code_of(code().op(Op::throw_, {0})), Code::off_exceptions);
    EXPECT_EQ(code_of(code().op(Op::i64_add128)), Code::off_wide_arithmetic);
    EXPECT_EQ(code_of(code().op(Op::atomic_fence)), Code::off_threads);
    EXPECT_EQ(code_of(code().block(Op::block, v128)), Code::off_simd);
}

TEST(body, a_profile_takes_features_away)
{
    Profile bare = default_profile();
    bare.module.features = {Feature::bulk_memory, Feature::reference_types};
    const auto without = [&](const CodeWriter& body) { return Body{body}.refusal(bare).code; };
    EXPECT_EQ(without(code().i32_const(0).op(Op::i32_extend8_s).op(Op::drop)),
              Code::off_multi_value); // the module has a type with two results
    bare.module.features.add(Feature::multi_value);
    EXPECT_EQ(without(code().i32_const(0).op(Op::i32_extend8_s).op(Op::drop)),
              Code::off_sign_extension);
    EXPECT_EQ(without(code().f32_const(0).op(Op::i32_trunc_sat_f32_s).op(Op::drop)),
              Code::off_saturating_conversions);
    EXPECT_EQ(without(code().op(Op::nop)), Code{});
}

TEST(body, no_byte_is_an_instruction_by_accident)
{
    for (u32 byte = 0; byte < 256; ++byte)
    {
        if (find_op(0, byte) || (byte >= 0xFB && byte <= 0xFE))
            continue;
        ModuleWriter out;
        out.function_raw(out.type({}, {}), Bytes{0, static_cast<u8>(byte), 0x0B});
        const auto analysed = analyse(out.bytes(), default_profile(), default_schedule());
        ASSERT_FALSE(analysed.has_value()) << byte;
        EXPECT_EQ(analysed.error().code, Code::bad_opcode) << byte;
    }
}

TEST(body, limits_bind)
{
    CodeWriter body;
    body.i32_const(1).i32_const(1).block(Op::block).block(Op::block);
    body.i32_const(0).br_table({0, 1}, 2).end().end().op(Op::drop).op(Op::drop);
    const Body module{body};
    const auto limited = [&](u32 ModuleLimits::* member, u32 to)
    {
        Profile profile = default_profile();
        profile.module.limits.*member = to;
        return module.refusal(profile).code;
    };
    const auto binds = [&](u32 ModuleLimits::* member, u32 fits, Code code)
    {
        EXPECT_EQ(limited(member, fits), Code{}) << name(code);
        EXPECT_EQ(limited(member, fits - 1), code) << name(code);
    };
    binds(&ModuleLimits::nesting, 2, Code::limit_nesting);
    binds(&ModuleLimits::br_table, 3, Code::limit_br_table);
    binds(&ModuleLimits::operands, 3, Code::limit_operands);
    binds(&ModuleLimits::frame_units, 8 + 2 + 3, Code::limit_frame_units);
}

TEST(body, a_deep_body_is_walked_without_recursion)
{
    CodeWriter body;
    for (int i = 0; i < 90'000; ++i)
        body.block(Op::block);
    for (int i = 0; i < 90'000; ++i)
        body.end();
    EXPECT_EQ(Body{body}.refusal(permissive_profile()), Rejection{});
    EXPECT_EQ(Body{body}.refusal().code, Code::limit_nesting);
}
} // namespace
} // namespace pawl
