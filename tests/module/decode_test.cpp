#include "determinism/profile.hpp"
#include "engine/module/decode.hpp"
#include "engine/module/writer.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
using enum ValueType;

const ModuleRules& rules()
{
    return default_profile().module;
}

/// A module of sections as they stand.
Bytes sections(std::initializer_list<std::pair<u8, Bytes>> list)
{
    BinaryWriter out;
    out.raw(as_bytes(std::string_view{"\0asm\1\0\0\0", 8}));
    for (const auto& [id, content] : list)
        out.byte(id).sized(content);
    return out.bytes();
}

/// Why the bytes are refused; Code{} at 0 where they are not.
Rejection refusal(const Bytes& bytes, const ModuleRules& by = rules())
{
    const auto module = decode(bytes, by);
    return module ? Rejection{} : module.error();
}

Rejection refusal(std::initializer_list<std::pair<u8, Bytes>> list)
{
    return refusal(sections(list));
}

// Offsets: 8 bytes of header, then the id and the size of the first section.
constexpr u64 first = 10;

TEST(decode, the_empty_module_is_one)
{
    const auto module = decode(sections({}), rules());
    ASSERT_TRUE(module.has_value());
    EXPECT_TRUE(module->functions.empty() && module->exports.empty() && !module->start);
}

TEST(decode, all_that_a_module_may_hold_is_found)
{
    ModuleWriter out;
    const u32 type = out.type({i32, f64}, {i64});
    const u32 empty = out.type({}, {});
    const u32 imported = out.import_function("env", "f", type);
    out.import_global("env", "g", {i32, false});
    out.table({funcref, {1, 2}});
    out.memory({3, 4});
    const u32 global = out.global({i32, true}, CodeWriter{}.op(Op::global_get, {0}));
    const u32 function = out.function(empty, {i32, i32, f32}, CodeWriter{}.op(Op::nop));
    out.exported("run", ExternKind::function, function);
    out.exported("memory", ExternKind::memory, 0);
    out.start(function);
    out.elements(0, {imported});
    out.data_count(true);
    out.data(1, as_bytes("abc"));
    const auto module = decode(out.bytes(), rules());
    ASSERT_TRUE(module.has_value());
    EXPECT_EQ(module->types[type], (FunctionType{{i32, f64}, {i64}}));
    EXPECT_EQ(module->imports[0].module, "env");
    EXPECT_EQ(module->imported_functions, 1U);
    EXPECT_EQ(module->function_type(function), (FunctionType{{}, {}}));
    EXPECT_EQ(module->tables[0], (TableType{funcref, {1, 2}}));
    EXPECT_EQ(module->memories[0], (MemoryType{{3, 4}}));
    EXPECT_EQ(module->globals[global].type, (GlobalType{i32, true}));
    EXPECT_EQ(module->start, function);
    EXPECT_EQ(module->code[0].local_count, 3U);
    EXPECT_EQ(as_text(module->view(module->data[0].bytes)), "abc");
    EXPECT_EQ(module->elements[0].functions, std::vector<u32>{imported});
    EXPECT_TRUE(module->declared[imported] && module->declared[function]);
    EXPECT_EQ(module->constant_instructions, 3U);
    ASSERT_NE(module->find_export("run", ExternKind::function), nullptr);
    EXPECT_EQ(module->find_export("run", ExternKind::memory), nullptr);
}

TEST(decode, equal_types_share_their_first_index)
{
    ModuleWriter out;
    out.type({i32}, {});
    out.type({}, {i32});
    out.type({i32}, {});
    out.type({}, {});
    out.type({}, {i32});
    EXPECT_EQ(decode(out.bytes(), rules())->canonical_types, (std::vector<u32>{0, 1, 0, 3, 1}));
}

TEST(decode, what_is_no_module_is_told_by_its_first_bytes)
{
    EXPECT_EQ(refusal(Bytes{}), (Rejection{Code::truncated, 0}));
    EXPECT_EQ(refusal(to_bytes("\x7F"
                               "ELF....")),
              (Rejection{Code::bad_magic, 0}));
    EXPECT_EQ(refusal(Bytes{0, 'a', 's', 'm', 2, 0, 0, 0}),
              (Rejection{Code::bad_module_version, 4}));
}

TEST(decode, sections_stand_once_and_in_order)
{
    EXPECT_EQ(refusal({{1, {0}}, {1, {0}}}), (Rejection{Code::section_out_of_order, 11}));
    EXPECT_EQ(refusal({{3, {0}}, {1, {0}}}), (Rejection{Code::section_out_of_order, 11}));
    EXPECT_EQ(refusal({{14, {}}}), (Rejection{Code::bad_section_id, 8}));
    EXPECT_EQ(refusal({{1, {0, 0}}}), (Rejection{Code::section_size_mismatch, first + 1}));
    EXPECT_EQ(refusal({{0, {}}}).code, Code::truncated);
    EXPECT_EQ(refusal({{0, {1, 0xFF}}}).code, Code::bad_utf8);
    EXPECT_EQ(refusal({{0, {1, 'a'}}, {1, {0}}, {0, {1, 'b', 9, 9}}}), Rejection{});
    Bytes cut = sections({{1, {0}}});
    cut.pop_back();
    EXPECT_EQ(refusal(cut).code, Code::truncated);
}

TEST(decode, types_are_checked_where_they_stand)
{
    EXPECT_EQ(refusal({{1, {1, 0x61}}}), (Rejection{Code::bad_type_form, first + 1}));
    EXPECT_EQ(refusal({{1, {1, 0x5F, 0}}}), (Rejection{Code::off_gc, first + 1}));
    EXPECT_EQ(refusal({{1, {1, 0x60, 1, 0x40, 0}}}), (Rejection{Code::bad_value_type, first + 3}));
    EXPECT_EQ(refusal({{1, {1, 0x60, 1, 0x7B, 0}}}), (Rejection{Code::off_simd, first + 3}));
    EXPECT_EQ(refusal({{1, {1, 0x60, 1, 0x64, 0x70, 0}}}).code, Code::off_typed_references);
    EXPECT_EQ(refusal({{1, {1, 0x60, 1, 0x6E, 0}}}).code, Code::off_gc);
    EXPECT_EQ(refusal({{1, {1, 0x60, 1, 0x69, 0}}}).code, Code::off_exceptions);
}

TEST(decode, features_that_are_off_are_named)
{
    EXPECT_EQ(refusal({{5, {1, 2, 0}}}).code, Code::off_threads);
    EXPECT_EQ(refusal({{5, {1, 8, 0}}}).code, Code::bad_limits_flag);
    EXPECT_EQ(refusal({{5, {2, 0, 0, 0, 0}}}).code, Code::off_multi_memory);
    EXPECT_EQ(refusal({{13, {1, 0, 0}}}).code, Code::off_exceptions);
    EXPECT_EQ(refusal({{4, {1, 0x40, 0, 0x70, 0, 0}}}).code, Code::off_typed_references);
    ModuleRules old = rules();
    old.features = {};
    EXPECT_EQ(refusal(sections({{1, {1, 0x60, 0, 2, 0x7F, 0x7F}}}), old).code,
              Code::off_multi_value);
    EXPECT_EQ(refusal(sections({{12, {0}}}), old).code, Code::off_bulk_memory);
    EXPECT_EQ(refusal(sections({{5, {1, 4, 0}}}), old).code, Code::off_memory64);
    EXPECT_EQ(refusal(sections({{4, {1, 0x6F, 0, 0}}}), old).code, Code::off_reference_types);
    EXPECT_EQ(refusal(sections({{2, {1, 0, 0, 3, 0x7F, 1}}}), old).code, Code::off_mutable_globals);
}

TEST(decode, addresses_of_64_bits_change_what_limits_may_be)
{
    const auto memory = decode(sections({{5, {1, 5, 1, 2}}}), rules());
    ASSERT_TRUE(memory.has_value());
    EXPECT_EQ(memory->memories[0], (MemoryType{{.min = 1, .max = 2, .address = i64}}));
    const auto table = decode(sections({{4, {1, 0x70, 4, 1}}}), rules());
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->tables[0],
              (TableType{funcref, {.min = 1, .max = std::nullopt, .address = i64}}));
    // 2^48 pages, and one more
    EXPECT_EQ(refusal({{5, {1, 5, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40}}}), Rejection{});
    EXPECT_EQ(refusal({{5, {1, 5, 0, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40}}}).code,
              Code::memory_too_large);
    // 2^32 pages at least, which no profile allows; a bound too wide for 32-bit addresses
    EXPECT_EQ(refusal({{5, {1, 4, 0x80, 0x80, 0x80, 0x80, 0x10}}}).code, Code::limit_memory_pages);
    EXPECT_EQ(refusal({{5, {1, 0, 0x80, 0x80, 0x80, 0x80, 0x10}}}).code, Code::leb_too_large);
}

TEST(decode, segments_start_where_an_address_of_their_target_says)
{
    constexpr u8 narrow = 0x41, wide = 0x42; // constants
    EXPECT_EQ(refusal({{5, {1, 4, 1}}, {11, {1, 0, wide, 0, 0x0B, 0}}}), Rejection{});
    EXPECT_EQ(refusal({{5, {1, 4, 1}}, {11, {1, 0, narrow, 0, 0x0B, 0}}}).code,
              Code::type_mismatch);
    EXPECT_EQ(refusal({{4, {1, 0x70, 4, 1}}, {9, {1, 0, wide, 0, 0x0B, 0}}}), Rejection{});
    EXPECT_EQ(refusal({{4, {1, 0x70, 4, 1}}, {9, {1, 0, narrow, 0, 0x0B, 0}}}).code,
              Code::type_mismatch);
}

TEST(decode, a_heap_type_has_one_byte)
{
    // A global whose initial value is ref.null of funcref, which is -16 in LEB128.
    EXPECT_EQ(refusal({{6, {1, 0x70, 0, 0xD0, 0x70, 0x0B}}}), Rejection{});
    EXPECT_EQ(refusal({{6, {1, 0x70, 0, 0xD0, 0xF0, 0x7F, 0x0B}}}).code, Code::bad_reference_type);
    EXPECT_EQ(refusal({{6, {1, 0x6F, 0, 0xD0, 0xEF, 0x7F, 0x0B}}}).code, Code::bad_reference_type);
    EXPECT_EQ(refusal({{9, {1, 5, 0x70, 1, 0xD0, 0xF0, 0x7F, 0x0B}}}).code,
              Code::bad_reference_type);
}

TEST(decode, floats_can_be_forbidden)
{
    ModuleRules no_floats = rules();
    no_floats.floats = false;
    EXPECT_EQ(refusal(sections({{1, {1, 0x60, 1, 0x7D, 0}}}), no_floats),
              (Rejection{Code::floats_forbidden, first + 3}));
}

TEST(decode, indices_point_to_something)
{
    EXPECT_EQ(refusal({{3, {1, 0}}}).code, Code::unknown_type);
    EXPECT_EQ(refusal({{7, {1, 0, 0, 0}}}).code, Code::unknown_function);
    EXPECT_EQ(refusal({{7, {1, 0, 1, 0}}}).code, Code::unknown_table);
    EXPECT_EQ(refusal({{7, {1, 0, 2, 0}}}).code, Code::unknown_memory);
    EXPECT_EQ(refusal({{7, {1, 0, 3, 0}}}).code, Code::unknown_global);
    EXPECT_EQ(refusal({{7, {1, 0, 5, 0}}}).code, Code::bad_export_kind);
    EXPECT_EQ(refusal({{8, {0}}}).code, Code::unknown_function);
    EXPECT_EQ(refusal({{9, {1, 0, 0x41, 0, 0x0B, 0}}}).code, Code::unknown_table);
    EXPECT_EQ(refusal({{11, {1, 0, 0x41, 0, 0x0B, 0}}}).code, Code::unknown_memory);
}

TEST(decode, exports_have_names_of_their_own)
{
    ModuleWriter out;
    out.memory({1, std::nullopt});
    out.exported("a", ExternKind::memory, 0);
    out.exported("b", ExternKind::memory, 0);
    EXPECT_EQ(refusal(out.bytes()), Rejection{});
    out.exported("a", ExternKind::memory, 0);
    EXPECT_EQ(refusal(out.bytes()).code, Code::duplicate_export);
}

TEST(decode, a_start_function_takes_and_gives_nothing)
{
    ModuleWriter out;
    out.start(out.function(out.type({i32}, {}), {}, {}));
    EXPECT_EQ(refusal(out.bytes()).code, Code::bad_start);
}

TEST(decode, constant_expressions_are_typed)
{
    const auto global = [](const CodeWriter& init)
    {
        ModuleWriter out;
        out.import_global("m", "constant", {i32, false});
        out.import_global("m", "variable", {i32, true});
        out.global({i32, false}, init);
        return refusal(out.bytes()).code;
    };
    EXPECT_EQ(global(CodeWriter{}.i32_const(1)), Code{});
    EXPECT_EQ(global(CodeWriter{}.i32_const(1).i32_const(2).op(Op::i32_add)), Code{});
    EXPECT_EQ(global(CodeWriter{}.op(Op::global_get, {0})), Code{});
    EXPECT_EQ(global(CodeWriter{}.op(Op::global_get, {1})), Code::constant_expression);
    EXPECT_EQ(global(CodeWriter{}.op(Op::global_get, {2})), Code::unknown_global);
    EXPECT_EQ(global(CodeWriter{}.i64_const(1)), Code::type_mismatch);
    EXPECT_EQ(global(CodeWriter{}), Code::type_mismatch);
    EXPECT_EQ(global(CodeWriter{}.i32_const(1).i32_const(1)), Code::type_mismatch);
    EXPECT_EQ(global(CodeWriter{}.i32_const(1).op(Op::i32_add)), Code::type_mismatch);
    EXPECT_EQ(global(CodeWriter{}.i32_const(1).op(Op::i32_clz)), Code::constant_expression);
    EXPECT_EQ(global(CodeWriter{}.op(Op::ref_func, {0})), Code::unknown_function);
}

TEST(decode, functions_and_bodies_come_in_equal_numbers)
{
    EXPECT_EQ(refusal({{1, {1, 0x60, 0, 0}}, {3, {1, 0}}}).code, Code::function_code_mismatch);
    EXPECT_EQ(refusal({{10, {1, 2, 0, 0x0B}}}).code, Code::function_code_mismatch);
    EXPECT_EQ(refusal({{12, {1}}, {11, {0}}}).code, Code::data_count_mismatch);
}

TEST(decode, limits_bind_at_the_first_thing_too_many)
{
    ModuleWriter out;
    const u32 type = out.type({i32}, {});
    out.type({}, {i32});
    out.import_function("environment", "f", type);
    out.memory({2, std::nullopt});
    out.table({funcref, {3, std::nullopt}});
    out.function(type, {i32, i64}, CodeWriter{}.op(Op::nop));
    out.global({i32, false}, CodeWriter{}.i32_const(0));
    out.exported("f", ExternKind::function, 0);
    out.elements(0, {0, 0});
    out.data(0, as_bytes("x"));
    const Bytes bytes = out.bytes();
    const auto limited = [&](u32 ModuleLimits::* member, u32 to)
    {
        ModuleRules tight = rules();
        tight.limits.*member = to;
        return refusal(bytes, tight).code;
    };
    const auto binds = [&](u32 ModuleLimits::* member, u32 fits, Code code)
    {
        EXPECT_EQ(limited(member, fits), Code{}) << name(code);
        EXPECT_EQ(limited(member, fits - 1), code) << name(code);
    };
    binds(&ModuleLimits::module_bytes, static_cast<u32>(bytes.size()), Code::limit_module_bytes);
    binds(&ModuleLimits::types, 2, Code::limit_types);
    binds(&ModuleLimits::functions, 2, Code::limit_functions);
    binds(&ModuleLimits::imports, 1, Code::limit_imports);
    binds(&ModuleLimits::exports, 1, Code::limit_exports);
    binds(&ModuleLimits::globals, 1, Code::limit_globals);
    binds(&ModuleLimits::tables, 1, Code::limit_tables);
    binds(&ModuleLimits::table_entries, 3, Code::limit_table_entries);
    binds(&ModuleLimits::memories, 1, Code::limit_memories);
    binds(&ModuleLimits::memory_pages, 2, Code::limit_memory_pages);
    binds(&ModuleLimits::elements, 1, Code::limit_elements);
    binds(&ModuleLimits::data, 1, Code::limit_data);
    binds(&ModuleLimits::segment_entries, 2, Code::limit_segment_entries);
    binds(&ModuleLimits::locals, 3, Code::limit_locals);
    binds(&ModuleLimits::params, 1, Code::limit_params);
    binds(&ModuleLimits::results, 1, Code::limit_results);
    binds(&ModuleLimits::name_bytes, 11, Code::limit_name_bytes);
}

TEST(decode, a_number_of_locals_is_never_allocated_before_it_is_checked)
{
    // 0xFFFFFFFF locals, twice.
    const Bytes body{2,    0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F,
                     0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7E, 0x0B};
    ModuleWriter out;
    out.function_raw(out.type({}, {}), body);
    EXPECT_EQ(refusal(out.bytes()).code, Code::limit_locals);
}
} // namespace
} // namespace pawl
