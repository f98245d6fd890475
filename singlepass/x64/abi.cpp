#include "singlepass/x64/abi.hpp"

#include "engine/runtime/instance.hpp"
#include "singlepass/x64/memory_base.hpp"
#include "singlepass/x64/stubs.hpp"

#include <ucontext.h>

namespace pawl::x64::abi
{
namespace
{
template <int reg>
u64 interrupted(const void* state) noexcept
{
    return static_cast<u64>(static_cast<const ucontext_t*>(state)->uc_mcontext.gregs[reg]);
}

constexpr InterruptedThread thread{
    .pc = [](const void* state) noexcept
    { return reinterpret_cast<const void*>(interrupted<REG_RIP>(state)); },
    .stack = [](const void* state) noexcept
    { return reinterpret_cast<const u64*>(interrupted<REG_RSP>(state)); },
    .context = [](const void* state) noexcept
    { return reinterpret_cast<NativeContext*>(interrupted<REG_R14>(state)); },
    .resume_at =
        [](void* state, const void* pc) noexcept
    {
        static_cast<ucontext_t*>(state)->uc_mcontext.gregs[REG_RIP] =
            static_cast<greg_t>(reinterpret_cast<u64>(pc));
    },
};

const Stubs& stubs()
{
    // Never destroyed: code may run up to the end of the process.
    static const Stubs& made = *new Stubs;
    return made;
}

bool enter(NativeActivation& activation, const FunctionInstance& function,
           std::span<const u64> arguments, std::span<u64> results) noexcept
{
    EntryFrame frame;
    std::size_t integers = 0, floats = 0;
    for (std::size_t i = 0; i < arguments.size(); ++i)
    {
        const bool real = is_float(function.type->params[i]);
        std::size_t& taken = real ? floats : integers;
        const std::span<u64> file =
            real ? std::span<u64>{frame.registers.floats} : frame.registers.integers;
        if (taken < file.size())
            file[taken++] = as_slot(function.type->params[i], arguments[i]);
        else
            frame.in_slots = arguments.size();
    }
    frame.arguments = arguments.data();
    if (results.size() > 1)
    {
        frame.results = &results[1];
        frame.further_results = results.size() - 1;
    }
    if (!stubs().enter()(&activation, function.context, function.code, &frame))
        return false;
    if (!results.empty())
        results[0] = is_float(function.type->results.front()) ? frame.registers.float_result
                                                              : frame.registers.integer_result;
    for (std::size_t i = 0; i < results.size(); ++i)
        results[i] = as_slot(function.type->results[i], results[i]);
    return true;
}

} // namespace

const NativeMachine& machine()
{
    static const NativeMachine made = []
    {
        install_trap_handler(thread);
        return NativeMachine{.stubs = stubs().for_code(),
                             .stub_names = Stubs::names,
                             .thread = thread,
                             .enter = enter,
                             .use_memory = has_base_instructions() ? use_memory_by_instruction
                                                                   : use_memory_by_system_call};
    }();
    return made;
}
} // namespace pawl::x64::abi
