#include "engine/module/writer.hpp"
#include "tests/laboratory/laboratory.hpp"
#include "tests/laboratory/test_hosts.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
using enum ValueType;

/// An instance that exports one thing of each kind, registered as `other`.
class link : public testing::Test
{
protected:
    link()
    {
        ModuleWriter module;
        module.function(module.type({i32}, {i64}), {}, CodeWriter{}.i64_const(64));
        module.table({.element = funcref, .limits = {.min = 10, .max = 20}});
        module.table({.element = externref, .limits = {.min = 10, .max = {}}});
        module.memory({.min = 2, .max = 3});
        module.global({.type = i32, .is_mutable = false}, CodeWriter{}.i32_const(32));
        module.global({.type = i32, .is_mutable = true}, CodeWriter{}.i32_const(33));
        module.exported("function", ExternKind::function, 0);
        module.exported("table", ExternKind::table, 0);
        module.exported("externs", ExternKind::table, 1);
        module.exported("memory", ExternKind::memory, 0);
        module.exported("constant", ExternKind::global, 0);
        module.exported("variable", ExternKind::global, 1);
        other_ = &laboratory_.instantiate(module);
        laboratory_.imports.hosts = &test_hosts();
        laboratory_.imports.instances["other"] = other_;
    }

    /// Why the module does not link; nothing where it does.
    std::optional<Code> refusal(const ModuleWriter& module)
    {
        const auto resolved =
            resolve_imports(laboratory_.analyse(module).module, laboratory_.imports);
        if (resolved)
            return std::nullopt;
        return resolved.error().code;
    }

    std::optional<Code> function(std::string_view from, std::string_view name,
                                 const std::vector<ValueType>& params,
                                 const std::vector<ValueType>& results)
    {
        ModuleWriter module;
        module.import_function(from, name, module.type(params, results));
        return refusal(module);
    }
    std::optional<Code> table(std::string_view name, ValueType element, Limits limits)
    {
        ModuleWriter module;
        module.import_table("other", name, {.element = element, .limits = limits});
        return refusal(module);
    }
    std::optional<Code> memory(std::string_view name, Limits limits)
    {
        ModuleWriter module;
        module.import_memory("other", name, limits);
        return refusal(module);
    }
    std::optional<Code> global(std::string_view name, ValueType type, bool is_mutable)
    {
        ModuleWriter module;
        module.import_global("other", name, {.type = type, .is_mutable = is_mutable});
        return refusal(module);
    }

    Laboratory laboratory_;
    Instance* other_ = nullptr;
};

constexpr std::optional<Code> linked;
constexpr Code unknown = Code::unknown_import, mismatch = Code::import_type_mismatch;

TEST_F(link, functions_match_by_their_whole_type)
{
    EXPECT_EQ(function("other", "function", {i32}, {i64}), linked);
    EXPECT_EQ(function("other", "function", {i64}, {i64}), mismatch);
    EXPECT_EQ(function("other", "function", {i32}, {}), mismatch);
    EXPECT_EQ(function("test", "note", {i64}, {}), linked);
    EXPECT_EQ(function("test", "note", {i32}, {}), mismatch);
}

TEST_F(link, names_that_nobody_provides_are_unknown)
{
    EXPECT_EQ(function("other", "functions", {i32}, {i64}), unknown);
    EXPECT_EQ(function("another", "function", {i32}, {i64}), unknown);
    EXPECT_EQ(function("test", "", {}, {}), unknown);
}

TEST_F(link, kinds_do_not_stand_for_each_other)
{
    EXPECT_EQ(function("other", "memory", {}, {}), mismatch);
    EXPECT_EQ(memory("table", {.min = 0, .max = {}}), mismatch);
    EXPECT_EQ(table("constant", funcref, {.min = 0, .max = {}}), mismatch);
    EXPECT_EQ(global("function", i32, false), mismatch);
}

TEST_F(link, sizes_must_lie_within_the_limits_asked_for)
{
    EXPECT_EQ(memory("memory", {.min = 2, .max = {}}), linked);
    EXPECT_EQ(memory("memory", {.min = 0, .max = 3}), linked);
    EXPECT_EQ(memory("memory", {.min = 3, .max = {}}), mismatch);
    EXPECT_EQ(memory("memory", {.min = 2, .max = 2}), mismatch);
    EXPECT_EQ(table("table", funcref, {.min = 10, .max = 20}), linked);
    EXPECT_EQ(table("table", funcref, {.min = 11, .max = 20}), mismatch);
    EXPECT_EQ(table("externs", externref, {.min = 10, .max = {}}), linked);
    EXPECT_EQ(table("externs", externref, {.min = 10, .max = 100}), mismatch);
}

TEST_F(link, growth_counts_as_size)
{
    other_->memories[0]->grow(1);
    EXPECT_EQ(memory("memory", {.min = 3, .max = 3}), linked);
    other_->tables[0]->grow(5, 0);
    EXPECT_EQ(table("table", funcref, {.min = 15, .max = 20}), linked);
}

TEST_F(link, tables_and_globals_match_in_type_and_mutability)
{
    EXPECT_EQ(table("table", externref, {.min = 0, .max = {}}), mismatch);
    EXPECT_EQ(global("constant", i32, false), linked);
    EXPECT_EQ(global("constant", i32, true), mismatch);
    EXPECT_EQ(global("variable", i32, true), linked);
    EXPECT_EQ(global("variable", i32, false), mismatch);
    EXPECT_EQ(global("constant", i64, false), mismatch);
}

TEST_F(link, the_first_import_that_fails_is_named)
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {i64});
    module.import_function("other", "function", type);
    module.import_memory("other", "memory", {.min = 100, .max = {}});
    module.import_global("nobody", "global", {.type = i32, .is_mutable = false});
    const Module& decoded = laboratory_.analyse(module).module;
    const auto resolved = resolve_imports(decoded, laboratory_.imports);
    ASSERT_FALSE(resolved);
    EXPECT_EQ(resolved.error().code, mismatch);
    EXPECT_EQ(resolved.error().import, 1);
}

TEST_F(link, a_report_names_every_import_that_hosts_alone_do_not_satisfy)
{
    ModuleWriter module;
    module.import_function("test", "exit", module.type({}, {}));
    module.import_function("test", "trap", module.type({i32}, {}));
    module.import_function("other", "function", module.type({i32}, {i64}));
    const auto missing = unresolved_imports(laboratory_.analyse(module).module, test_hosts());
    ASSERT_EQ(missing.size(), 2);
    EXPECT_EQ(missing[0].code, mismatch);
    EXPECT_EQ(missing[0].import, 1);
    EXPECT_EQ(missing[1].code, unknown);
    EXPECT_EQ(missing[1].import, 2);
}

TEST_F(link, what_is_imported_is_shared)
{
    ModuleWriter module;
    const u32 function = module.import_function("other", "function", module.type({i32}, {i64}));
    module.import_memory("other", "memory", {.min = 1, .max = {}});
    module.import_global("other", "variable", {.type = i32, .is_mutable = true});
    module.exported("f", ExternKind::function,
                    module.function(module.type({}, {i64}), {},
                                    CodeWriter{}
                                        .i32_const(8)
                                        .i32_const(77)
                                        .op(Op::i32_store, {0, 0})
                                        .i32_const(99)
                                        .op(Op::global_set, {0})
                                        .i32_const(0)
                                        .op(Op::call, {function})));
    EXPECT_EQ(laboratory_.value(laboratory_.instantiate(module), "f"), 64);
    EXPECT_EQ(other_->memories[0]->data()[8], 77);
    EXPECT_EQ(other_->globals[1]->value[0], 99);
}
} // namespace
} // namespace pawl::test
