#include "tests/spec/spectest.hpp"

#include "engine/module/writer.hpp"

#include <array>
#include <bit>

namespace pawl::spec
{
namespace
{
using enum ValueType;

constexpr std::string_view host_module = "host";

HostStatus print(HostCall&)
{
    return HostStatus::ok();
}

HostFunction printer(std::string_view name, std::vector<ValueType> params)
{
    return {.module = host_module,
            .name = name,
            .type = {std::move(params), {}},
            .call = print,
            .price = {},
            .documentation = "Takes values and does nothing."};
}

const std::array<HostFunction, 7>& printers()
{
    static const std::array functions{
        printer("print", {}),
        printer("print_i32", {i32}),
        printer("print_i64", {i64}),
        printer("print_f32", {f32}),
        printer("print_f64", {f64}),
        printer("print_i32_f32", {i32, f32}),
        printer("print_f64_f64", {f64, f64}),
    };
    return functions;
}

void add_globals(ModuleWriter& module)
{
    const auto add = [&module](std::string_view name, ValueType type, const CodeWriter& init)
    {
        module.exported(name, ExternKind::global,
                        module.global({.type = type, .is_mutable = false}, init));
    };
    add("global_i32", i32, CodeWriter{}.i32_const(666));
    add("global_i64", i64, CodeWriter{}.i64_const(666));
    add("global_f32", f32, CodeWriter{}.f32_const(std::bit_cast<u32>(666.6F)));
    add("global_f64", f64, CodeWriter{}.f64_const(std::bit_cast<u64>(666.6)));
}
} // namespace

const HostTable& spectest_hosts()
{
    static const HostSet set{.name = "spectest", .first_number = 0, .functions = printers()};
    static const HostTable table{{&set, 1}};
    return table;
}

Bytes spectest_module()
{
    ModuleWriter module;
    for (const HostFunction& function : printers())
    {
        const u32 type = module.type(function.type.params, function.type.results);
        module.exported(function.name, ExternKind::function,
                        module.import_function(function.module, function.name, type));
    }
    module.table({.element = funcref, .limits = {.min = 10, .max = 20}});
    module.exported("table", ExternKind::table, 0);
    module.table({.element = funcref, .limits = {.min = 10, .max = 20, .address = i64}});
    module.exported("table64", ExternKind::table, 1);
    module.memory({.min = 1, .max = 2});
    module.exported("memory", ExternKind::memory, 0);
    add_globals(module);
    return module.bytes();
}
} // namespace pawl::spec
