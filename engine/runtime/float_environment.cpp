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
} // namespace

FloatEnvironment::FloatEnvironment() noexcept : saved_{read_control()}
{
    if (saved_ != neutral)
        write_control(neutral);
}

FloatEnvironment::~FloatEnvironment()
{
    write_control(saved_);
}
} // namespace pawl
