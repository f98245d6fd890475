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
} // namespace pawl
