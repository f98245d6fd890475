// The machine's rounding mode, which contracts must not inherit from whoever calls the engine.
#pragma once

#include "base/integers.hpp"

namespace pawl
{
/// While one is alive: round to nearest even, denormals kept, no floating-point exception traps.
class FloatEnvironment
{
public:
    FloatEnvironment() noexcept;
    ~FloatEnvironment();
    FloatEnvironment(const FloatEnvironment&) = delete;
    FloatEnvironment& operator=(const FloatEnvironment&) = delete;

private:
    u64 saved_;
};
} // namespace pawl
