// The compiler for x86-64: the neutral one with this machine's macro assembler.
#include "singlepass/target.hpp"

#include "engine/runtime/pages.hpp"
#include "singlepass/compiler/function_compiler.hpp"
#include "singlepass/compiler/function_runs.hpp"
#include "singlepass/x64/abi.hpp"
#include "singlepass/x64/masm.hpp"

#include <algorithm>
#include <deque>
#include <numeric>
#include <thread>

namespace pawl::x64
{
namespace
{
using singlepass::FunctionRun;

// Where code is emitted before it moves to its place: one range for each thread that asks for a
// module, which keeps the pages it once had; and macro assemblers, which keep their lists.
class Workspace
{
public:
    // At least so many bytes. What stood there is lost.
    [[nodiscard]] std::span<u8> space(std::size_t bytes)
    {
        if (bytes > pages_.size())
        {
            pages_ = Reservation{bytes};
            pages_.open(0, pages_.size());
        }
        return {pages_.data(), pages_.size()};
    }
    // Gives back what a module took that is larger than most.
    void trim(std::size_t used)
    {
        constexpr std::size_t kept = std::size_t{64} << 20;
        if (used > kept)
            pages_.discard(kept, pages_.size() - kept);
    }
    // A macro assembler for some of it, one for each number, counted from 0.
    [[nodiscard]] Masm& masm(std::size_t number, std::span<u8> space)
    {
        if (number == masms_.size())
            masms_.emplace_back(space);
        else
            masms_[number].restart(space);
        return masms_[number];
    }

private:
    Reservation pages_;
    std::deque<Masm> masms_;
};

// More than a run of functions takes: twice the bound of docs/decisions, and as far as a jump
// reaches. It costs nothing where it is not used.
std::size_t most_bytes(const AnalysedModule& analysed, FunctionRun run) noexcept
{
    constexpr std::size_t least = std::size_t{1} << 20, most = (std::size_t{1} << 31) - 1;
    constexpr std::size_t per_byte = 64, per_function = 1024, per_unit = 32;
    std::size_t bytes = least;
    for (u32 defined = run.first; defined < run.last; ++defined)
    {
        const FunctionBody& body = analysed.module.code[defined];
        bytes += per_byte * (body.body.end - body.body.begin) + per_function +
                 per_unit * analysed.plan.functions[defined].units;
    }
    return std::min(bytes, most);
}

// A run of functions as it is compiled: as if its code stood at offset 0.
class Part
{
public:
    Part(const AnalysedModule& analysed, FunctionRun run, Masm& masm)
        : analysed_{analysed}, run_{run}, masm_{masm}
    {
    }

    /// Fills in what belongs to these functions alone, beside the code.
    void compile(CompiledModule& out)
    {
        singlepass::FunctionCompiler compiler{analysed_, masm_, out.sites};
        for (u32 defined = run_.first; defined < run_.last; ++defined)
        {
            out.functions[defined] = {masm_.offset(),
                                      analysed_.plan.functions[defined].frame_units};
            compiler.compile(defined);
        }
    }
    [[nodiscard]] std::size_t bytes() const noexcept { return masm_.offset(); }

    /// Says that the code will stand at an offset of the module's.
    void move_to(u32 base, CompiledModule& out) noexcept
    {
        base_ = base;
        if (base == 0)
            return;
        for (NativeFunction& function : std::span{out.functions}.subspan(run_.first, count()))
            function.entry += base;
        for (u32& site : sites(out))
            site += site == CompiledModule::no_site ? 0 : base;
    }
    /// Adds the code, and what is known of its places. Requires: all parts have moved.
    void append_to(CompiledModule& out)
    {
        masm_.link(out.functions, base_);
        out.code.insert(out.code.end(), masm_.code().begin(), masm_.code().end());
        append(masm_.traps(), out.traps);
        append(masm_.calls(), out.calls);
    }

private:
    [[nodiscard]] u32 count() const noexcept { return run_.last - run_.first; }
    // Those of the functions' charge regions, which follow one another.
    [[nodiscard]] std::span<u32> sites(CompiledModule& out) const noexcept
    {
        const auto& functions = analysed_.plan.functions;
        const u32 begin = functions[run_.first].first_region;
        const FunctionPlan& last = functions[run_.last - 1];
        return std::span{out.sites}.subspan(begin, last.first_region + last.region_count - begin);
    }
    template <typename Site>
    void append(std::span<const Site> sites, std::vector<Site>& out) const
    {
        const std::size_t before = out.size();
        out.insert(out.end(), sites.begin(), sites.end());
        if (base_ != 0)
            for (Site& site : std::span{out}.subspan(before))
                site.code += base_;
    }

    const AnalysedModule& analysed_;
    FunctionRun run_;
    Masm& masm_;
    u32 base_ = 0;
};

// Parts that share one range of space.
std::deque<Part> make_parts(const AnalysedModule& analysed, std::span<const FunctionRun> runs,
                            Workspace& workspace)
{
    std::vector<std::size_t> bytes;
    bytes.reserve(runs.size());
    for (const FunctionRun run : runs)
        bytes.push_back(most_bytes(analysed, run));
    std::span<u8> space = workspace.space(std::accumulate(bytes.begin(), bytes.end(), 0UZ));
    std::deque<Part> parts;
    for (std::size_t i = 0; i < runs.size(); ++i)
    {
        parts.emplace_back(analysed, runs[i], workspace.masm(i, space.first(bytes[i])));
        space = space.subspan(bytes[i]);
    }
    return parts;
}

// What parts write while they are compiled does not overlap.
void compile_beside(std::deque<Part>& parts, CompiledModule& out)
{
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < parts.size(); ++i)
        others.emplace_back([&part = parts[i], &out] { part.compile(out); });
    parts.front().compile(out);
}

CompiledModule compile(const AnalysedModule& analysed, u32 threads)
{
    thread_local Workspace workspace;
    CompiledModule out;
    out.imported_functions = analysed.module.imported_functions;
    out.functions.resize(analysed.module.code.size());
    out.sites.assign(analysed.plan.region_offsets.size(), CompiledModule::no_site);
    out.regions = analysed.plan.region_offsets;
    std::deque<Part> parts = make_parts(
        analysed, singlepass::split_functions(analysed.module, std::max(threads, 1U)), workspace);
    compile_beside(parts, out);
    std::size_t bytes = 0;
    for (Part& part : parts)
    {
        part.move_to(static_cast<u32>(bytes), out);
        bytes += part.bytes();
    }
    PAWL_CHECK(bytes >> 31 == 0, "a module's code outgrew the reach of a call");
    out.code.reserve(bytes);
    for (Part& part : parts)
        part.append_to(out);
    workspace.trim(bytes);
    return out;
}

// The instruction that charges has one form for all prices: only the number at its end differs.
bool set_price(std::span<u8> code, u32 site, u32 price) noexcept
{
    std::array<u8, 64> space{}; // With room for wide stores.
    Assembler charge{space};
    charge.alu_patchable(Alu::sub, w64, gas, static_cast<i32>(price));
    const BytesView wanted = charge.code();
    const std::size_t operation = wanted.size() - sizeof price;
    if (site > code.size() || code.size() - site < wanted.size() ||
        !equal(code.subspan(site, operation), wanted.first(operation)))
        return false;
    std::ranges::copy(wanted, code.begin() + site);
    return true;
}

// What is emitted and no more: docs/decisions/013-x86-64-v3.md.
std::string_view missing() noexcept
{
    const bool old = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
    const bool newer = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                       __builtin_cpu_supports("lzcnt");
    return old && newer ? std::string_view{}
                        : "a processor with SSE4.2, POPCNT, BMI1, BMI2 and LZCNT";
}

constexpr singlepass::Target target{.name = "x64",
                                    .features = "singlepass x86-64-v2 bmi1 bmi2 lzcnt",
                                    .compile = compile,
                                    .set_price = set_price,
                                    .machine = abi::machine,
                                    .missing = missing};
} // namespace
} // namespace pawl::x64

const pawl::singlepass::Target* pawl::singlepass::native_target() noexcept
{
    return &x64::target;
}
