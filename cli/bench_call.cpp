// pawl bench call: into compiled code and out of it.
#include "cli/bench.hpp"
#include "cli/bench_load.hpp"
#include "cli/bench_marks.hpp"
#include "cli/bench_subject.hpp"
#include "cli/wasi_host.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
constexpr unsigned fresh_calls = 500, warm_calls = 100'000; // for each repetition
constexpr u64 host_calls = 100'000;

// (module
//   (import "bench" "start" (func $nothing))
//   (func (export "loop") (param i32)
//     (loop
//       (call $nothing)
//       (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
constexpr std::string_view host_call_loop =
    "0061736d0100000001080260000060017f00020f010562656e6368057374617274000003020101070801046c6f6f"
    "7000010a1201100003401000200041016b22000d000b0b";

void must_return(const Outcome& outcome)
{
    if (!outcome.returned())
        throw Stop{ExitCode::contract_failed, "a call failed: " + describe_failure(outcome)};
}

/// The exported function that is called: without parameters, and empty if figures are to mean
/// something. Nothing where there is none.
std::optional<u32> find_empty(const Module& module)
{
    const Export* const found = module.find_export("empty", ExternKind::function);
    if (found == nullptr || !module.function_type(found->index).params.empty())
        return std::nullopt;
    return found->index;
}

/// An instance made, called once, and taken back.
double fresh_call(const BenchSubject& subject, u32 function, unsigned repeat)
{
    MemoryPool memories;
    Samples samples{repeat};
    for (u64 left = u64{repeat} * fresh_calls; left != 0; --left)
    {
        const Stopwatch clock;
        {
            GasMeter gas{max_gas_limit};
            Execution execution = subject.execution(gas);
            InstanceGroup group{memories};
            Instance& instance = subject.instantiate(group, execution);
            must_return(subject.run(instance, function, {}, execution));
        }
        samples.add(clock.seconds());
    }
    return samples.median();
}

double warm_call(const BenchSubject& subject, u32 function, unsigned repeat)
{
    MemoryPool memories;
    InstanceGroup group{memories};
    GasMeter gas{max_gas_limit};
    Execution execution = subject.execution(gas);
    Instance& instance = subject.instantiate(group, execution);
    Samples samples{repeat};
    for (unsigned left = repeat; left != 0; --left)
    {
        const Stopwatch clock;
        for (unsigned calls = warm_calls; calls != 0; --calls)
            must_return(subject.run(instance, function, {}, execution));
        samples.add(clock.seconds() / warm_calls);
    }
    return samples.median();
}

/// One turn of a loop that calls a host function which does nothing.
double host_call(const BenchOptions& options, const Rules& rules, const Tier& tier)
{
    auto analysed = analyse(*from_hex(host_call_loop), rules.profile, rules.schedule);
    if (!analysed)
        throw Stop{ExitCode::usage, describe("the loop of host calls", analysed.error())};
    if (options.no_metering)
        remove_prices(analysed->plan);
    const HostTable hosts{{&bench_set(), 1}};
    const BenchSubject subject{*std::move(analysed), tier, rules, hosts};
    MemoryPool memories;
    InstanceGroup group{memories};
    GasMeter gas{max_gas_limit};
    Execution execution = subject.execution(gas);
    Instance& instance = subject.instantiate(group, execution);
    const std::array arguments{host_calls};
    Samples samples{options.repeat};
    for (unsigned left = options.repeat; left != 0; --left)
    {
        const Stopwatch clock;
        must_return(subject.run(instance, *subject.function("loop"), arguments, execution));
        samples.add(clock.seconds() / host_calls);
    }
    return samples.median();
}

void add_load(const AnalysedModule& module, const BenchOptions& options, const Rules& rules,
              const Tier& tier, Document& row)
{
    const CompilingTier* const compiling = tier.compiling();
    if (compiling == nullptr)
        return;
    const LoadTimes times = measure_load(module, *compiling, rules, options.repeat);
    row["load_s"] = times.from_file;
    row["resident_load_s"] = times.resident;
}
} // namespace

void bench_call(const BenchOptions& options, const Rules& rules, const RowSink& show)
{
    const auto tier = make_tier(options.tier);
    const HostTable hosts = wasi_table();
    for (const std::string& file : options.files)
    {
        Document row{{"file", file}};
        AnalysedModule module = analyse_for_bench(file, options, rules);
        Document load = Document::object();
        add_load(module, options, rules, *tier, load);
        if (const auto empty = find_empty(module.module))
        {
            const BenchSubject subject{std::move(module), *tier, rules, hosts};
            row["fresh_call_s"] = fresh_call(subject, *empty, options.repeat);
            row["warm_call_s"] = warm_call(subject, *empty, options.repeat);
        }
        row["host_call_s"] = host_call(options, rules, *tier);
        row.update(load);
        show(row);
    }
}
} // namespace pawl::cli
