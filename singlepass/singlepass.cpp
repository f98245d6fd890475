#include "singlepass/singlepass.hpp"

#include "engine/runtime/native_run.hpp"

namespace pawl::singlepass
{
namespace
{
/// A compiled module in place.
class Compiled final : public Executable
{
public:
    Compiled(CompiledModule module, const NativeMachine& machine)
        : code_{std::move(module)}, stubs_{machine.stubs}
    {
    }

    [[nodiscard]] std::size_t bytes() const noexcept override { return code_.bytes(); }
    [[nodiscard]] const void* code(u32 defined) const noexcept override
    {
        return code_.entry(defined);
    }
    [[nodiscard]] NativeStubs stubs() const noexcept override { return stubs_; }

private:
    NativeCode code_;
    NativeStubs stubs_;
};
} // namespace

std::unique_ptr<Executable> Singlepass::prepare(const AnalysedModule& module) const
{
    return std::make_unique<Compiled>(target_.compile(module, threads_), target_.machine());
}

Outcome Singlepass::run(Instance& instance, u32 function, std::span<const u64> arguments,
                        Execution& execution) const
{
    return run_native(target_.machine(), instance, function, arguments, execution);
}

std::string_view missing_for_singlepass() noexcept
{
    const Target* const target = native_target();
    return target == nullptr ? "an instruction set that it makes code for" : target->missing();
}

std::unique_ptr<Tier> make_singlepass(u32 threads)
{
    if (!missing_for_singlepass().empty())
        return nullptr;
    return std::make_unique<Singlepass>(*native_target(), threads);
}
} // namespace pawl::singlepass
