// Compiles every module of the corpus that is valid: no module, however odd, makes more code than
// its bound, or other code on several threads.
#include "base/check.hpp"
#include "singlepass/target.hpp"
#include "tests/corpus/files.hpp"
#include "tests/corpus/work.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <iostream>

namespace pawl
{
namespace
{
const singlepass::Target* target()
{
    const singlepass::Target* const found = singlepass::native_target();
    return found != nullptr && found->missing().empty() ? found : nullptr;
}

/// What there was to see in a folder.
struct Seen
{
    u32 modules = 0;
    double machine_over_code = 0; ///< the most
    std::string file;             ///< that has it
};

// Offsets that other tables look up rise, and lie in the code.
void expect_in_order(const CompiledModule& compiled, const std::string& file)
{
    const auto rises = [](const auto& sites, auto offset)
    { return std::ranges::is_sorted(sites, std::less_equal{}, offset); };
    EXPECT_TRUE(rises(compiled.traps, &TrapSite::code)) << file;
    EXPECT_TRUE(rises(compiled.calls, &CallSite::code)) << file;
    EXPECT_TRUE(rises(compiled.functions, &NativeFunction::entry)) << file;
    for (const u32 site : compiled.sites)
        EXPECT_TRUE(site == CompiledModule::no_site || site + 4 <= compiled.code.size()) << file;
}

void compile(const AnalysedModule& analysed, const std::string& file, Seen& seen)
{
    const corpus::Work work = corpus::work_of(analysed);
    const CompiledModule compiled = target()->compile(analysed, 1);
    EXPECT_LE(compiled.code.size(), work.most_machine_bytes()) << file;
    expect_in_order(compiled, file);
    for (const u32 threads : {2U, 3U, 7U})
        if (analysed.module.code.size() > 1)
        {
            EXPECT_EQ(target()->compile(analysed, threads), compiled)
                << file << " on " << threads << " threads";
        }
    ++seen.modules;
    const double ratio = static_cast<double>(compiled.code.size()) /
                         static_cast<double>(std::max<u64>(work.code_bytes, 1));
    if (ratio > seen.machine_over_code)
    {
        seen.machine_over_code = ratio;
        seen.file = file;
    }
}

/// Compiles what is valid in a folder and those in it.
Seen compile_folder(const std::string& name)
{
    Seen seen;
    const auto folder = *corpus::folder() / name;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
    {
        if (entry.path().extension() != ".wasm")
            continue;
        const auto analysed =
            analyse(corpus::read(entry.path()), permissive_profile(), default_schedule());
        if (analysed)
            compile(*analysed, entry.path().lexically_relative(folder), seen);
    }
    std::cout << seen.modules << " modules, at most " << seen.machine_over_code
              << " bytes of machine code a byte: " << seen.file << '\n';
    return seen;
}

class compiled : public testing::TestWithParam<std::pair<std::string, u32>>
{
};
} // namespace

TEST_P(compiled, modules_make_no_more_code_than_their_bound_on_any_number_of_threads)
{
    PAWL_NEED_CORPUS();
    if (target() == nullptr)
        GTEST_SKIP() << "singlepass makes no code for this machine";
    const auto& [folder, least] = GetParam();
    EXPECT_GE(compile_folder(folder).modules, least);
}

namespace
{
/// What a new process prints, line by line.
std::vector<std::string> lines_of(const char* program)
{
    std::vector<std::string> lines;
    std::FILE* const pipe = popen(program, "r");
    PAWL_CHECK(pipe != nullptr, "a test may start a program");
    std::array<char, 4096> line{};
    while (std::fgets(line.data(), line.size(), pipe) != nullptr)
        lines.emplace_back(line.data());
    EXPECT_EQ(pclose(pipe), 0);
    return lines;
}
} // namespace

TEST(compiled_twice, all_modules_are_the_same_in_every_process)
{
    PAWL_NEED_CORPUS();
    if (target() == nullptr)
        GTEST_SKIP() << "singlepass makes no code for this machine";
    std::vector<std::string> first = lines_of(PAWL_PRINT_CODE);
    std::vector<std::string> second = lines_of(PAWL_PRINT_CODE);
    ASSERT_GE(first.size(), 1000);
    EXPECT_NE(first.front(), second.front())
        << "addresses must differ: turn on their randomisation";
    first.erase(first.begin());
    second.erase(second.begin());
    EXPECT_EQ(first, second);
}

INSTANTIATE_TEST_SUITE_P(folders, compiled,
                         testing::Values(std::pair{"contracts", 104U}, std::pair{"toxic", 190U},
                                         std::pair{"bench", 60U}, std::pair{"spec/json", 1500U}),
                         [](const auto& info)
                         { return info.param.first.substr(0, info.param.first.find('/')); });
} // namespace pawl
