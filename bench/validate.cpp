// How fast bytes become a validated module and its plan, in bytes of code section per second.
#include "engine/plan/analyse.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace
{
using namespace pawl;

// Programs and contracts of many compilers, below the corpus.
constexpr std::array files{
    "bench/wasmi-benchmarks/wasm/spidermonkey.wasm",
    "bench/wasmi-benchmarks/wasm/pulldown-cmark.wasm",
    "bench/wasmi-benchmarks/wasm/bz2.wasm",
    "bench/wasmi-benchmarks/wasm/erc20.wasm",
    "bench/fizzy/ecpairing.wasm",
    "bench/sightglass/regex/benchmark.wasm",
    "bench/sightglass/hashset/benchmark.wasm",
    "bench/wasm-instrument/wasm_kernel.wasm",
    "bench/wasm3/wasi/coremark/coremark-minimal.wasm",
    "contracts/near/aurora-engine__xcc_router_v1.wasm",
    "contracts/near/aurora-engine__fungible_token.wasm",
    "contracts/near/aurora-engine__aurora_v3.3.1.wasm",
    "contracts/near/aurora-engine__w_near.wasm",
    "contracts/cosmwasm/wasmd__cw1_whitelist.wasm",
    "contracts/cosmwasm/wasmd__cw20_base.wasm",
    "contracts/cosmwasm/cosmwasm__hackatom_0.7.wasm",
    "contracts/cosmwasm/cosmwasm__hackatom_0.12.wasm",
    "contracts/cosmwasm/cosmwasm__hackatom_1.0.wasm",
    "contracts/cosmwasm/cosmwasm__hackatom.wasm",
    "contracts/cosmwasm/cosmwasm__cyberpunk.wasm",
};

std::filesystem::path corpus()
{
    const char* const path = std::getenv("PAWL_CORPUS");
    return path != nullptr ? path : PAWL_CORPUS;
}

void validate(benchmark::State& state, const char* file)
{
    std::ifstream in{corpus() / file, std::ios::binary};
    if (!in)
        return state.SkipWithError("absent: set PAWL_CORPUS to the corpus");
    const Bytes bytes{std::istreambuf_iterator<char>{in}, {}};
    std::size_t code = 0;
    for (auto _ : state)
    {
        state.PauseTiming();
        Bytes copy = bytes;
        state.ResumeTiming();
        std::optional analysed{analyse(std::move(copy), permissive_profile(), default_schedule())};
        state.PauseTiming();
        if (!*analysed)
            return state.SkipWithError("refused");
        code = (**analysed).module.code_section.size();
        analysed.reset();
        state.ResumeTiming();
    }
    state.SetBytesProcessed(static_cast<i64>(state.iterations() * code));
}

/// Prints every run, and what their rates are on the whole.
class Reporter : public benchmark::ConsoleReporter
{
public:
    void ReportRuns(const std::vector<Run>& runs) override
    {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs)
        {
            const auto rate = run.counters.find("bytes_per_second");
            if (run.run_type != Run::RT_Iteration || rate == run.counters.end())
                continue;
            logarithms_ += std::log(rate->second.value / 1e6);
            ++count_;
        }
    }

    void Finalize() override
    {
        if (count_ != 0)
            std::printf("geometric mean of %d: %.1f MB/s\n", count_,
                        std::exp(logarithms_ / count_));
    }

private:
    double logarithms_ = 0;
    int count_ = 0;
};
} // namespace

int main(int argc, char** argv)
{
    for (const char* const file : files)
        benchmark::RegisterBenchmark(file, validate, file)->Unit(benchmark::kMicrosecond);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    Reporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return 0;
}
