#include "engine/runtime/code_observer.hpp"

#include "engine/module/names.hpp"
#include "engine/runtime/native_code.hpp"

namespace pawl
{
void show_code(CodeObserver& observer, const NativeCode& code, const Module& module)
{
    const std::vector<std::string> labels = function_labels(module);
    for (u32 defined = 0; defined < module.code.size(); ++defined)
        observer.on_code(labels[module.imported_functions + defined], code.code(defined));
}

void show_stubs(CodeObserver& observer, const NativeMachine& machine)
{
    const NativeCode* const code = CodeArena::instance().find(machine.stubs.trap_exit);
    for (u32 i = 0; i < machine.stub_names.size(); ++i)
        observer.on_code(machine.stub_names[i], code->code(i));
}
} // namespace pawl
