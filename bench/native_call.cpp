// What it takes to get into compiled code and out of it: a fresh instance with an empty call, a
// warm call, a call of a host function. The functions are written by hand, so no compiler counts.
// Run with --benchmark_enable_random_interleaving=true on an idle machine.
#include "engine/runtime/native_run.hpp"
#include "singlepass/x64/abi.hpp"
#include "tests/singlepass/x64/by_hand.hpp"

#include <benchmark/benchmark.h>

namespace pawl::x64
{
namespace
{
using enum ValueType;

constexpr u64 host_calls = 1000; // in one run, so that the run itself does not count

HostStatus nothing(HostCall&)
{
    return HostStatus::ok();
}

HostStatus add(HostCall& call)
{
    call.result_i64(call.argument_i64(0) + call.argument_i64(1));
    return HostStatus::ok();
}

const HostTable& hosts()
{
    static const std::vector<HostFunction> functions{{.module = "bench",
                                                      .name = "nothing",
                                                      .type = {{}, {}},
                                                      .call = nothing,
                                                      .price = {},
                                                      .documentation = "Returns."},
                                                     {.module = "bench",
                                                      .name = "add",
                                                      .type = {{i64, i64}, {i64}},
                                                      .call = add,
                                                      .price = {},
                                                      .documentation = "Adds."}};
    static const HostSet set{.name = "bench", .first_number = 0, .functions = functions};
    static const HostTable table{{&set, 1}};
    return table;
}

void call_host_often(HandWriter& out, u32 import)
{
    out.begin(12, 1);
    out.mov(w64, Gpr::rbx, static_cast<pawl::i32>(host_calls));
    const u32 next = out.offset();
    out.mov(w64, Gpr::rdi, 1);
    out.mov(w64, Gpr::rsi, 2);
    out.call_imported(import, 1);
    out.sub(w64, Gpr::rbx, 1);
    out.jcc_back(Condition::ne, next);
    out.leave();
}

void write_functions(HandWriter& out)
{
    out.begin(12, 1); // empty
    out.leave();
    out.begin(12, 1); // one: gives its argument
    out.mov(w64, Gpr::rax, Gpr::rdi);
    out.leave();
    call_host_often(out, 0);
    call_host_often(out, 1);
    out.begin(12, 1); // dirty: a byte in each of 16 pages of the system, far from each other
    for (pawl::i32 i = 0; i < 16; ++i)
        out.store(w8, Mem::absolute(i * 17 * 4096 + 5).gs(), 1);
    out.leave();
}

/// A module with so many pages of memory, and what calls of it need.
struct Subject
{
    explicit Subject(u64 pages = 1, std::size_t data_bytes = 0)
    {
        laboratory.imports.hosts = &hosts();
        shape.import_function("bench", "nothing", shape.type({}, {}));
        shape.import_function("bench", "add", shape.type({i64, i64}, {i64}));
        shape.memory({.min = pages, .max = pages});
        if (data_bytes != 0)
            shape.data(0, Bytes(data_bytes, 0x55));
        by_hand(shape, "empty", {}, {});
        by_hand(shape, "one", {i64}, {i64});
        by_hand(shape, "call_nothing", {}, {});
        by_hand(shape, "call_add", {}, {});
        by_hand(shape, "dirty", {}, {});
        instance = &laboratory.instantiate(shape, write_functions);
    }

    void call(std::string_view function, std::span<const u64> arguments = {})
    {
        Execution execution = laboratory.settings;
        GasMeter gas{max_gas_limit};
        execution.gas = &gas;
        const u32 index = *instance->find_function(function);
        call(index, arguments, execution);
    }
    void call(u32 index, std::span<const u64> arguments, Execution& execution) const
    {
        const Outcome outcome = run_native(abi::machine(), *instance, index, arguments, execution);
        benchmark::DoNotOptimize(outcome.completion);
    }

    ModuleWriter shape;
    HandLaboratory laboratory;
    Instance* instance = nullptr;
};

void run_calls(benchmark::State& state, std::string_view function, std::span<const u64> arguments,
               u64 calls)
{
    const Subject subject;
    GasMeter gas{max_gas_limit};
    Execution execution = subject.laboratory.settings;
    execution.gas = &gas;
    const u32 index = *subject.instance->find_function(function);
    for (auto _ : state)
        subject.call(index, arguments, execution);
    state.counters["ns_per_call"] =
        benchmark::Counter(static_cast<double>(state.iterations() * calls) * 1e-9,
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void warm_call(benchmark::State& state)
{
    run_calls(state, "empty", {}, 1);
}
BENCHMARK(warm_call);

void warm_call_with_argument_and_result(benchmark::State& state)
{
    const std::array<u64, 1> arguments{7};
    run_calls(state, "one", arguments, 1);
}
BENCHMARK(warm_call_with_argument_and_result);

void host_call(benchmark::State& state)
{
    run_calls(state, "call_nothing", {}, host_calls);
}
BENCHMARK(host_call);

void host_call_with_arguments_and_result(benchmark::State& state)
{
    run_calls(state, "call_add", {}, host_calls);
}
BENCHMARK(host_call_with_arguments_and_result);

// Instances one after the other; giving the last one's memory back counts.
void run_fresh(benchmark::State& state, Subject& subject, std::string_view function)
{
    for (auto _ : state)
    {
        subject.laboratory.forget_instances();
        subject.instance = &subject.laboratory.instantiate_again();
        subject.call(function);
    }
}

void fresh_instance_and_empty_call(benchmark::State& state)
{
    Subject subject;
    run_fresh(state, subject, "empty");
}
BENCHMARK(fresh_instance_and_empty_call);

void fresh_instance_of_17_pages_and_16_dirty(benchmark::State& state)
{
    Subject subject{17, 300'000};
    run_fresh(state, subject, "dirty");
}
BENCHMARK(fresh_instance_of_17_pages_and_16_dirty);
} // namespace
} // namespace pawl::x64

BENCHMARK_MAIN();
