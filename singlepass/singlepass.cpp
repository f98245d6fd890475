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
    Compiled(CodeTables tables, BytesView code, const NativeMachine& machine)
        : code_{std::move(tables), code}, stubs_{machine.stubs}
    {
    }

    [[nodiscard]] std::size_t bytes() const noexcept override { return code_.bytes(); }
    [[nodiscard]] const void* code(u32 defined) const noexcept override
    {
        return code_.entry(defined);
    }
    [[nodiscard]] const NativeCode& native() const noexcept { return code_; }
    [[nodiscard]] NativeStubs stubs() const noexcept override { return stubs_; }

private:
    NativeCode code_;
    NativeStubs stubs_;
};
} // namespace

Singlepass::Singlepass(const Target& target, Options options)
    : target_{target}, machine_{target.machine()}, options_{options}
{
    if (options_.observer != nullptr)
        show_stubs(*options_.observer, machine_);
}

CompiledModule Singlepass::compile(const AnalysedModule& module) const
{
    return target_.compile(module, options_.threads);
}

std::unique_ptr<Executable> Singlepass::place(const Module& module, CodeTables tables,
                                              BytesView code) const
{
    auto out = std::make_unique<Compiled>(std::move(tables), code, machine_);
    if (options_.observer != nullptr)
        show_code(*options_.observer, out->native(), module);
    return out;
}

bool Singlepass::set_price(std::span<u8> code, u32 site, u32 price) const noexcept
{
    return target_.set_price(code, site, price);
}

Outcome Singlepass::run(Instance& instance, u32 function, std::span<const u64> arguments,
                        Execution& execution) const
{
    return run_native(machine_, instance, function, arguments, execution);
}

std::string_view missing_for_singlepass() noexcept
{
    const Target* const target = native_target();
    return target == nullptr ? "an instruction set that it makes code for" : target->missing();
}

std::unique_ptr<Tier> make_singlepass(Options options)
{
    if (!missing_for_singlepass().empty())
        return nullptr;
    return std::make_unique<Singlepass>(*native_target(), options);
}
} // namespace pawl::singlepass
