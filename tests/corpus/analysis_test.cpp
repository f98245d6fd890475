// Analyses every module of the corpus and compares verdicts and plans.
#include "engine/plan/analyse.hpp"
#include "tests/corpus/files.hpp"
#include "tests/plan/compare.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <chrono>

namespace pawl
{
namespace
{
#if defined(__SANITIZE_ADDRESS__)
constexpr bool address_sanitizer = true;
#elif defined(__has_feature)
constexpr bool address_sanitizer = __has_feature(address_sanitizer);
#else
constexpr bool address_sanitizer = false;
#endif

bool is_feature_code(Code code)
{
    return code >= Code::off_mutable_globals && code <= Code::off_threads;
}

bool is_limit_code(Code code)
{
    return code >= Code::limit_module_bytes && code <= Code::limit_frame_units;
}

// Valid modules that exceed a limit even of the permissive profile; reviewed.
const std::map<std::string, Code> beyond_limits{
    // 5.3 billion, 8.2 million and 6 million locals in one function
    {"antelope-attacks/locals-s.wasm", Code::limit_locals},
    {"antelope-attacks/locals-yc.wasm", Code::limit_locals},
    {"antelope-attacks/slowwasm_localsets.wasm", Code::limit_locals},
    // a table of 2^32 - 1 entries, only ever defined
    {"table.6.wasm", Code::limit_table_entries},
    // the same of 2^64 - 1 entries, and a memory of 2^48 pages
    {"table64.8.wasm", Code::limit_table_entries},
    {"memory64.4.wasm", Code::limit_memory_pages},
};

std::string describe(const Rejection& rejection)
{
    return std::string{name(rejection.code)} + " at " + std::to_string(rejection.offset);
}

TEST(contracts, are_accepted_and_planned_as_the_slow_rules_say)
{
    PAWL_NEED_CORPUS();
    const auto folder = *corpus::folder() / "contracts";
    const auto rows = corpus::rows(folder / "manifest.csv");
    EXPECT_EQ(rows.size(), 104U);
    for (const auto& row : rows)
    {
        const std::string& file = row.at("file");
        const auto analysed =
            analyse(corpus::read(folder / file), default_profile(), default_schedule());
        ASSERT_TRUE(analysed.has_value()) << file << ": " << describe(analysed.error());
        EXPECT_EQ(first_difference(*analysed, default_schedule()), "") << file;
    }
}

TEST(toxic_modules, get_the_verdict_of_the_manifest_quickly)
{
    PAWL_NEED_CORPUS();
    const auto folder = *corpus::folder() / "toxic";
    u32 decided = 0;
    for (const auto& row : corpus::rows(folder / "manifest.csv"))
    {
        const std::string& file = row.at("file");
        if (row.at("kind") != "wasm")
            continue;
        Bytes bytes = corpus::read(folder / file);
        const auto start = std::chrono::steady_clock::now();
        const auto analysed = analyse(std::move(bytes), permissive_profile(), default_schedule());
        const auto spent = std::chrono::steady_clock::now() - start;
        EXPECT_LT(spent, std::chrono::seconds{2}) << file;
        const Code code = analysed ? Code{} : analysed.error().code;
        if (row.at("verdict") == "reject")
        {
            EXPECT_NE(code, Code{}) << file;
        }
        if (row.at("verdict") == "accept" && !is_feature_code(code))
        {
            const auto limit = beyond_limits.find(file);
            EXPECT_EQ(code, limit == beyond_limits.end() ? Code{} : limit->second) << file;
        }
        decided += row.at("verdict") == "unknown" ? 0 : 1;
    }
    EXPECT_EQ(decided, 490U);
}

TEST(toxic_modules, take_less_than_512_mebibytes)
{
    PAWL_NEED_CORPUS();
    if (address_sanitizer)
        GTEST_SKIP() << "the sanitizer's own memory would be counted";
    const auto folder = *corpus::folder() / "toxic";
    for (const auto& row : corpus::rows(folder / "manifest.csv"))
        if (row.at("kind") == "wasm")
            static_cast<void>(analyse(corpus::read(folder / row.at("file")), permissive_profile(),
                                      default_schedule()));
    rusage usage{};
    ASSERT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
    EXPECT_LT(usage.ru_maxrss, 512 * 1024); // kibibytes
}

/// A binary module that a script of the specification's suite names, and what it says of it.
struct SpecModule
{
    std::filesystem::path file;
    bool valid = false;
};

std::vector<SpecModule> spec_modules()
{
    const std::map<std::string, bool> verdicts{{"module", true},
                                               {"module_definition", true},
                                               {"assert_unlinkable", true},
                                               {"assert_uninstantiable", true},
                                               {"assert_invalid", false},
                                               {"assert_malformed", false}};
    std::vector<SpecModule> out;
    const auto folder = *corpus::folder() / "spec" / "json";
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
    {
        if (entry.path().extension() != ".json")
            continue;
        const Bytes text = corpus::read(entry.path());
        const auto script = nlohmann::json::parse(as_text(text));
        for (const auto& command : script.at("commands"))
        {
            const std::string file = command.value("filename", "");
            const auto verdict = verdicts.find(command.at("type"));
            if (file.ends_with(".wasm") && verdict != verdicts.end())
                out.push_back({entry.path().parent_path() / file, verdict->second});
        }
    }
    return out;
}

TEST(spec_modules, are_accepted_or_refused_as_the_suite_says)
{
    PAWL_NEED_CORPUS();
    std::map<std::string, u32> waiting;
    u32 accepted = 0;
    u32 refused = 0;
    for (const SpecModule& module : spec_modules())
    {
        const auto analysed =
            analyse(corpus::read(module.file), permissive_profile(), default_schedule());
        if (!module.valid)
        {
            EXPECT_FALSE(analysed.has_value()) << module.file;
            ++refused;
            continue;
        }
        if (analysed)
        {
            EXPECT_EQ(first_difference(*analysed, default_schedule()), "") << module.file;
            ++accepted;
            continue;
        }
        const Code code = analysed.error().code;
        if (is_feature_code(code))
        {
            ++waiting[std::string{name(code)}];
            continue;
        }
        EXPECT_TRUE(is_limit_code(code) && beyond_limits.contains(module.file.filename()))
            << module.file << ": " << describe(analysed.error());
    }
    for (const auto& [feature, count] : waiting)
        std::cout << count << " valid modules wait for " << feature << '\n';
    EXPECT_GT(accepted, 1500U);
    EXPECT_GT(refused, 3400U);
}
} // namespace
} // namespace pawl
