// Who wants to know where machine code stands: profilers.
#pragma once

#include "engine/module/module.hpp"
#include "engine/runtime/native_machine.hpp"

namespace pawl
{
class NativeCode;

/// Is told of machine code once it is in place, on whatever thread put it there.
class CodeObserver
{
public:
    virtual ~CodeObserver() = default;
    /// A piece of code with a name for people.
    virtual void on_code(std::string_view name, BytesView code) = 0;
};

/// Tells of each function of a module.
void show_code(CodeObserver& observer, const NativeCode& code, const Module& module);

/// Tells of the stubs that compiled code is entered by and calls.
void show_stubs(CodeObserver& observer, const NativeMachine& machine);
} // namespace pawl
