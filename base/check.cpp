#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace pawl
{
void check_failed(const char* condition, const char* message, const char* file, int line) noexcept
{
    std::fprintf(stderr, "pawl: engine bug: %s (%s) at %s:%d\n", message, condition, file, line);
    std::fflush(stderr);
    std::abort();
}

void machine_failed(const char* message) noexcept
{
    std::fprintf(stderr, "pawl: the machine failed: %s\n", message);
    std::fflush(stderr);
    std::_Exit(machine_failed_code);
}
} // namespace pawl
