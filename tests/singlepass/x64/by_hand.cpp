#include "tests/singlepass/x64/by_hand.hpp"

#include "base/check.hpp"
#include "determinism/profile.hpp"
#include "engine/runtime/native_run.hpp"
#include "singlepass/x64/abi.hpp"

#include <array>
#include <cstddef>

namespace pawl::x64
{
namespace
{
using abi::context;

Mem in_context(std::size_t offset)
{
    return Mem{context, static_cast<i32>(offset)};
}

Mem stub(std::size_t offset)
{
    return in_context(offsetof(NativeContext, stubs) + offset);
}

/// Runs what is written by hand.
class HandRunner : public Runner
{
public:
    [[nodiscard]] Outcome run(Instance& instance, u32 function, std::span<const u64> arguments,
                              Execution& execution) const override
    {
        return run_native(abi::machine(), instance, function, arguments, execution);
    }
};

const HandRunner runner;

// What functions may use and must give back; kept at the low end of every frame.
constexpr std::array kept{Gpr::rbx, Gpr::r12, Gpr::r13};
} // namespace

/// Code as what a tier makes of a module.
struct HandLaboratory::Code : Executable
{
    explicit Code(CompiledModule module) : native{std::move(module)} {}

    [[nodiscard]] std::size_t bytes() const noexcept override { return native.bytes(); }
    [[nodiscard]] const void* code(u32 defined) const noexcept override
    {
        return native.entry(defined);
    }
    [[nodiscard]] NativeStubs stubs() const noexcept override { return abi::machine().stubs; }

    NativeCode native;
};

void HandWriter::begin(u32 units, i32 price)
{
    module_.functions.push_back({offset(), units});
    frame_bytes_ = static_cast<i32>(8 * units);
    sub(w64, Gpr::rsp, frame_bytes_ - 8);
    if (price != 0)
        charge(price);
    cmp(w64, Gpr::rsp, in_context(offsetof(NativeContext, stack_limit)));
    const u32 fits = jcc8(Condition::ae);
    trap(Trap::stack_exhausted, 0);
    bind8_here(fits);
    for (u32 i = 0; i < kept.size(); ++i)
        store(w64, Mem{Gpr::rsp, static_cast<i32>(8 * i)}, kept[i]);
}

void HandWriter::leave()
{
    for (u32 i = 0; i < kept.size(); ++i)
        load(w64, kept[i], Mem{Gpr::rsp, static_cast<i32>(8 * i)});
    add(w64, Gpr::rsp, frame_bytes_ - 8);
    ret();
}

Mem HandWriter::slot(u32 index) const
{
    return Mem{Gpr::rsp, frame_bytes_ - 16 - static_cast<i32>(8 * index)};
}

Mem HandWriter::callee_slot(u32 index)
{
    return Mem{Gpr::rsp, -16 - static_cast<i32>(8 * index)};
}

void HandWriter::charge(i32 price)
{
    sub(w64, abi::gas, price);
    const u32 suffices = jcc8(Condition::ge);
    call(stub(offsetof(NativeStubs, refill)));
    bind8_here(suffices);
}

void HandWriter::may_fault(Trap trap, u32 place)
{
    module_.traps.push_back({offset(), place, trap});
}

void HandWriter::trap(Trap trap, u32 place)
{
    may_fault(trap, place);
    ud2();
}

void HandWriter::call_defined(u32 defined, u32 place)
{
    call_back(module_.functions[defined].entry);
    note_call(place);
}

void HandWriter::call_imported(u32 index, u32 place)
{
    load(w64, abi::callee, in_context(offsetof(NativeContext, functions)));
    load(w64, abi::callee, Mem{abi::callee, static_cast<i32>(8 * index)});
    call_foreign(place);
}

void HandWriter::call_foreign(u32 place)
{
    call(stub(offsetof(NativeStubs, foreign_call)));
    note_call(place);
}

void HandWriter::call_runtime(NativeHelper helper, u32 place)
{
    mov(w32, Gpr::rax, static_cast<i32>(helper));
    call(stub(offsetof(NativeStubs, runtime_call)));
    note_call(place);
}

CompiledModule HandWriter::finish(u32 imported_functions)
{
    module_.code = {code().begin(), code().end()};
    module_.imported_functions = imported_functions;
    return std::move(module_);
}

HandLaboratory::HandLaboratory()
{
    settings.schedule = &default_schedule();
    settings.runner = &runner;
    settings.stack_limit = permissive_profile().stack_units;
    settings.nesting_limit = permissive_profile().nesting;
}

Instance& HandLaboratory::instantiate(const ModuleWriter& shape, void (*write)(HandWriter&))
{
    auto analysed = analyse(shape.bytes(), permissive_profile(), default_schedule());
    PAWL_CHECK(analysed, "the module is valid");
    const AnalysedModule& module = modules_.emplace_back(*std::move(analysed));
    Bytes space(16 * CodeArena::page_bytes);
    HandWriter writer{space};
    write(writer);
    executables_.push_back(std::make_unique<Code>(writer.finish(module.module.imported_functions)));
    return instantiate_again();
}

Instance& HandLaboratory::instantiate_again()
{
    const AnalysedModule& module = modules_.back();
    const auto resolved = resolve_imports(module.module, imports);
    PAWL_CHECK(resolved, "the module's imports are there");
    GasMeter gas{max_gas_limit};
    Execution execution = settings;
    execution.gas = &gas;
    const auto made = group_->instantiate(module, *executables_.back(), *resolved,
                                          permissive_profile().module.limits, execution);
    PAWL_CHECK(made.outcome.returned(), "the module instantiates");
    return *made.instance;
}

HandRun HandLaboratory::run(Instance& instance, std::string_view function,
                            const std::vector<u64>& arguments, u64 limit)
{
    const auto index = instance.find_function(function);
    PAWL_CHECK(index, "the function is exported");
    GasMeter gas{limit, cancelled};
    Execution execution = settings;
    execution.gas = &gas;
    HandRun run;
    run.outcome = runner.run(instance, *index, arguments, execution);
    run.used = gas.used();
    return run;
}

u32 by_hand(ModuleWriter& module, std::string_view name, const std::vector<ValueType>& params,
            const std::vector<ValueType>& results)
{
    const u32 index =
        module.function(module.type(params, results), {}, CodeWriter{}.op(Op::unreachable));
    module.exported(name, ExternKind::function, index);
    return index;
}
} // namespace pawl::x64
