#include "singlepass/compiler/function_runs.hpp"

#include <algorithm>

namespace pawl::singlepass
{
namespace
{
u64 size_of(const FunctionBody& body) noexcept
{
    return body.body.end - body.body.begin;
}
} // namespace

std::vector<FunctionRun> split_functions(const Module& module, u32 most)
{
    u64 all = 0;
    for (const FunctionBody& body : module.code)
        all += size_of(body);
    // Rounded up, so that so many runs leave nothing.
    const u64 enough = std::max<u64>(least_run_bytes, (all + most - 1) / most);
    std::vector<FunctionRun> out;
    FunctionRun run;
    u64 bytes = 0;
    for (const FunctionBody& body : module.code)
    {
        ++run.last;
        bytes += size_of(body);
        if (bytes < enough)
            continue;
        out.push_back(run);
        run.first = run.last;
        bytes = 0;
    }
    if (run.first != run.last || out.empty())
        out.push_back(run);
    return out;
}
} // namespace pawl::singlepass
