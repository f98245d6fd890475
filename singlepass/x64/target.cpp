// The compiler for x86-64: the neutral one with this machine's macro assembler.
#include "singlepass/target.hpp"

#include "engine/runtime/pages.hpp"
#include "singlepass/compiler/function_compiler.hpp"
#include "singlepass/x64/abi.hpp"
#include "singlepass/x64/masm.hpp"

namespace pawl::x64
{
namespace
{
// Where code is emitted before it moves to its place: one range for each thread, which keeps the
// pages it once had.
class Workspace
{
public:
    /// At least so many bytes. What stood there is lost.
    std::span<u8> space(std::size_t bytes)
    {
        if (bytes > pages_.size())
        {
            pages_ = Reservation{bytes};
            pages_.open(0, pages_.size());
        }
        return {pages_.data(), pages_.size()};
    }

private:
    Reservation pages_;
};

// More than any module takes: see the bound in docs/decisions. It costs nothing where it is not
// used.
std::size_t most_bytes(const Module& module) noexcept
{
    constexpr std::size_t least = std::size_t{1} << 20;
    constexpr std::size_t per_byte = 64, per_function = 1024, per_local = 16;
    std::size_t locals = 0;
    for (const FunctionBody& body : module.code)
        locals += body.local_count;
    return least + per_byte * module.code_section.size() + per_function * module.code.size() +
           per_local * locals;
}

CompiledModule compile(const AnalysedModule& analysed)
{
    thread_local Workspace workspace;
    const auto count = static_cast<u32>(analysed.module.code.size());
    Masm masm{workspace.space(most_bytes(analysed.module))};
    singlepass::FunctionCompiler compiler{analysed, masm};
    CompiledModule out;
    out.imported_functions = analysed.module.imported_functions;
    out.functions.reserve(count);
    for (u32 defined = 0; defined < count; ++defined)
    {
        out.functions.push_back({masm.offset(), analysed.plan.functions[defined].frame_units});
        compiler.compile(defined);
    }
    masm.link(out.functions);
    out.code = {masm.code().begin(), masm.code().end()};
    out.traps = masm.take_traps();
    out.calls = masm.take_calls();
    out.sites = compiler.sites();
    return out;
}

std::string_view missing() noexcept
{
    if (!__builtin_cpu_supports("x86-64-v3"))
        return "a processor of x86-64-v3: with AVX2, BMI2 and LZCNT";
    return {};
}

constexpr singlepass::Target target{
    .name = "x64", .compile = compile, .machine = abi::machine, .missing = missing};
} // namespace
} // namespace pawl::x64

const pawl::singlepass::Target* pawl::singlepass::native_target() noexcept
{
    return &x64::target;
}
