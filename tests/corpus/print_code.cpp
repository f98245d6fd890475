// Prints where this process has its stack, and then, for every valid module of the corpus, a hash
// of what it is compiled to.
#include "base/sha256.hpp"
#include "singlepass/target.hpp"
#include "tests/corpus/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pawl
{
namespace
{
/// All that stands in compiled code, as numbers: without padding.
Bytes content(const CompiledModule& compiled)
{
    Bytes out = compiled.code;
    const auto add = [&out](u64 number)
    {
        for (u32 shift = 0; shift < 64; shift += 8)
            out.push_back(static_cast<u8>(number >> shift));
    };
    add(compiled.imported_functions);
    for (const NativeFunction& function : compiled.functions)
        add(u64{function.entry} << 32 | function.frame_units);
    for (const TrapSite& site : compiled.traps)
    {
        add(u64{site.code} << 32 | site.offset);
        add(static_cast<u64>(site.trap));
    }
    for (const CallSite& site : compiled.calls)
        add(u64{site.code} << 32 | site.offset);
    for (const u32 site : compiled.sites)
        add(site);
    return out;
}

std::vector<std::filesystem::path> modules(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (entry.path().extension() == ".wasm")
            out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

void print_all(const std::filesystem::path& folder)
{
    for (const std::filesystem::path& file : modules(folder))
    {
        const auto analysed = analyse(corpus::read(file), permissive_profile(), default_schedule());
        if (analysed)
            fmt::print("{} {}\n",
                       to_hex(sha256(content(singlepass::native_target()->compile(*analysed, 1)))),
                       file.lexically_relative(folder).string());
    }
}
} // namespace
} // namespace pawl

int main()
{
    const int here = 0;
    fmt::print("{}\n", static_cast<const void*>(&here));
    pawl::print_all(*pawl::corpus::folder());
}
