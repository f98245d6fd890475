#include "cli/program.hpp"

#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace
{
// What is freed is kept for the next contract: given back to the system, its pages come back one
// fault at a time, which takes a seventh of what it takes to compile. To set one of these keeps
// glibc from moving both up by itself; so both are what it would come to at most.
void keep_freed_memory() noexcept
{
#if defined(__GLIBC__)
    constexpr int mib = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, 32 * mib);
    mallopt(M_TRIM_THRESHOLD, 64 * mib);
#endif
}
} // namespace

int main(int argc, char** argv)
{
    keep_freed_memory();
    return pawl::cli::run_program(argc, argv);
}
