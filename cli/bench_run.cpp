// pawl bench run: WASI programs, and kernels with their cases.
#include "cli/bench.hpp"
#include "cli/bench_marks.hpp"
#include "cli/bench_subject.hpp"
#include "cli/files.hpp"
#include "cli/kernel_cases.hpp"
#include "cli/numbers.hpp"
#include "cli/values.hpp"
#include "cli/wasi_host.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pawl::cli
{
namespace
{
/// FNV-1a, to tell outputs apart.
class OutputHash final : public contract::wasi::Output
{
public:
    void write(BytesView bytes) override
    {
        for (const u8 byte : bytes)
            hash_ = (hash_ ^ byte) * 0x100000001B3;
    }
    [[nodiscard]] std::string text() const { return fmt::format("{:016x}", hash_); }

private:
    u64 hash_ = 0xCBF29CE484222325;
};

/// What one run came to.
struct Ran
{
    double seconds = 0;
    u64 gas = 0;
    std::string out_hash;
};

Document row_of(const std::string& file, const Samples& samples, const Ran& last)
{
    return {{"file", file},
            {"seconds", samples.median()},
            {"gas", number(last.gas)},
            {"out_hash", last.out_hash}};
}

/// Runs a program in an instance of its own. Where it marks a part of itself, that is measured.
Ran run_program_once(const BenchSubject& subject, u32 start, const std::string& file,
                     MemoryPool& memories)
{
    OutputHash output;
    contract::wasi::Process process;
    process.output = &output;
    process.errors = &output;
    BenchMarks marks;
    GasMeter gas{max_gas_limit};
    Execution execution = subject.execution(gas);
    execution.host_state = &process;
    execution.host_observer = &marks;
    InstanceGroup group{memories};
    Instance& instance = subject.instantiate(group, execution);
    const u64 before = gas.used();
    const Stopwatch clock;
    const Outcome outcome = subject.run(instance, start, {}, execution);
    const double seconds = clock.seconds();
    const bool ended = outcome.returned() || process.exit_code == 0;
    if (!ended)
        throw Stop{ExitCode::contract_failed, fmt::format("{}: the program did not end well: {}",
                                                          file, describe_failure(outcome))};
    const auto marked = marks.span();
    return {marked ? marked->seconds : seconds, marked ? marked->gas : gas.used() - before,
            output.text()};
}

Document bench_program(const BenchSubject& subject, u32 start, const std::string& file,
                       unsigned repeat)
{
    MemoryPool memories;
    Samples samples{repeat};
    Ran last;
    while (!samples.enough())
    {
        last = run_program_once(subject, start, file, memories);
        samples.add(last.seconds);
    }
    return row_of(file, samples, last);
}

/// A case of which the words are understood.
struct Call
{
    u32 function = 0;
    std::vector<u64> arguments;
    BytesView memory;
    std::optional<u64> result;
};

u64 slot_of(ValueType type, const std::string& word, const std::string& what)
{
    if (const auto slot = parse_value(type, word))
        return *slot;
    throw Stop{ExitCode::usage, fmt::format("{}: '{}' is no {}", what, word, name(type))};
}

Call understand(const BenchSubject& subject, const KernelCase& given, const std::string& what)
{
    const auto function = subject.function(given.function);
    if (!function)
        throw Stop{ExitCode::usage,
                   fmt::format("{}: no function is exported as '{}'", what, given.function)};
    const FunctionType& type = subject.module().function_type(*function);
    if (type.params.size() != given.arguments.size())
        throw Stop{ExitCode::usage, fmt::format("{}: {} arguments for {}", what,
                                                given.arguments.size(), text(type))};
    Call call{*function, {}, given.memory, {}};
    for (std::size_t i = 0; i < type.params.size(); ++i)
        call.arguments.push_back(slot_of(type.params[i], given.arguments[i], what));
    if (!given.result.empty() && !type.results.empty())
        call.result = slot_of(type.results[0], given.result, what);
    return call;
}

void lay_memory(Instance& instance, BytesView bytes, const std::string& what)
{
    if (bytes.empty())
        return;
    if (instance.memories.empty() || bytes.size() > instance.memories[0]->pages() * wasm_page_bytes)
        throw Stop{ExitCode::usage, what + ": the memory has no room for what stands in it"};
    std::ranges::copy(bytes, instance.memories[0]->data());
}

Ran call_once(const BenchSubject& subject, Instance& instance, const Call& call,
              const std::string& what)
{
    lay_memory(instance, call.memory, what);
    GasMeter gas{max_gas_limit};
    Execution execution = subject.execution(gas);
    const Stopwatch clock;
    const Outcome outcome = subject.run(instance, call.function, call.arguments, execution);
    const double seconds = clock.seconds();
    if (!outcome.returned())
        throw Stop{ExitCode::contract_failed, what + ": " + describe_failure(outcome)};
    if (call.result && outcome.results.at(0) != *call.result)
        throw Stop{ExitCode::mismatch, fmt::format("{}: the result is {} and should be {}", what,
                                                   outcome.results[0], *call.result)};
    OutputHash hash;
    for (const u64 slot : outcome.results)
        hash.write({reinterpret_cast<const u8*>(&slot), sizeof(slot)});
    return {seconds, gas.used(), hash.text()};
}

Document bench_case(const BenchSubject& subject, const KernelCase& given, const std::string& what,
                    unsigned repeat)
{
    const Call call = understand(subject, given, what);
    MemoryPool memories;
    InstanceGroup group{memories};
    GasMeter gas{max_gas_limit};
    Execution execution = subject.execution(gas);
    Instance& instance = subject.instantiate(group, execution);
    Samples samples{repeat};
    Ran last;
    while (!samples.enough())
    {
        last = call_once(subject, instance, call, what);
        samples.add(last.seconds);
    }
    return row_of(what, samples, last);
}

void bench_file(const std::string& file, const BenchSubject& subject, unsigned repeat,
                const RowSink& show)
{
    if (const auto start = subject.function("_start"))
        return show(bench_program(subject, *start, file, repeat));
    const auto inputs = std::filesystem::path{file}.replace_extension(".inputs");
    if (!file_exists(inputs))
        throw Stop{ExitCode::usage, fmt::format("{} exports no _start, and there is no {} with "
                                                "calls of what it does export",
                                                file, inputs.string())};
    const Bytes text = read_file(inputs);
    for (const KernelCase& given : parse_cases(as_text(text), inputs.string()))
        show(bench_case(subject, given, file + ":" + given.name, repeat));
}
} // namespace

void bench_run(const BenchOptions& options, const Rules& rules, const RowSink& show)
{
    const auto tier = make_tier(options.tier);
    const HostTable hosts = wasi_table();
    for (const std::string& file : options.files)
    {
        const BenchSubject subject{analyse_for_bench(file, options, rules), *tier, rules, hosts};
        bench_file(file, subject, options.repeat, show);
    }
}
} // namespace pawl::cli
