#include "tests/laboratory/test_hosts.hpp"

#include "base/check.hpp"
#include "engine/runtime/instance.hpp"

#include <numeric>

namespace pawl::test
{
namespace
{
using enum ValueType;

HostStatus note(HostCall& call)
{
    call.state<HostNotes>().values.push_back(call.argument_i64(0));
    return HostStatus::ok();
}

HostStatus invoke(HostCall& call)
{
    const auto callback = call.caller().find_function("callback");
    PAWL_CHECK(callback, "a guest that calls invoke exports callback");
    const auto outcome = call.invoke(*callback, call.arguments());
    if (!outcome)
    {
        ++call.state<HostNotes>().refused;
        call.result_i32(~u32{0});
        return HostStatus::ok();
    }
    if (!outcome->returned())
        return HostStatus::of(*outcome);
    call.result_i32(static_cast<u32>(outcome->results.front()));
    return HostStatus::ok();
}

HostStatus suspend(HostCall& call)
{
    return call.suspend() ? HostStatus::ok() : HostStatus::cancelled();
}

HostStatus charge(HostCall& call)
{
    return call.charge(call.argument_i64(0)) ? HostStatus::ok() : HostStatus::stopped(call.gas());
}

HostStatus trap(HostCall&)
{
    return HostStatus::trapped(Trap::bad_argument);
}

HostStatus exit(HostCall&)
{
    return HostStatus::exited();
}

HostStatus sum(HostCall& call)
{
    const auto bytes = call.memory(call.argument_i32(0), call.argument_i32(1));
    if (!bytes)
        return HostStatus::trapped(Trap::memory_out_of_bounds);
    call.result_i32(std::accumulate(bytes->begin(), bytes->end(), u32{0}));
    return HostStatus::ok();
}

HostFunction function(std::string_view name, FunctionType type, HostStatus (*call)(HostCall&))
{
    return {.module = "test",
            .name = name,
            .type = std::move(type),
            .call = call,
            .price = {},
            .documentation = "See test_hosts.hpp."};
}
} // namespace

const HostTable& test_hosts()
{
    static const std::vector<HostFunction> functions{
        function("note", {{i64}, {}}, note),       function("invoke", {{i32}, {i32}}, invoke),
        function("suspend", {{}, {}}, suspend),    function("charge", {{i64}, {}}, charge),
        function("trap", {{}, {}}, trap),          function("exit", {{}, {}}, exit),
        function("sum", {{i32, i32}, {i32}}, sum),
    };
    static const HostSet set{
        .name = "test", .first_number = test_first_number, .functions = functions};
    static const HostTable table{{&set, 1}};
    return table;
}
} // namespace pawl::test
