#include "engine/runtime/float_environment.hpp"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace pawl
{
namespace
{
#if defined(__x86_64__)
// MXCSR with every exception masked and all else at zero. Intel SDM volume 1, 10.2.3.
constexpr u64 neutral = 0x1F80;
// The flags that say what happened since they were cleared; they change nothing.
constexpr u64 sticky = 0x3F;

u64 read_control() noexcept
{
    return _mm_getcsr();
}

void write_control(u64 value) noexcept
{
    _mm_setcsr(static_cast<unsigned>(value));
}
#elif defined(__aarch64__)
// FPCR at zero: round to nearest, no flush to zero, no traps. Arm ARM, C5.2.7.
constexpr u64 neutral = 0;
// What happened stands in another register.
constexpr u64 sticky = 0;

u64 read_control() noexcept
{
    u64 value = 0;
    asm volatile("mrs %0, fpcr" : "=r"(value));
    return value;
}

void write_control(u64 value) noexcept
{
    asm volatile("msr fpcr, %0" : : "r"(value));
}
#else
#error "FloatEnvironment must be written for this CPU before contracts may run on it"
#endif

bool is_neutral(u64 control) noexcept
{
    return (control & ~sticky) == neutral;
}
} // namespace

FloatEnvironment::FloatEnvironment() noexcept : saved_{read_control()}
{
    if (!is_neutral(saved_))
        write_control(neutral);
}

// Contracts cannot change it, so it is neutral still.
FloatEnvironment::~FloatEnvironment()
{
    if (!is_neutral(saved_))
        write_control(saved_);
}
} // namespace pawl
