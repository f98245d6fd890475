// The machine's rounding mode, which contracts must not inherit from whoever calls the engine.
#pragma once

namespace pawl
{
/// Sets the calling thread's: round to nearest even, denormals kept, no floating-point exception
/// traps. It stays so, because to ask what it was takes longer than a call of a contract; a thread
/// that needs another one afterwards calls from a fiber, which has its own.
void set_float_environment() noexcept;
} // namespace pawl
