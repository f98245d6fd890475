// How fast the interpreter is: programs of real size, and a loop for each class of instructions.
#include "engine/interpreter/interpreter.hpp"
#include "engine/module/features.hpp"
#include "engine/module/writer.hpp"
#include "engine/runtime/instantiate.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace
{
using namespace pawl;

class StepCounter final : public StepObserver
{
public:
    void before_step(const Step& /*step*/, const Execution& /*execution*/) override { ++steps; }
    u64 steps = 0;
};

/// One module, ready to run. Requires: it is valid and imports nothing.
class Program
{
public:
    explicit Program(Bytes bytes)
        : module_{*analyse(std::move(bytes), permissive_profile(), default_schedule())},
          executable_{tier_.prepare(module_)}
    {
        GasMeter gas{max_gas_limit};
        Execution execution = with(gas);
        instance_ = group_
                        .instantiate(module_, *executable_, {}, permissive_profile().module.limits,
                                     execution)
                        .instance;
    }

    /// Runs an export; the gas it used, or nothing where it does not return.
    std::optional<u64> run(std::string_view function, std::span<const u64> arguments,
                           StepObserver* observer = nullptr)
    {
        GasMeter gas{max_gas_limit};
        Execution execution = with(gas);
        execution.step_observer = observer;
        const auto index = instance_->find_function(function);
        if (!index || !tier_.run(*instance_, *index, arguments, execution).returned())
            return std::nullopt;
        return gas.used();
    }

private:
    Execution with(GasMeter& gas) const
    {
        Execution execution;
        execution.gas = &gas;
        execution.schedule = &default_schedule();
        execution.runner = &tier_;
        execution.stack_limit = permissive_profile().stack_units;
        return execution;
    }

    Interpreter tier_;
    AnalysedModule module_;
    std::unique_ptr<Executable> executable_;
    MemoryPool memories_;
    InstanceGroup group_{memories_};
    Instance* instance_ = nullptr;
};

/// Times one export, in instructions and in gas per second.
void measure(benchmark::State& state, Program& program, std::string_view function,
             std::span<const u64> arguments)
{
    StepCounter counter;
    const auto gas = program.run(function, arguments, &counter);
    if (!gas)
        return state.SkipWithError("does not return");
    for (auto _ : state)
        benchmark::DoNotOptimize(program.run(function, arguments));
    const auto runs = static_cast<double>(state.iterations());
    using benchmark::Counter;
    state.counters["instructions"] =
        Counter{static_cast<double>(counter.steps) * runs, Counter::kIsRate};
    state.counters["gas"] = Counter{static_cast<double>(*gas) * runs, Counter::kIsRate};
}

/// A program of the corpus, with arguments that make it run for a while.
struct Row
{
    std::string_view file, function;
    std::vector<u64> arguments;
};

const std::vector<Row>& programs()
{
    static const std::vector<Row> rows{
        {"keccak256", "keccak256_bench", {512, 85, 16}},
        {"sha1", "sha1_bench", {512, 85, 16}},
        {"sha256", "sha256_bench", {512, 85, 16}},
        {"blake2b", "blake2b_bench", {512, 85, 16}},
        {"memset", "memset_bench", {85, 60000}},
        {"mul256_opt0", "mul256", {64, 0, 32}},
        {"ramanujan_pi", "ramanujan_pi", {33}},
        {"taylor_pi", "taylor_pi", {1000000}},
        {"ecpairing", "ecpairing_onepoint", {}},
        {"micro/fibonacci", "fibonacci", {24}},
        {"micro/icall_hash", "icall", {1000}},
    };
    return rows;
}

void measure_program(benchmark::State& state, const Row& row)
{
    const char* const path = std::getenv("PAWL_CORPUS");
    const std::filesystem::path corpus = path != nullptr ? path : PAWL_CORPUS;
    std::ifstream in{corpus / "bench" / "fizzy" / (std::string{row.file} + ".wasm"),
                     std::ios::binary};
    if (!in)
        return state.SkipWithError("absent: set PAWL_CORPUS to the corpus");
    Program program{Bytes{std::istreambuf_iterator<char>{in}, {}}};
    measure(state, program, row.function, row.arguments);
}

/// Whether a loop can repeat the instruction with constants as its operands.
bool can_repeat(const OpInfo& row)
{
    using enum Immediate;
    const bool known = row.immediate == none || row.immediate == memarg ||
                       row.immediate == memory || row.immediate == data ||
                       row.immediate == element || row.immediate == i32;
    return known && !row.special() && implemented_features.has(row.feature);
}

CodeWriter& write_operand(CodeWriter& code, char letter)
{
    // Divisible, convertible to every type, and an address.
    if (letter == 'I')
        return code.i64_const(8);
    if (letter == 'f')
        return code.f32_const(0x4100'0000);
    if (letter == 'F')
        return code.f64_const(0x4020'0000'0000'0000);
    return code.i32_const(8);
}

void write_instruction(CodeWriter& code, Op op)
{
    const OpInfo& row = info(op);
    for (const char letter : row.operands)
        write_operand(code, letter);
    if (row.immediate == Immediate::memarg)
        code.op(op, {0, 0});
    else if (row.immediate == Immediate::i32)
        code.i32_const(8);
    else if (row.immediate == Immediate::none)
        code.op(op);
    else
        code.op(op, {0});
    for (std::size_t i = 0; i < row.results.size(); ++i)
        code.op(Op::drop);
}

/// `f(n)`: n rounds of many of the instruction, operands pushed and results dropped.
Bytes loop_of(Op op)
{
    constexpr u32 instructions_per_round = 64;
    CodeWriter code;
    code.block(Op::loop);
    for (u32 i = 0; i < instructions_per_round; ++i)
        write_instruction(code, op);
    code.op(Op::local_get, {0}).i32_const(1).op(Op::i32_sub).op(Op::local_tee, {0});
    code.op(Op::br_if, {0}).end();
    ModuleWriter module;
    module.memory({.min = 1, .max = 1});
    module.passive_elements({0});
    module.passive_data(Bytes{1});
    module.data_count(true);
    module.exported("f", ExternKind::function,
                    module.function(module.type({ValueType::i32}, {}), {}, code));
    return module.bytes();
}

void measure_loop(benchmark::State& state, Op op)
{
    constexpr u64 rounds = 1000;
    Program program{loop_of(op)};
    measure(state, program, "f", {{rounds}});
}

/// The first instruction of each class that a loop can repeat.
std::map<CostClass, Op> representatives()
{
    std::map<CostClass, Op> first;
    for (std::size_t number = 0; number < op_count; ++number)
        if (const Op op = static_cast<Op>(number); can_repeat(info(op)))
            first.try_emplace(info(op).cost, op);
    return first;
}
} // namespace

int main(int argc, char** argv)
{
    for (const Row& row : programs())
        benchmark::RegisterBenchmark(std::string{row.file}.c_str(), measure_program, row)
            ->Unit(benchmark::kMicrosecond);
    for (const auto& [cost, op] : representatives())
    {
        const std::string label =
            "loop/" + std::string{name(cost)} + "/" + std::string{info(op).text};
        benchmark::RegisterBenchmark(label.c_str(), measure_loop, op)
            ->Unit(benchmark::kMicrosecond);
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
