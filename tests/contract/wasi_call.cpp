#include "tests/contract/wasi_call.hpp"

#include "base/check.hpp"
#include "engine/module/writer.hpp"

#include <algorithm>

namespace pawl::contract::wasi
{
WasiCall::WasiCall()
{
    ModuleWriter module;
    module.memory({.min = end / wasm_page_bytes, .max = std::nullopt});
    instance_ = &laboratory_.instantiate(module);
    process.output = &output;
    process.errors = &errors;
}

HostStatus WasiCall::run(std::string_view function, std::initializer_list<i64> arguments, u64 limit)
{
    const HostTable table{{set, 1}};
    const FunctionInstance* const found = table.find(set->functions.front().module, function);
    PAWL_CHECK(found != nullptr, "the set has every function that a test names");
    PAWL_CHECK(found->type->params.size() == arguments.size(), "a test gives every argument");
    GasMeter gas{limit};
    Execution execution = laboratory_.settings;
    execution.gas = &gas;
    execution.host_state = &process;
    const std::vector<u64> slots{arguments.begin(), arguments.end()};
    std::array<u64, 1> results{~u64{0}};
    HostCall call{*found, *instance_, execution, slots, results};
    const HostStatus status = found->host->call(call);
    used_ = gas.used();
    answer_ = Errno{static_cast<u16>(results.front())};
    return status;
}

Errno WasiCall::call(std::string_view function, std::initializer_list<i64> arguments)
{
    const HostStatus status = run(function, arguments);
    PAWL_CHECK(status.completion == Completion::returned, "the call returns");
    return answer_;
}

void WasiCall::write_text(u32 at, std::string_view text)
{
    std::ranges::copy(as_bytes(text), memory().subspan(at).begin());
}

std::string WasiCall::text(u32 at, std::size_t length)
{
    return std::string{as_text(memory().subspan(at, length))};
}

std::span<u8> WasiCall::memory() noexcept
{
    return {instance_->memories.front()->data(), end};
}
} // namespace pawl::contract::wasi
