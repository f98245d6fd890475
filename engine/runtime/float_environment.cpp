#include "engine/runtime/float_environment.hpp"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace pawl
{
void set_float_environment() noexcept
{
#if defined(__x86_64__)
    // MXCSR with every exception masked and all else at zero. Intel SDM volume 1, 10.2.3.
    _mm_setcsr(0x1F80);
#elif defined(__aarch64__)
    // FPCR at zero: round to nearest, no flush to zero, no traps. Arm ARM, C5.2.7.
    asm volatile("msr fpcr, xzr" : : : "memory");
#else
#error "it must be written for this CPU before contracts may run on it"
#endif
}
} // namespace pawl
