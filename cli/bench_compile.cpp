// pawl bench compile: bytes to machine code.
#include "cli/bench.hpp"
#include "cli/files.hpp"
#include "engine/tier.hpp"
#include "singlepass/target.hpp"

#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
/// The target of the tier that is measured; stops where it makes no code.
const singlepass::Target& find_target(const TierOptions& tier)
{
    // Says what is wrong with the name, or with this machine.
    if (make_tier(tier)->name() == "interpreter")
        throw Stop{ExitCode::usage, "the interpreter makes no machine code: use --tier singlepass"};
    return *singlepass::native_target();
}

/// The times of one module, and what it came to.
struct Measured
{
    explicit Measured(unsigned repeat) noexcept : plan{repeat}, emit{repeat}, total{repeat} {}

    Samples plan, emit, total;
    std::size_t code_bytes = 0, machine_bytes = 0;
};

void compile_once(Bytes bytes, const std::string& file, const BenchOptions& options,
                  const Rules& rules, const singlepass::Target& target, Measured& out)
{
    const Stopwatch analysis;
    auto analysed = analyse(std::move(bytes), rules.profile, rules.schedule);
    const double plan = analysis.seconds();
    if (!analysed)
        throw Stop{ExitCode::module_rejected, describe(file, analysed.error())};
    if (options.no_metering)
        remove_prices(analysed->plan);
    const Stopwatch emission;
    const CompiledModule compiled = target.compile(*analysed, options.tier.threads);
    const double emit = emission.seconds();
    out.plan.add(plan);
    out.emit.add(emit);
    out.total.add(plan + emit);
    out.code_bytes = analysed->module.code_section.size();
    out.machine_bytes = compiled.code.size();
}

Document row_of(const std::string& file, const Measured& measured)
{
    const double total = measured.total.median();
    return {{"file", file},
            {"code_bytes", measured.code_bytes},
            {"plan_s", measured.plan.median()},
            {"emit_s", measured.emit.median()},
            {"total_s", total},
            {"mb_per_s", static_cast<double>(measured.code_bytes) / total / 1e6},
            {"machine_bytes", measured.machine_bytes}};
}
} // namespace

void bench_compile(const BenchOptions& options, const Rules& rules, const RowSink& show)
{
    const singlepass::Target& target = find_target(options.tier);
    for (const std::string& file : options.files)
    {
        const Bytes bytes = read_file(file);
        Measured measured{options.repeat};
        for (unsigned left = options.repeat; left != 0; --left)
            compile_once(bytes, file, options, rules, target, measured);
        show(row_of(file, measured));
    }
}
} // namespace pawl::cli
