// Programs that nobody here wrote, run as users run them: what they write is what they wrote under
// V8.
#include "base/sha256.hpp"
#include "tests/cli/program.hpp"
#include "tests/corpus/files.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <limits>

namespace pawl::test
{
namespace
{
using Row = std::map<std::string, std::string>;

// Rows that say nothing about us: what the program had under V8, and must not have here.
const std::map<std::string, std::string_view> incomparable{
    {"sightglass/blake3-scalar/benchmark.wasm", "it reads a file"},
    {"sightglass/bz2/benchmark.wasm", "it reads a file"},
    {"sightglass/hashset/benchmark.wasm", "it prints a time that it measured"},
    {"sightglass/intgemm-simd/benchmark.wasm", "it reads a file, and is made of vector code"},
    {"sightglass/pulldown-cmark/benchmark.wasm", "it reads a file"},
    {"sightglass/quicksort/benchmark.wasm", "it reads a file"},
    {"sightglass/regex/benchmark.wasm", "it reads a file"},
    {"sightglass/richards/benchmark.wasm", "it reads a file"},
    {"sightglass/rust-json/benchmark.wasm", "it reads a file"},
    {"sightglass/shootout/shootout-ackermann.wasm", "it reads a file"},
    {"wasm3/self-hosting/wasm3-fib.wasm", "under V8 it failed to look for files"},
    {"wasm3/wasi/brotli/brotli.wasm", "under V8 it failed to look for files"},
    {"wasmi-benchmarks/wasm/spidermonkey.wasm", "it waits until its clock moves"},
    {"wasm3/wasi/simple/test-opt.wasm", "it prints the time"},
    {"wasm3/wasi/simple/test.wasm", "it prints the time"},
    {"wasm3/wasi/smallpt/smallpt-ex.wasm", "it calls deeper than the build's profiles allow"},
    {"wasm3/wasi/stream/stream.wasm", "it prints times that it measured"},
};

/// The rows of programs that came to their end under V8.
std::vector<Row> ended_rows()
{
    std::vector<Row> rows = corpus::rows(*corpus::folder() / "bench" / "v8-run.csv");
    // What programs wrote to standard error continues on lines of its own.
    std::erase_if(rows, [](const Row& row)
                  { return !row.contains("status") || row.at("status") != "ok"; });
    return rows;
}

/// Under V8, in milliseconds, for what takes a tier about a second at most. PAWL_SLOW_PROGRAMS=1 in
/// the environment runs the others, too.
double slowest(const std::string& tier)
{
    if (std::getenv("PAWL_SLOW_PROGRAMS") != nullptr)
        return std::numeric_limits<double>::infinity();
    return tier == "interpreter" ? 60 : 700;
}

/// Why a row is not run; nothing where it is.
std::string reason_to_skip(const Row& row, const std::string& tier)
{
    const auto found = incomparable.find(row.at("file"));
    if (found != incomparable.end())
        return std::string{found->second};
    if (std::stod(row.at("ms")) > slowest(tier))
        return "it takes " + tier + " too long: " + row.at("ms") + " ms under V8";
    return "";
}

/// Runs a program and compares its output and its exit code.
void expect_same(const Row& row, const std::string& tier)
{
    SCOPED_TRACE(row.at("file"));
    const TemporaryFolder folder;
    const auto output = folder.path() / "output";
    const auto program = *corpus::folder() / "bench" / row.at("file");
    const Ran ran = run_pawl(
        folder.path(),
        {"run", "--host", "wasi", "--tier", tier, "--profile", "permissive", program.string()},
        output);
    EXPECT_EQ(ran.exit_code, row.at("rc") == "0" ? 0 : 1) << ran.err;
    EXPECT_THAT(ran.err, testing::HasSubstr("guest exit code  " + row.at("rc") + "\n"));
    const Bytes written = corpus::read(output);
    EXPECT_EQ(std::to_string(written.size()), row.at("stdout_bytes"));
    EXPECT_EQ(to_hex(sha256(written)), row.at("stdout_sha256"));
}

class wasi_programs : public testing::TestWithParam<std::string>
{
};

TEST_P(wasi_programs, write_what_they_write_under_v8)
{
    PAWL_NEED_CORPUS();
    u32 ran = 0;
    for (const Row& row : ended_rows())
    {
        const std::string reason = reason_to_skip(row, GetParam());
        if (!reason.empty())
        {
            std::cout << "NOT RUN: " << row.at("file") << ": " << reason << '\n';
            continue;
        }
        expect_same(row, GetParam());
        ++ran;
    }
    std::cout << ran << " programs wrote the same\n";
    EXPECT_GE(ran, 11U);
}

INSTANTIATE_TEST_SUITE_P(all, wasi_programs, testing::ValuesIn(tiers()),
                         [](const auto& info) { return info.param; });

TEST(wasi_program_list, excuses_nothing_that_is_not_there)
{
    PAWL_NEED_CORPUS();
    const std::vector<Row> rows = ended_rows();
    EXPECT_EQ(rows.size(), 46U);
    for (const auto& [file, reason] : incomparable)
        EXPECT_TRUE(
            std::ranges::any_of(rows, [&](const Row& row) { return row.at("file") == file; }))
            << file;
}
} // namespace
} // namespace pawl::test
