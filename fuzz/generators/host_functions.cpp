#include "fuzz/generators/host_functions.hpp"

#include "engine/runtime/instance.hpp"

#include <ranges>

namespace pawl::fuzz
{
namespace
{
using enum ValueType;

void note(const HostCall& call)
{
    auto& notes = call.state<HostNotes>();
    notes.push_back(call.number());
    const auto& types = call.function().type.params;
    for (std::size_t i = 0; i < types.size(); ++i)
    {
        // A reference to a function is an address, another one in each instance.
        const u64 bits = call.arguments()[i];
        notes.push_back(types[i] == funcref ? u64{bits != 0} : bits);
    }
}

HostStatus backwards(HostCall& call)
{
    note(call);
    std::ranges::copy(call.arguments() | std::views::reverse |
                          std::views::take(call.results().size()),
                      call.results().begin());
    return HostStatus::ok();
}

HostStatus poke(HostCall& call)
{
    note(call);
    const auto bytes = call.memory(call.argument_i32(0), 4);
    if (!bytes)
        return HostStatus::trapped(Trap::memory_out_of_bounds);
    bytes->back() = static_cast<u8>(call.argument_i32(1));
    return HostStatus::ok();
}

HostStatus charge(HostCall& call)
{
    note(call);
    return call.charge(call.argument_i64(0) % 64) ? HostStatus::ok()
                                                  : HostStatus::stopped(call.gas());
}

// Runs a function of the caller that takes nothing, if that is what the number selects.
HostStatus invoke(HostCall& call)
{
    note(call);
    const Module& module = call.caller().module();
    const u32 function = call.argument_i32(0) % static_cast<u32>(module.functions.size());
    call.result_i32(0);
    if (!module.function_type(function).params.empty())
        return HostStatus::ok();
    const auto outcome = call.invoke(function, {});
    if (!outcome)
        return HostStatus::ok();
    if (!outcome->returned())
        return HostStatus::of(*outcome);
    call.result_i32(1);
    return HostStatus::ok();
}

HostStatus finish(HostCall& call)
{
    note(call);
    switch (call.argument_i32(0) % 64)
    {
    case 1:
        return HostStatus::exited();
    case 2:
        return HostStatus::trapped(Trap::bad_argument);
    default:
        return HostStatus::ok();
    }
}

HostFunction function(std::string_view name, FunctionType type, HostStatus (*call)(HostCall&))
{
    return {.module = "host",
            .name = name,
            .type = std::move(type),
            .call = call,
            .price = {},
            .documentation = "See host_functions.hpp."};
}
} // namespace

std::span<const HostFunction> program_host_functions()
{
    static const std::vector<HostFunction> functions{
        function("numbers", {{i32, i64, f32, f64}, {f64, f32, i64, i32}}, backwards),
        function("references", {{funcref, externref}, {externref, funcref}}, backwards),
        function("many",
                 {{i64, f64, i64, f64, i64, i64, f64, i64, i64, i64, i64, f64},
                  {f64, i64, i64, i64, i64, f64, i64, i64, f64}},
                 backwards),
        function("one", {{i64}, {i64}}, backwards),
        function("poke", {{i32, i32}, {}}, poke),
        function("charge", {{i64}, {}}, charge),
        function("invoke", {{i32}, {i32}}, invoke),
        function("finish", {{i32}, {}}, finish),
    };
    return functions;
}

const HostTable& program_hosts()
{
    static const HostSet set{
        .name = "host", .first_number = 1, .functions = program_host_functions()};
    static const HostTable table{{&set, 1}};
    return table;
}
} // namespace pawl::fuzz
